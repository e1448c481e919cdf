import { describe, expect, it } from "vitest";
import { KillRequest, REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

/** Ways in which certainty could be lost unnoticed, each found by looking for it. */

const kill = (patch: Partial<KillRequest> = {}): KillRequest => KillRequest.parse({ reason: "test", ...patch });
const diskFull = { code: "DISK_FULL", message: "the disk is full", path: "/data/journal.db" } as const;
const emptyTruth = (marginUsed: number) => ({ account: { currency: "USD", balance: 1, equity: 1, marginUsed, marginFree: 1, marginLevelPct: 10 }, positions: [] });
const stateChanges = (f: Fixture): number => f.journal.kinds().filter((kind) => kind === "STATE_CHANGED").length;
const reasons = (f: Fixture): string[] => f.engine.status().reasons.map(({ code }) => code);
const acceptAll = (f: Fixture) => f.engine.acceptDifferences(f.engine.feed.value("differences").map(({ id }) => id), "N", "seen");

describe("an accepted contradiction", () => {
  /** No position is listed, 30.00 of margin is in use, and a person said that this is so. */
  const marginAccepted = async (): Promise<Fixture> => {
    const f = fixture();
    f.venue.marginUsed = 30;
    void f.engine.start();
    await f.clock.advance(10_000);
    void acceptAll(f);
    await f.clock.advance(5_000);
    expect(f.engine.state).toBe("ARMED");
    return f;
  };

  it("is believed at the very margin that a person saw, and at no other", async () => {
    const f = await marginAccepted();
    f.venue.marginUsed = null;
    f.venue.positions = [1, 2, 3].map((ticket) => position({ ticket }));
    await f.clock.advance(10_000);
    f.venue.marginUsed = 5_000;
    f.venue.pretend("truth", emptyTruth(5_000));
    f.venue.pretend("positions", []);
    await f.clock.advance(20_000);
    expect(f.engine.state).toBe("REVIEW");
    expect(f.ledger()).toHaveLength(3);
  });

  it("proves nothing to a flatten", async () => {
    const f = await marginAccepted();
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(90_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "incomplete" });
  });

  it("must still be what was read: another size is another difference", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 1, side: "BUY", volumeLots: 0.1 })];
    await f.armed();
    f.venue.positions = [position({ ticket: 1, side: "SELL", volumeLots: 0.1 })];
    await f.clock.advance(6_000);
    const [read] = f.engine.feed.value("differences");
    f.venue.positions = [position({ ticket: 1, side: "SELL", volumeLots: 50 })];
    await f.clock.advance(6_000);
    expect(await f.engine.acceptDifferences([read?.id ?? ""], "N", "seen")).toMatchObject({ ok: false });
    expect(f.engine.feed.value("differences")[0]?.detail).toContain("SELL 50");
  });
});

describe("a kill that the disk could not take", () => {
  it("is written down by the sync that follows, and found by the next start", async () => {
    const f = fixture();
    await f.armed();
    f.journal.failure = diskFull;
    f.engine.kill(kill({ reason: "STOP" }));
    await f.clock.advance(100);
    expect(f.engine.status().kill).toMatchObject({ durable: false });
    f.journal.failure = null;
    void f.engine.retry();
    await f.clock.advance(1_000);
    expect(f.engine.status().kill).toMatchObject({ durable: true });
    expect(f.restarted().engine.state).toBe("KILLED");
  });
});

