import { describe, expect, it } from "vitest";
import { KillRequest, REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

const kill = (patch: Partial<KillRequest> = {}): KillRequest => KillRequest.parse({ reason: "test", ...patch });
const rearm = { name: "N", reason: "settled", confirmation: REARM_CONFIRMATION } as const;

async function armedWith(tickets: number[]): Promise<Fixture> {
  const f = fixture();
  f.venue.positions = tickets.map((ticket) => position({ ticket }));
  await f.armed();
  return f;
}

describe("a kill", () => {
  it("is in force before the call returns, even when the disk hangs and the gateway is gone", async () => {
    const f = await armedWith([1]);
    f.journal.hang();
    f.venue.goAway();
    const { kill: record } = f.engine.kill(kill());
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    expect(f.engine.state).toBe("KILLED");
    expect(record.durable).toBe(false);
    f.journal.letGo();
    await f.clock.advance(10);
    expect(f.engine.status().kill).toMatchObject({ durable: true, reason: "test" });
  });

  it("says when it would not survive a restart", async () => {
    const f = await armedWith([]);
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "x" };
    const { durable } = f.engine.kill(kill());
    await f.clock.advance(10);
    expect(await durable).toMatchObject({ durable: false });
    expect(f.engine.state).toBe("KILLED");
  });

  it("is still in force in the next process", async () => {
    const f = await armedWith([1]);
    f.engine.kill(kill());
    await f.clock.advance(10);
    const next = f.restarted();
    expect(next.engine.state).toBe("KILLED");
    await next.armed();
    expect(next.engine.state).toBe("KILLED");
    expect(next.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
  });

  it("of one symbol stops that symbol and no other", async () => {
    const f = await armedWith([]);
    f.engine.kill(kill({ scope: { kind: "symbol", symbol: "EURUSD" } }));
    expect(f.engine.mayOpen({ agentId: "default", symbol: "EURUSD" })).toBe(false);
    expect(f.engine.mayOpen({ agentId: "default", symbol: "GBPUSD" })).toBe(true);
    expect(f.engine.state).toBe("ARMED");
  });
});

describe("a flatten", () => {
  it("closes ours and what cannot be told apart, and leaves a foreign magic", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 1, magic: 202_401 }), position({ ticket: 2, magic: null }), position({ ticket: 3, magic: 7 }), position({ ticket: 4, magic: 0 })];
    await f.armed();
    expect(f.engine.killPreview(kill()).close.map(({ ticket }) => ticket)).toEqual([1, 2]);
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(2_000);
    expect(f.venue.positions.map(({ ticket }) => ticket)).toEqual([3, 4]);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "done", closed: 2, stillOpen: 0, leftForeign: 2 });
    expect(f.engine.feed.value("differences"), "what we closed ourselves is no difference").toEqual([]);
    expect(f.ledger().map(({ ticket }) => ticket)).toEqual([3, 4]);
  });

  it("of everything closes foreign positions too", async () => {
    const f = fixture();
    f.venue.positions = [position({ ticket: 1 }), position({ ticket: 3, magic: 7 })];
    await f.armed();
    f.engine.kill(kill({ flatten: true, includeForeign: true }));
    await f.clock.advance(2_000);
    expect(f.venue.positions).toEqual([]);
  });

  it("reports what was closed already and what is still open, with the gateway's reason", async () => {
    const f = await armedWith([1, 2]);
    f.venue.trouble("close", { kind: "refused", code: "MT5_CLOSE_FAILED", message: "market closed", latencyMs: 1 });
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(200);
    f.venue.positions = f.venue.positions.filter(({ ticket }) => ticket !== 1);
    await f.clock.advance(90_000);
    const report = f.engine.feed.value("kill").flatten;
    expect(report).toMatchObject({ status: "incomplete", closed: 0, alreadyClosed: 1, stillOpen: 1 });
    expect(report?.items.find(({ ticket }) => ticket === 2)).toMatchObject({ status: "still-open", why: expect.stringContaining("market closed") });
    expect(f.alerts.map((alert) => alert.kind)).toContain("FLATTEN_INCOMPLETE");
  });

  it("does not take an unanswered close for a failed one: the next read decides", async () => {
    const f = await armedWith([1]);
    f.venue.trouble("close", noAnswer);
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(1_000);
    f.venue.positions = [];
    await f.clock.advance(10_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "done", closed: 1 });
  });

  it("with the gateway away says so, keeps the block, and goes on when the gateway is back", async () => {
    const f = await armedWith([1, 2]);
    f.venue.goAway();
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(30_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "waiting" });
    expect(f.engine.state).toBe("KILLED");
    f.venue.comeBack();
    await f.clock.advance(5_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "done", closed: 2 });
    expect(f.venue.positions).toEqual([]);
  });

  it("is taken up again by the next process when this one died in the middle", async () => {
    const f = await armedWith([1, 2]);
    f.venue.goAway();
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(10_000);
    await f.engine.stop("dies");
    const next = f.restarted();
    f.venue.comeBack();
    await next.armed();
    await f.clock.advance(3_000);
    expect(f.venue.positions).toEqual([]);
    expect(next.engine.state).toBe("KILLED");
  });

  it("goes on after one lost reply instead of waiting for the gateway to come back", async () => {
    const f = await armedWith([1]);
    f.venue.trouble("truth", noAnswer);
    f.venue.trouble("positions", noAnswer);
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(6_500);
    f.venue.trouble("truth");
    f.venue.trouble("positions");
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "running" });
    await f.clock.advance(7_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "done", closed: 1 });
  });

  it("closes what the position list shows even when the account cannot be read, and does not call that flat", async () => {
    const f = await armedWith([1, 2]);
    f.venue.trouble("truth", { kind: "unresolved", code: "UNREADABLE", message: "account.margin_level is NaN", field: "account.margin_level" });
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(150_000);
    expect(f.venue.positions).toEqual([]);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "incomplete", closed: 2, stillOpen: 0, note: expect.stringContaining("margin_level") });
  });

  it("does not believe an empty list that contradicts the margin", async () => {
    const f = await armedWith([1]);
    f.venue.marginUsed = 10;
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(90_000);
    expect(f.engine.feed.value("kill").flatten).toMatchObject({ status: "incomplete", note: expect.stringContaining("margin") });
  });
});

