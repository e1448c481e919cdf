import { describe, expect, it } from "vitest";
import { fixture } from "../support/engine-fixture.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

const codes = (of: { engine: { status(): { reasons: { code: string }[] } } }): string[] => of.engine.status().reasons.map((reason) => reason.code);

describe("the startup gate", () => {
  it("arms after a clean sync, and not before", async () => {
    const f = fixture();
    f.venue.positions = [position()];
    expect(f.engine.state).toBe("STARTING");
    void f.engine.start();
    expect(f.engine.state).toBe("SYNCING");
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    await f.clock.advance(100);
    expect(f.engine.state).toBe("ARMED");
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(true);
    expect(f.engine.feed.value("positions").rows).toHaveLength(1);
    expect(f.engine.feed.value("sync")).toMatchObject({ number: 1, outcome: "clean", tries: 1, running: false });
    expect(f.engine.feed.value("sync").lastCleanAtMs).not.toBeNull();
  });

  it("tries three times, three seconds each, one second apart, and then halts and stays halted", async () => {
    const f = fixture();
    f.venue.trouble("truth", noAnswer);
    f.venue.trouble("ping", noAnswer);
    void f.engine.start();
    await f.clock.advance(10_900);
    expect(f.engine.state).toBe("SYNCING");
    await f.clock.advance(200);
    expect(f.engine.state).toBe("HALTED");
    expect(f.venue.asked.filter((query) => query === "truth")).toHaveLength(3);
    expect(f.engine.feed.value("sync").error).toMatchObject({ code: "SYSTEM_HALT", cause: { code: "SYNC_TIMEOUT" } });
    await f.clock.advance(600_000);
    expect(f.engine.state).toBe("HALTED");
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
  });

  it("succeeds on the second try", async () => {
    const f = fixture();
    f.venue.trouble("truth", noAnswer);
    void f.engine.start();
    await f.clock.advance(3_500);
    f.venue.trouble("truth");
    await f.clock.advance(1_000);
    expect(f.engine.state).toBe("ARMED");
    expect(f.engine.feed.value("sync")).toMatchObject({ outcome: "clean", tries: 2 });
  });

  it("names the field of a reply that breaks a rule", async () => {
    const f = fixture();
    f.venue.trouble("truth", { kind: "unresolved", code: "UNREADABLE", message: "account.margin_level: NaN is not a finite number", field: "account.margin_level" });
    void f.engine.start();
    await f.clock.advance(20_000);
    expect(f.engine.feed.value("sync").error?.cause).toMatchObject({ code: "SYNC_RESPONSE", field: "account.margin_level" });
  });

  it("halts at the first sight of a gateway that would take queries for orders, and sends it nothing", async () => {
    const f = fixture();
    f.venue.kind = "order-only EA";
    void f.engine.start();
    await f.clock.advance(50);
    expect(f.engine.state).toBe("HALTED");
    expect(codes(f)).toContain("UNSAFE_GATEWAY");
    await f.clock.advance(60_000);
    expect(new Set(f.venue.asked)).toEqual(new Set(["probe"]));
    expect(f.engine.state).toBe("HALTED");
  });

  it("greets again what answered nonsense, and goes on when it answers as a gateway", async () => {
    const f = fixture();
    f.venue.kind = "unknown";
    void f.engine.start();
    await f.clock.advance(30_000);
    expect(f.engine.state).toBe("HALTED");
    expect(f.engine.feed.value("sync")).toMatchObject({ tries: 3, error: { code: "SYSTEM_HALT", cause: { code: "UNSAFE_GATEWAY" } } });
    f.venue.kind = "v4.3";
    await f.clock.advance(12_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("does not flicker while the gateway answers heartbeats but has no terminal behind it", async () => {
    const f = fixture();
    f.venue.trouble("truth", { kind: "refused", code: "MT5_NOT_CONNECTED", message: "no terminal", latencyMs: 1 });
    void f.engine.start();
    await f.clock.advance(10_000);
    const changes = f.journal.kinds().filter((kind) => kind === "STATE_CHANGED").length;
    await f.clock.advance(600_000);
    expect(f.engine.state).toBe("HALTED");
    expect(f.journal.kinds().filter((kind) => kind === "STATE_CHANGED")).toHaveLength(changes);
    f.venue.trouble("truth");
    await f.clock.advance(6_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("leaves the halt by itself once the gateway answers and a full sync succeeds", async () => {
    const f = fixture();
    f.venue.goAway();
    void f.engine.start();
    await f.clock.advance(15_000);
    expect(f.engine.state).toBe("HALTED");
    f.venue.comeBack();
    await f.clock.advance(5_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("leaves the halt when the operator retries", async () => {
    const f = fixture();
    f.venue.trouble("truth", { kind: "refused", code: "MT5_NOT_CONNECTED", message: "no terminal", latencyMs: 1 });
    f.venue.trouble("ping", noAnswer);
    void f.engine.start();
    await f.clock.advance(10_000);
    expect(f.engine.state).toBe("HALTED");
    f.venue.trouble("truth");
    const retried = f.engine.retry();
    await f.clock.advance(200);
    expect(await retried).toMatchObject({ ok: true, value: { outcome: "clean" } });
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("an empty truth", () => {
  it("is flat when a second query agrees and no margin is used", async () => {
    const f = fixture();
    await f.armed();
    expect(f.engine.state).toBe("ARMED");
    expect(f.venue.asked).toContain("positions");
  });

  it("is suspect when the second query lists positions: the record keeps them and a person is asked", async () => {
    const f = fixture();
    f.venue.positions = [position()];
    f.venue.pretend("truth", { account: { currency: "USD", balance: 1, equity: 1, marginUsed: 10, marginFree: 1, marginLevelPct: 10 }, positions: [] });
    void f.engine.start();
    await f.clock.advance(10_000);
    expect(f.engine.state).toBe("REVIEW");
    expect(f.engine.feed.value("differences")).toMatchObject([{ kind: "suspect-empty", status: "waiting" }]);
    expect(f.engine.feed.value("positions").rows).toHaveLength(1);
    expect(f.journal.kinds()).not.toContain("POSITIONS_GONE");
    await f.clock.advance(120_000);
    expect(f.engine.feed.value("sync")).toMatchObject({ number: 1 });
    expect(f.engine.state).toBe("REVIEW");
  });

  it("is suspect when margin is in use though both lists are empty", async () => {
    const f = fixture();
    f.venue.marginUsed = 30;
    void f.engine.start();
    await f.clock.advance(10_000);
    expect(f.engine.state).toBe("REVIEW");
  });

  it("is neither flat nor suspect while the second query gives no answer: that is a failed try", async () => {
    const f = fixture();
    f.venue.trouble("positions", noAnswer);
    void f.engine.start();
    await f.clock.advance(20_000);
    expect(f.engine.state).toBe("HALTED");
  });

  it("that was accepted arms with the fuller answer", async () => {
    const f = fixture();
    f.venue.positions = [position()];
    f.venue.pretend("truth", { account: { currency: "USD", balance: 1, equity: 1, marginUsed: 10, marginFree: 1, marginLevelPct: 10 }, positions: [] });
    void f.engine.start();
    await f.clock.advance(10_000);
    const [difference] = f.engine.feed.value("differences");
    const accepted = f.engine.acceptDifferences([difference?.id ?? ""], "N", "seen in the terminal");
    await f.clock.advance(10_000);
    expect(await accepted).toEqual({ ok: true, value: "ARMED" });
    expect(f.engine.feed.value("positions").rows).toHaveLength(1);
    const changes = f.journal.kinds().filter((kind) => kind === "STATE_CHANGED").length;
    await f.clock.advance(60_000);
    expect(f.engine.state).toBe("ARMED");
    expect(f.journal.kinds().filter((kind) => kind === "STATE_CHANGED")).toHaveLength(changes);
  });
});

describe("the heartbeat and the breaker", () => {
  it("trips at the third miss in a row, keeps the exits open, and arms again after a fresh clean sync", async () => {
    const f = fixture();
    await f.armed();
    f.venue.goAway();
    await f.clock.advance(14_500);
    expect(f.engine.state).toBe("ARMED");
    await f.clock.advance(3_000);
    expect(f.engine.state).toBe("TRIPPED");
    expect(f.engine.status().link).toBe("FAILED");
    expect(codes(f)).toEqual(["HEARTBEAT_FAILURE"]);
    expect(f.engine.feed.value("overview")).toMatchObject({ mayOpen: false, mayClose: true });
    expect(f.alerts.map((alert) => alert.kind)).toContain("TRIPPED");
    f.venue.comeBack();
    await f.clock.advance(2_000);
    expect(f.engine.state).toBe("ARMED");
    expect(f.journal.kinds()).toContain("RELEASED");
  });

  it("stays tripped until a person retries when release is by hand", async () => {
    const f = fixture({ autoRelease: false });
    await f.armed();
    f.venue.goAway();
    await f.clock.advance(20_000);
    f.venue.comeBack();
    await f.clock.advance(60_000);
    expect(f.engine.state).toBe("TRIPPED");
    const retried = f.engine.retry();
    await f.clock.advance(100);
    await retried;
    expect(f.engine.state).toBe("ARMED");
  });

  it("trips again when a person's retry succeeds while the heartbeat still fails", async () => {
    const f = fixture({ autoRelease: false });
    await f.armed();
    f.venue.trouble("ping", { kind: "unresolved", code: "UNREADABLE", message: "garbage" });
    await f.clock.advance(30_000);
    expect(f.engine.state).toBe("TRIPPED");
    void f.engine.retry();
    await f.clock.advance(100);
    await f.clock.advance(8_000);
    expect(f.engine.state).toBe("TRIPPED");
  });

  it("does not count a miss while the gateway is busy answering something else", async () => {
    const f = fixture();
    await f.armed();
    f.venue.trouble("ping", noAnswer);
    // The truth is read every 5 s and answers in 1.5 s, always while a heartbeat waits for its turn.
    f.venue.latencyMs = 1_500;
    await f.clock.advance(60_000);
    expect(f.engine.state).toBe("ARMED");
    expect(f.engine.feed.value("heartbeat").samples.some((sample) => sample.outcome === "busy")).toBe(true);
  });

  it("tells a slow gateway from a healthy one", async () => {
    const f = fixture();
    await f.armed();
    expect(f.engine.status().link).toBe("HEALTHY");
    f.venue.latencyMs = 80;
    await f.clock.advance(6_000);
    expect(f.engine.status().link).toBe("DEGRADED");
    expect(f.engine.state).toBe("ARMED");
  });

  it("trips when the truth cannot be read any more although the gateway answers", async () => {
    const f = fixture();
    await f.armed();
    f.venue.trouble("truth", { kind: "refused", code: "MT5_NOT_CONNECTED", message: "no terminal", latencyMs: 1 });
    await f.clock.advance(16_000);
    expect(f.engine.state).toBe("TRIPPED");
    expect(codes(f)).toContain("SYNC_FAILED");
    f.venue.trouble("truth");
    await f.clock.advance(20_000);
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("our own time", () => {
  it("a blocked loop trips as LOOP_LAG and is no missed heartbeat", async () => {
    const f = fixture({ autoRelease: false });
    await f.armed();
    f.clock.block(30_000);
    await f.clock.advance(1_000);
    expect(codes(f)).toEqual(["LOOP_LAG"]);
    expect(f.engine.feed.value("heartbeat").missesInARow).toBe(0);
  });

  it("a beat that timed out while the loop was blocked counts as void", async () => {
    const f = fixture({ autoRelease: false });
    await f.armed();
    f.venue.trouble("ping", noAnswer);
    await f.clock.advance(5_000);
    f.clock.block(3_000);
    await f.clock.advance(100);
    expect(f.engine.feed.value("heartbeat").samples.at(-1)).toMatchObject({ outcome: "void" });
    expect(f.engine.feed.value("heartbeat").missesInARow).toBe(0);
  });

  it.each([
    ["forward", 3_600_000],
    ["back", -3_600_000],
  ])("a clock that jumps %s trips as CLOCK_JUMP and arms again after a fresh sync", async (_way, jumpMs) => {
    const f = fixture();
    await f.armed();
    f.clock.jumpWall(jumpMs);
    await f.clock.advance(500);
    expect(f.journal.entries.find((entry) => entry.kind === "TRIPPED")?.body).toMatchObject({ reason: "CLOCK_JUMP" });
    expect(f.engine.state).toBe("ARMED");
    expect(f.engine.feed.value("sync")).toMatchObject({ cause: "clock-jump", outcome: "clean" });
  });

  it("sleep stops trading at once, and waking up syncs before it goes on", async () => {
    const f = fixture();
    await f.armed();
    f.engine.suspend();
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    f.engine.resume();
    expect(f.engine.state).toBe("SYNCING");
    await f.clock.advance(200);
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("what differs", () => {
  it("follows the venue for positions that appeared, went or changed in size, and says so", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 1 }), position({ ticket: 2 })];
    await f.armed();
    expect(f.engine.feed.value("differences")).toEqual([]);
    f.venue.positions = [position({ ticket: 2, volumeLots: 0.05 }), position({ ticket: 3 })];
    const next = f.restarted();
    await next.armed();
    expect(next.engine.state).toBe("ARMED");
    expect(next.engine.feed.value("differences").map(({ kind, ticket, status }) => [kind, ticket, status])).toEqual([
      ["volume", 2, "corrected"],
      ["appeared", 3, "corrected"],
      ["gone", 1, "corrected"],
    ]);
  });

  it("stops for a person when a ticket has changed its direction", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 1, side: "BUY" })];
    await f.armed();
    f.venue.positions = [position({ ticket: 1, side: "SELL" })];
    await f.clock.advance(6_000);
    expect(f.engine.state).toBe("REVIEW");
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    const [difference] = f.engine.feed.value("differences");
    const accepted = f.engine.acceptDifferences([difference?.id ?? ""], "N", "netting reversal");
    await f.clock.advance(100);
    expect(await accepted).toEqual({ ok: true, value: "ARMED" });
    expect(f.journal.kinds()).toContain("DIFFERENCE_ACCEPTED");
  });

  it("is quiet about prices and profit, and about 0.30000000000000004 lots", async () => {
    const f = fixture();
    f.venue.positions = [position({ volumeLots: 0.3 })];
    await f.armed();
    f.venue.positions = [position({ volumeLots: 0.30000000000000004, currentPrice: 1.2, profit: -400 })];
    await f.clock.advance(6_000);
    expect(f.engine.feed.value("differences")).toEqual([]);
    expect(f.engine.feed.value("positions").rows[0]?.profit).toBe(-400);
  });
});

describe("the journal under the engine", () => {
  it("full disk: nothing trades, the reason is named, and a retry heals once there is room", async () => {
    const f = fixture();
    await f.armed();
    f.journal.failure = { code: "DISK_FULL", message: "The disk is full", path: "/data/journal.db" };
    f.venue.positions = [position()];
    await f.clock.advance(6_000);
    expect(f.engine.state).toBe("HALTED");
    expect(codes(f)).toContain("JOURNAL_UNWRITABLE");
    f.journal.failure = null;
    await f.clock.advance(60_000);
    expect(f.engine.state).toBe("HALTED");
    void f.engine.retry();
    await f.clock.advance(100);
    expect(f.engine.state).toBe("ARMED");
  });

  it("says at the start that the last run did not end properly", async () => {
    const f = fixture();
    await f.armed();
    const crashed = f.restarted();
    await crashed.armed();
    expect(crashed.alerts.map((alert) => alert.kind)).toContain("UNCLEAN_EXIT");
    await crashed.engine.stop("test");
    const clean = crashed.restarted();
    await clean.armed();
    expect(clean.alerts.map((alert) => alert.kind)).not.toContain("UNCLEAN_EXIT");
  });

  it("leaves no timer behind when it stops", async () => {
    const f = fixture();
    await f.armed();
    await f.engine.stop("test");
    await f.clock.advance(60_000);
    expect(f.clock.pendingTimers).toBe(0);
  });
});