describe("a trip", () => {
  it.each([true, false])("for missed heartbeats outlives a clean sync while they still go missing (autoRelease %s)", async (autoRelease) => {
    const f = fixture({ autoRelease });
    await f.armed();
    f.venue.trouble("ping", { kind: "unresolved", code: "UNREADABLE", message: "garbage" });
    await f.clock.advance(20_100);
    expect(f.engine.status().link).toBe("FAILED");
    f.clock.jumpWall(10_000);
    void f.engine.retry();
    await f.clock.advance(400);
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    expect(reasons(f)).toContain("HEARTBEAT_FAILURE");
  });

  it("for sleep lasts until the machine woke up", async () => {
    const f = fixture();
    await f.armed();
    f.engine.suspend();
    await f.clock.advance(30_000);
    expect(f.engine.state).toBe("TRIPPED");
    f.engine.resume();
    await f.clock.advance(500);
    expect(f.engine.state).toBe("ARMED");
  });

  it("for a sleep that never came about ends after a minute awake", async () => {
    const f = fixture();
    await f.armed();
    f.engine.suspend();
    await f.clock.advance(61_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("that a person must release still reads the truth anew on waking up", async () => {
    const f = fixture({ autoRelease: false });
    await f.armed();
    f.engine.suspend();
    f.engine.resume();
    expect(f.engine.state).toBe("SYNCING");
    await f.clock.advance(500);
    expect(f.engine.state).toBe("TRIPPED");
  });
});

describe("a review", () => {
  const reviewAfterLinkLoss = async (): Promise<Fixture> => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 1, side: "BUY" })];
    await f.armed();
    f.venue.goAway();
    await f.clock.advance(20_000);
    f.venue.positions = [position({ ticket: 1, side: "SELL" })];
    f.venue.comeBack();
    await f.clock.advance(10_000);
    expect(f.engine.state).toBe("REVIEW");
    return f;
  };

  it("with a trip under it stands still until a person decides", async () => {
    const f = await reviewAfterLinkLoss();
    const changes = stateChanges(f);
    await f.clock.advance(120_000);
    expect(stateChanges(f)).toBe(changes);
    void acceptAll(f);
    await f.clock.advance(1_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("stays a review when a later sync fails: the exits stay with the operator", async () => {
    const f = await reviewAfterLinkLoss();
    f.venue.trouble("truth", noAnswer);
    void f.engine.retry();
    await f.clock.advance(30_000);
    expect(f.engine.state).toBe("REVIEW");
    expect(f.engine.feed.value("overview").mayClose).toBe(false);
  });
});

describe("a flatten", () => {
  const armedWith = async (...positions: ReturnType<typeof position>[]): Promise<Fixture> => {
    const f = fixture();
    f.venue.positions = positions;
    await f.armed();
    return f;
  };

  it("outlasts a terminal that is away for a few seconds", async () => {
    const f = await armedWith(position({ ticket: 1 }));
    f.venue.trouble("close", { kind: "refused", code: "MT5_NOT_CONNECTED", message: "no terminal", latencyMs: 1 });
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(8_000);
    f.venue.trouble("close");
    await f.clock.advance(30_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "done", closed: 1 });
  });

  it("of everything does not wait behind one of a symbol that hangs", async () => {
    const f = await armedWith(position({ ticket: 1, symbol: "XAUUSD" }), position({ ticket: 2, symbol: "EURUSD" }));
    f.venue.trouble("close", noAnswer);
    f.engine.kill(kill({ flatten: true, scope: { kind: "symbol", symbol: "XAUUSD" } }));
    await f.clock.advance(1_000);
    f.venue.trouble("close");
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(2_000);
    expect(f.venue.positions).toEqual([]);
  });

  it("leaves a round early when nothing answers, and says that the gateway is away", async () => {
    const f = await armedWith(...Array.from({ length: 100 }, (_, i) => position({ ticket: i + 1 })));
    f.venue.goAway();
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(40_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "waiting" });
  });

  it("and a kill of a symbol do not mind how it is written", async () => {
    const f = await armedWith(position({ ticket: 1, symbol: "EURUSD" }));
    f.engine.kill(kill({ flatten: true, scope: { kind: "symbol", symbol: "eurusd" } }));
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    await f.clock.advance(2_000);
    expect(f.venue.positions).toEqual([]);
  });
});

