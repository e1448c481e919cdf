import { describe, expect, it } from "vitest";
import type { OpenIntent, OrderOutcome } from "../../src-main/contract/order.ts";
import type { Deal } from "../../src-main/domain/order.ts";
import { fixture, type Fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";
import { noAnswer, position } from "../support/scripted-venue.ts";

interface Doubtful {
  readonly f: Fixture;
  readonly intent: OpenIntent;
  /** What a strategy is told that asks again. */
  asked(): Promise<OrderOutcome>;
}

/** An order whose answer is lost, at a venue that `prepare` made up. */
async function doubtful(isExecuted: boolean, patch: Partial<OpenIntent> = {}, prepare: (f: Fixture) => void = () => undefined): Promise<Doubtful> {
  const f = fixture();
  prepare(f);
  await f.armed();
  const intent = openIntent(f, patch);
  if (isExecuted) f.venue.executeThenLose = true;
  else f.venue.trouble("open", noAnswer);
  void f.engine.strategies.order(intent);
  await f.clock.advance(3_000);
  f.venue.executeThenLose = false;
  f.venue.trouble("open");
  return { f, intent, asked: () => f.engine.strategies.order(intent) };
}

const settledBy = (f: Fixture): unknown => f.journal.entries.findLast(({ kind }) => kind === "ORDER_SETTLED")?.body["by"];

const deal = (f: Fixture, patch: Partial<Deal> = {}): Deal => ({
  dealId: 1,
  orderId: 200_001,
  positionId: 200_001,
  symbol: "EURUSD",
  side: "BUY",
  entry: "IN",
  volumeLots: 0.1,
  price: 1.085,
  profit: 0,
  commission: 0,
  swap: 0,
  atMs: f.clock.wallMs(),
  magic: null,
  comment: null,
  reason: null,
  ...patch,
});

describe("an order in doubt, at a venue with a history", () => {
  const withHistory = (f: Fixture): void => {
    f.venue.capabilities = ["HISTORY"];
    f.venue.deals = [];
  };

  it("that was opened and stopped out before anybody looked is confirmed by its deal", async () => {
    const { f, asked } = await doubtful(true, { stopLoss: 1.08 }, withHistory);
    f.venue.positions = [];
    f.venue.deals = [deal(f), deal(f, { dealId: 2, entry: "OUT", side: "SELL", reason: "SL" })];
    await f.clock.advance(15_000);
    expect(await asked()).toMatchObject({ kind: "confirmed", ticket: 200_001, note: expect.stringContaining("closed again") });
    expect(settledBy(f)).toBe("history");
  });

  it("of which neither list nor history knows was never executed, whatever stop it had", async () => {
    const { f, asked } = await doubtful(false, { stopLoss: 1.08 }, withHistory);
    await f.clock.advance(15_000);
    expect(await asked()).toMatchObject({ kind: "refused", code: "NOT_EXECUTED" });
    expect(settledBy(f)).toBe("history");
  });

  it("stays in doubt while the history cannot be read and it has a stop", async () => {
    const { f } = await doubtful(false, { stopLoss: 1.08 }, withHistory);
    f.venue.trouble("history", noAnswer);
    await f.clock.advance(60_000);
    expect(f.engine.feed.value("inDoubt")).toHaveLength(1);
    f.venue.trouble("history");
    await f.clock.advance(10_000);
    expect(f.engine.feed.value("inDoubt")).toEqual([]);
  });
});

describe("an order in doubt, at a venue without a history", () => {
  it("with a stop and no position to be seen is for a person, who is told once", async () => {
    const { f } = await doubtful(false, { stopLoss: 1.08 });
    await f.clock.advance(60_000);
    expect(f.engine.feed.value("inDoubt")).toMatchObject([{ why: expect.stringContaining("no history") }]);
    expect(f.alerts.filter(({ kind }) => kind === "ORDER_WANTS_DECISION")).toHaveLength(1);
  });

  it("that is a pending order is for a person: it shows in no list of positions", async () => {
    const { f } = await doubtful(true, { type: "BUY_LIMIT", price: 1.05 });
    await f.clock.advance(60_000);
    expect(f.engine.feed.value("inDoubt")).toMatchObject([{ why: expect.stringContaining("pending") }]);
  });
});

describe("an order in doubt, at a venue that keeps comments", () => {
  const keepsComments = (f: Fixture): void => {
    f.venue.keepsComments = true;
  };

  it("is told from its twins by its tag", async () => {
    const { f, asked } = await doubtful(true, { comment: "alpha" }, keepsComments);
    f.venue.positions = [position({ ticket: 300_001, comment: "by hand" }), ...f.venue.positions];
    await f.clock.advance(15_000);
    expect(await asked()).toMatchObject({ kind: "confirmed", ticket: 200_001 });
  });

  it("is not taken for a position that carries another order's tag", async () => {
    const { f, asked } = await doubtful(false, {}, keepsComments);
    f.venue.positions = [position({ ticket: 300_001, comment: "x #0000000" })];
    await f.clock.advance(15_000);
    expect(await asked()).toMatchObject({ kind: "refused", code: "NOT_EXECUTED" });
  });

  it("gives strategies their comment back as they gave it", async () => {
    const { f } = await doubtful(true, { comment: "a long comment of a strategy, cut" }, keepsComments);
    const positions = f.engine.strategies.positions(null);
    await f.clock.advance(100);
    expect(await positions).toMatchObject({ ok: true, value: [{ comment: "a long comment of a st" }] });
    expect(f.venue.positions[0]?.comment).toMatch(/^a long comment of a st #[0-9a-z]{7}$/);
  });
});

describe("an order in doubt, at a venue that remembers orders", () => {
  const remembers = (f: Fixture): void => {
    f.venue.capabilities = ["IDEMPOTENT_OPEN"];
  };

  it("is settled by its first outcome, and nothing is executed again", async () => {
    const { f, asked } = await doubtful(true, { stopLoss: 1.08 }, remembers);
    f.venue.positions = [];
    await f.clock.advance(15_000);
    expect(await asked()).toMatchObject({ kind: "confirmed", ticket: 200_001 });
    expect(settledBy(f)).toBe("idempotent resend");
    expect(f.venue.opened).toHaveLength(1);
  });

  it("that the venue never saw is not concluded from the refusal of its old signature", async () => {
    const { f, asked } = await doubtful(false, {}, remembers);
    await f.clock.advance(10_000);
    expect(await asked()).toMatchObject({ kind: "unresolved" });
    await f.clock.advance(5_000);
    expect(await asked()).toMatchObject({ kind: "refused", code: "NOT_EXECUTED" });
    expect(settledBy(f)).toBe("positions");
  });
});

describe("a strategy that was told of its fill", () => {
  it("finds it among the positions, however young the last truth was", async () => {
    const f = fixture();
    await f.armed();
    await f.clock.advance(5_000);
    const order = f.engine.strategies.order(openIntent(f));
    await f.clock.advance(1);
    const outcome = await order;
    const positions = f.engine.strategies.positions(null);
    await f.clock.advance(10);
    expect(await positions).toMatchObject({ ok: true, value: [{ ticket: outcome.kind === "confirmed" ? outcome.ticket : 0 }] });
  });

  it("of a fill between the two queries of one look is no contradiction", async () => {
    const f = fixture();
    await f.armed();
    const account = { currency: "USD", balance: 1, equity: 10_000, marginUsed: 0, marginFree: 1, marginLevelPct: null };
    f.venue.pretend("truth", { account, positions: [] });
    f.venue.positions = [position()];
    const asked = f.venue.asked.length;
    while (!f.venue.asked.slice(asked).includes("positions")) await f.clock.advance(1);
    f.venue.pretend("truth");
    await f.clock.advance(1_000);
    expect(f.engine.state).toBe("ARMED");
    expect(f.engine.feed.value("sync").number, "no full sync was needed").toBe(1);
  });
});