describe("a re-arm", () => {
  it("syncs first and arms only after a clean sync", async () => {
    const f = await armedWith([1]);
    f.engine.kill(kill());
    const done = f.engine.rearm(rearm);
    expect(f.engine.state).toBe("KILLED");
    await f.clock.advance(100);
    expect(await done).toMatchObject({ ok: true, value: { armed: true } });
    expect(f.engine.state).toBe("ARMED");
    expect(f.journal.entries.findLast((entry) => entry.kind === "REARMED")?.body).toMatchObject({ name: "N", reason: "settled" });
  });

  it("leaves the kill in force when the sync is not clean", async () => {
    const f = await armedWith([1]);
    f.engine.kill(kill());
    f.venue.goAway();
    const done = f.engine.rearm(rearm);
    await f.clock.advance(20_000);
    expect(await done).toMatchObject({ ok: true, value: { armed: false } });
    expect(f.engine.state).toBe("KILLED");
  });

  it("does not end a kill that came while it synced", async () => {
    const f = await armedWith([1]);
    f.engine.kill(kill({ reason: "first" }));
    const done = f.engine.rearm(rearm);
    f.engine.kill(kill({ reason: "second" }));
    await f.clock.advance(200);
    expect(await done).toMatchObject({ value: { armed: false } });
    expect(f.engine.status().kills.map(({ reason }) => reason)).toEqual(["second"]);
  });

  it("that cannot be written down is none", async () => {
    const f = await armedWith([1]);
    f.engine.kill(kill());
    await f.clock.advance(10);
    f.journal.failure = { code: "DISK_FULL", message: "full", path: "x" };
    const done = f.engine.rearm(rearm);
    await f.clock.advance(200);
    expect(await done).toMatchObject({ value: { armed: false } });
    expect(f.engine.state).toBe("KILLED");
  });

  it("is refused while a flatten still closes", async () => {
    const f = await armedWith([1]);
    f.venue.trouble("close", noAnswer);
    f.engine.kill(kill({ flatten: true }));
    await f.clock.advance(1_000);
    expect(await f.engine.rearm(rearm)).toMatchObject({ ok: false });
  });

  it("without a kill is refused", async () => {
    const f = await armedWith([]);
    expect(await f.engine.rearm(rearm)).toMatchObject({ ok: false });
  });
});