describe("the record", () => {
  it("never follows an older truth after a newer one", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 7 })];
    await f.armed();
    f.venue.positions = [position({ ticket: 8 })];
    f.journal.hang();
    await f.clock.advance(6_000);
    f.venue.positions = [position({ ticket: 7 }), position({ ticket: 8 })];
    void f.engine.retry();
    await f.clock.advance(1_000);
    f.journal.letGo();
    await f.clock.advance(1_000);
    expect(f.ledger().map(({ ticket }) => ticket).toSorted((a, b) => a - b)).toEqual([7, 8]);
  });
});

describe("an engine that stops", () => {
  it("lets nothing pass any more, also when a sync was under way", async () => {
    const f = fixture();
    await f.armed();
    await f.engine.stop("test");
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);

    const syncing = fixture();
    syncing.venue.latencyMs = 500;
    void syncing.engine.start();
    await syncing.engine.stop("test");
    await syncing.clock.advance(10_000);
    expect(syncing.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    expect(syncing.journal.kinds().at(-1)).toBe("ENGINE_STOPPED");
  });

  it("raises no alarm about the sync that it cut short", async () => {
    const f = fixture();
    f.venue.goAway();
    void f.engine.start();
    await f.clock.advance(1_000);
    await f.engine.stop("test");
    await f.clock.advance(60_000);
    expect(f.alerts.map(({ kind }) => kind)).not.toContain("HALTED");
  });
});

describe("what answers behind the port", () => {
  it("turning into the order-only kind halts: no exit is open there either", async () => {
    const f = fixture();
    await f.armed();
    f.venue.kind = "order-only EA";
    await f.clock.advance(6_000);
    expect(f.engine.state).toBe("HALTED");
    expect(reasons(f)).toContain("UNSAFE_GATEWAY");
    f.venue.kind = "v4.3";
    await f.clock.advance(12_000);
    expect(f.engine.state).toBe("ARMED");
  });

  it("turning into another usable kind trips, and is looked at anew", async () => {
    const f = fixture();
    await f.armed();
    f.venue.kind = "handshake";
    void f.engine.retry();
    await f.clock.advance(1_000);
    expect(f.journal.entries.find((entry) => entry.kind === "TRIPPED")?.body).toMatchObject({ reason: "GATEWAY_CHANGED" });
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("ages", () => {
  it("stay true when somebody sets the clock back", async () => {
    const f = fixture();
    await f.armed();
    f.venue.goAway();
    await f.clock.advance(600_000);
    f.clock.jumpWall(-3_600_000);
    await f.clock.advance(1_000);
    expect(f.engine.status().truthAgeMs).toBeGreaterThan(590_000);
    const { nowMs, topics } = f.engine.feed.snapshot();
    expect(nowMs - (topics.positions.readAtMs ?? nowMs)).toBeGreaterThan(590_000);
  });

  it("a truth that is read seldom is tried again soon once it fails", async () => {
    const f = fixture({ truthIntervalMs: 60_000 });
    await f.armed();
    f.venue.trouble("truth", { kind: "refused", code: "MT5_NOT_CONNECTED", message: "no terminal", latencyMs: 1 });
    await f.clock.advance(75_000);
    expect(f.engine.state).toBe("TRIPPED");
  });
});

describe("one try of the startup gate", () => {
  it("takes its three seconds and no more, however many queries it needs", async () => {
    const f = fixture();
    f.venue.latencyMs = 1_200;
    f.venue.trouble("account", noAnswer);
    f.venue.marginUsed = 10;
    void f.engine.start();
    await f.clock.advance(11_100);
    expect(f.engine.feed.value("sync").running).toBe(false);
  });
});

it("a rearm needs its own clean sync even right after another one", async () => {
  const f = fixture();
  await f.armed();
  f.engine.kill(kill());
  f.venue.goAway();
  const rearmed = f.engine.rearm({ name: "N", reason: "r", confirmation: REARM_CONFIRMATION });
  await f.clock.advance(30_000);
  expect(await rearmed).toMatchObject({ value: { armed: false } });
});
