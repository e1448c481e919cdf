import { describe, expect, it } from "vitest";
import type { OpenIntent } from "../../src-main/contract/order.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { closeIntent, openIntent } from "../support/intents.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

async function armed(): Promise<Fixture> {
  const f = fixture({ orderTimeoutMs: 5_000 });
  await f.armed();
  return f;
}

/** Nothing is listed, though it is open: the list lags. */
function hidePositions({ venue }: Fixture): void {
  venue.marginUsed = 0;
  venue.pretend("positions", []);
  venue.pretend("truth", { account: { currency: "USD", balance: 10_000, equity: 10_000, marginUsed: 0, marginFree: 10_000, marginLevelPct: null }, positions: [] });
}

/** An order whose answer was lost, executed or not. */
function lost(f: Fixture, executed: boolean, patch: Partial<OpenIntent> = {}): OpenIntent {
  f.venue.executeThenLose = executed;
  if (executed) f.venue.trouble("open");
  else f.venue.trouble("open", noAnswer);
  const intent = openIntent(f, patch);
  void f.engine.strategies.order(intent);
  return intent;
}

const doubts = (f: Fixture) => f.engine.feed.value("inDoubt").map(({ uuid, candidates }) => ({ uuid, candidates }));

describe("a close", () => {
  it("of what was filled a moment ago is sent, though no list shows it yet", async () => {
    const f = await armed();
    hidePositions(f);
    const filled = f.engine.strategies.order(openIntent(f));
    await f.clock.advance(50);
    expect(await filled).toMatchObject({ kind: "confirmed", ticket: 200_001 });
    const closed = f.engine.strategies.order(closeIntent(f, 200_001));
    await f.clock.advance(50);
    expect(await closed).toMatchObject({ kind: "confirmed", note: null });
    expect(f.venue.closedTickets).toEqual([200_001]);
  });

  it("of what nobody can look for is denied: not being able to see it is no proof that it is gone", async () => {
    const f = await armed();
    f.venue.trouble("truth", noAnswer);
    const closed = f.engine.strategies.order(closeIntent(f, 999));
    await f.clock.advance(6_000);
    expect(await closed).toMatchObject({ kind: "denied", code: "TRUTH_UNKNOWN" });
  });

  it("of a part that may have been done is for a person, where there is no history", async () => {
    const f = await armed();
    f.venue.positions = [position({ ticket: 7, volumeLots: 0.2 })];
    await f.clock.advance(6_000);
    f.venue.trouble("close", noAnswer);
    const intent = closeIntent(f, 7, { volumeLots: 0.1 });
    void f.engine.strategies.order(intent);
    await f.clock.advance(5_100);
    f.venue.positions = [position({ ticket: 7, volumeLots: 0.1 })];
    await f.clock.advance(30_000);
    expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "unresolved" });
    expect(f.journal.entries.some(({ kind, body }) => kind === "ORDER_WANTS_DECISION" && body["uuid"] === intent.uuid)).toBe(true);
  });
});

describe("an order in doubt", () => {
  it("of which a part may have been filled is for a person", async () => {
    const f = await armed();
    const intent = lost(f, true, { volumeLots: 0.4 });
    await f.clock.advance(10);
    f.venue.positions = f.venue.positions.map((filled) => ({ ...filled, volumeLots: 0.2 }));
    await f.clock.advance(30_000);
    expect(doubts(f)).toEqual([{ uuid: intent.uuid, candidates: [200_001] }]);
  });

  it("does not take for its own what an order that has no answer yet may be opening", async () => {
    const f = await armed();
    const first = lost(f, false, { agentId: "a" });
    await f.clock.advance(11_000);
    const second = lost(f, true, { agentId: "b" });
    await f.clock.advance(30_000);
    expect(doubts(f)).toEqual([
      { uuid: first.uuid, candidates: [200_001] },
      { uuid: second.uuid, candidates: [200_001] },
    ]);
  });

  it("does not take for its own what was opened at another time, by the venue's own clock", async () => {
    const f = await armed();
    const brokersAheadMs = 3 * 3_600_000;
    const known = f.engine.strategies.order(openIntent(f, { symbol: "GBPUSD" }));
    await f.clock.advance(50);
    expect(await known).toMatchObject({ kind: "confirmed" });
    f.venue.positions = f.venue.positions.map((filled) => ({ ...filled, openedAtMs: (filled.openedAtMs ?? 0) + brokersAheadMs }));
    const intent = lost(f, false);
    await f.clock.advance(6_000);
    f.venue.trouble("truth", noAnswer);
    await f.clock.advance(14_000);
    // By hand, 20 s after the order, while nobody could look.
    f.venue.positions = [...f.venue.positions, position({ ticket: 300_001, openedAtMs: f.clock.wallMs() + brokersAheadMs })];
    f.venue.trouble("truth");
    await f.clock.advance(30_000);
    expect(doubts(f)).toEqual([{ uuid: intent.uuid, candidates: [300_001] }]);
  });
});
