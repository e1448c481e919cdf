import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Side } from "../../src-main/contract/position.ts";
import { centsFrom } from "../../src-main/domain/money.ts";
import { volumeFromLots } from "../../src-main/domain/volume.ts";
import { HedgingAccount, type OpenPosition } from "../../src-main/simulator/hedging-account.ts";
import { Market, pointsOf, type Instrument } from "../../src-main/simulator/market.ts";
import type { MarketOrder } from "../../src-main/simulator/order-rules.ts";
import { Rng } from "../../src-main/simulator/rng.ts";

const LEVERAGE = 100;

function funded(dollars: number, seed = 1): { market: Market; account: HedgingAccount } {
  const market = new Market(new Rng(seed));
  const account = new HedgingAccount(market, LEVERAGE, () => 0);
  account.deposit(centsFrom(dollars));
  return { market, account };
}

function instrument(market: Market, symbol: string): Instrument {
  const found = market.instrument(symbol);
  if (!found) throw new Error(`no ${symbol}`);
  return found;
}

const order = (market: Market, symbol: string, side: Side, lots: number, rest: Partial<MarketOrder> = {}): MarketOrder => ({
  instrument: instrument(market, symbol),
  side,
  volume: volumeFromLots(lots),
  stopLossPoints: null,
  takeProfitPoints: null,
  magic: 1,
  comment: "",
  reason: "EXPERT",
  ...rest,
});

function opened(account: HedgingAccount, wish: MarketOrder): OpenPosition {
  const result = account.open(wish);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function sums(account: HedgingAccount): { profit: number; margin: number } {
  let [profit, margin] = [0, 0];
  for (const position of account.positions.values()) {
    profit += position.profitCents;
    margin += position.marginCents;
  }
  return { profit, margin };
}

function expectAddsUp(account: HedgingAccount): void {
  const figures = account.figures();
  const { profit, margin } = sums(account);
  expect(figures.profitCents).toBe(profit);
  expect(figures.marginCents).toBe(margin);
  expect(figures.equityCents).toBe(figures.balanceCents + profit);
  expect(figures.freeCents).toBe(figures.equityCents - margin);
  if (margin === 0) expect(figures.marginLevelPct).toBe(0);
  else expect(figures.marginLevelPct).toBeCloseTo((figures.equityCents / margin) * 100, 1);
}

const symbols = ["EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "EURGBP", "XAUUSD", "BTCUSD"] as const;
const side = fc.constantFrom<Side>("BUY", "SELL");
const pickOne = fc.nat(1_000);
const steps = fc.oneof(
  fc.record({ do: fc.constant("open" as const), symbol: fc.constantFrom(...symbols), side, lots: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ do: fc.constant("close" as const), which: pickOne }),
  fc.record({ do: fc.constant("part" as const), which: pickOne, lots: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ do: fc.constant("flip" as const), which: pickOne }),
  fc.record({ do: fc.constant("resize" as const), which: pickOne, lots: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ do: fc.constant("tick" as const), times: fc.integer({ min: 1, max: 20 }) }),
);
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;

function take(step: Step, market: Market, account: HedgingAccount): void {
  const tickets = [...account.positions.keys()];
  const ticket = "which" in step ? (tickets[step.which % Math.max(1, tickets.length)] ?? 0) : 0;
  if (step.do === "open") account.open(order(market, step.symbol, step.side, step.lots / 100));
  if (step.do === "part") account.close(ticket, "EXPERT", volumeFromLots(step.lots / 100));
  if (step.do === "flip") account.flip(ticket);
  if (step.do === "resize") account.changeVolume(ticket, volumeFromLots(step.lots / 100));
  if (step.do === "close") closeAndCompare(account, ticket);
  for (let time = 0; step.do === "tick" && time < step.times; time += 1) {
    market.tick();
    account.afterMarketMoved();
  }
}

function closeAndCompare(account: HedgingAccount, ticket: number): void {
  const shown = account.positions.get(ticket)?.profitCents;
  const before = account.figures();
  const closed = account.close(ticket, "EXPERT");
  if (!closed.ok) return;
  expect(closed.value.profitCents).toBe(shown);
  expect(account.figures().balanceCents).toBe(before.balanceCents + (shown ?? Number.NaN));
  expect(account.figures().equityCents).toBe(before.equityCents);
}

test("balance, profit, equity and margin add up at every moment, and a close books exactly the profit it showed", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), fc.integer({ min: 100, max: 1_000_000 }), fc.nat(), (taken, dollars, seed) => {
      const { market, account } = funded(dollars, seed);
      for (const step of taken) {
        take(step, market, account);
        expectAddsUp(account);
      }
    }),
    { numRuns: 200 },
  );
});

test("what every deal made is the whole change of the balance", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), (taken) => {
      const { market, account } = funded(50_000);
      for (const step of taken) take(step, market, account);
      const made = account.history.all().reduce((sum, deal) => sum + deal.profitCents, 0);
      expect(account.figures().balanceCents).toBe(5_000_000 + made);
    }),
    { numRuns: 100 },
  );
});

describe("profit is in the account's currency", () => {
  test.each([
    ["EURUSD", "BUY", 1, 1.095, 992],
    ["EURUSD", "SELL", 1, 1.095, -1_008],
    ["USDJPY", "BUY", 1, 149.2, 663.54],
    ["USDJPY", "SELL", 0.5, 147.2, 336.28],
    ["EURGBP", "BUY", 1, 0.86771, 1_252.35],
    ["XAUUSD", "BUY", 0.1, 2040.5, 97.5],
    ["BTCUSD", "SELL", 0.5, 43_000, 117.5],
  ] as const)("%s %s %d lots, bid moved to %d: %d USD", (symbol, side, lots, bid, dollars) => {
    const { market, account } = funded(100_000);
    const position = opened(account, order(market, symbol, side, lots));
    market.setBid(instrument(market, symbol), bid);
    account.afterMarketMoved();
    expect(position.profitCents / 100).toBe(dollars);
  });
});

describe("margin is what one hundredth of the base currency costs", () => {
  test.each([
    ["EURUSD", 1, 1_085],
    ["USDJPY", 1, 1_000],
    ["EURGBP", 1, 1_085],
    ["XAUUSD", 0.1, 203.05],
    ["BTCUSD", 1, 432.5],
  ] as const)("%s %d lots: %d USD", (symbol, lots, dollars) => {
    const { market, account } = funded(100_000);
    expect(opened(account, order(market, symbol, "BUY", lots)).marginCents / 100).toBe(dollars);
  });
});

test("an order that needs more than the free margin is refused, and changes nothing", () => {
  const { market, account } = funded(1_000);
  expect(account.open(order(market, "EURUSD", "BUY", 1))).toMatchObject({ ok: false, failure: { code: "INSUFFICIENT_MARGIN" } });
  expect(account.figures()).toMatchObject({ balanceCents: 100_000, marginCents: 0 });
});

test.each([
  ["BUY", "SL", 1.08, null, 1.0799],
  ["BUY", "TP", null, 1.09, 1.0901],
  ["SELL", "SL", 1.09, null, 1.0901],
  ["SELL", "TP", null, 1.08, 1.0799],
] as const)("the market closes a %s at its %s", (side, reason, stopLoss, takeProfit, bid) => {
  const { market, account } = funded(10_000);
  const eurusd = instrument(market, "EURUSD");
  const points = (price: number | null): number | null => (price === null ? null : pointsOf(eurusd, price));
  const { ticket } = opened(account, order(market, "EURUSD", side, 0.1, { stopLossPoints: points(stopLoss), takeProfitPoints: points(takeProfit) }));
  account.afterMarketMoved();
  expect(account.positions.has(ticket)).toBe(true);
  market.setBid(eurusd, bid);
  account.afterMarketMoved();
  expect(account.positions.has(ticket)).toBe(false);
  expect(account.history.all().at(-1)).toMatchObject({ position: ticket, entry: "OUT", reason });
});

test("below half of the margin the worst position is stopped out, and no more than needed", () => {
  const { market, account } = funded(2_000);
  const worst = opened(account, order(market, "EURUSD", "BUY", 1));
  const other = opened(account, order(market, "USDJPY", "BUY", 0.1));
  market.setBid(instrument(market, "EURUSD"), 1.068);
  account.afterMarketMoved();
  expect([...account.positions.keys()]).toEqual([other.ticket]);
  expect(account.history.all().at(-1)).toMatchObject({ position: worst.ticket, reason: "SO" });
  expectAddsUp(account);
});

test("a pending order that the margin does not hold is dropped when it is triggered", () => {
  const { market, account } = funded(1_000);
  const eurusd = instrument(market, "EURUSD");
  const placed = account.place({ ...order(market, "EURUSD", "BUY", 5), waitsFor: "STOP", triggerPoints: pointsOf(eurusd, 1.09) });
  expect(placed.ok).toBe(true);
  market.setBid(eurusd, 1.0901);
  account.afterMarketMoved();
  expect(account.pendingOrders.size).toBe(0);
  expect(account.positions.size).toBe(0);
});

test("history forgets its oldest deals, and then says that it cannot tell what changed since", () => {
  const { market, account } = funded(1_000);
  const start = account.version;
  for (let time = 0; time < 40_000; time += 1) {
    account.close(opened(account, order(market, "EURUSD", "BUY", 0.01)).ticket, "EXPERT");
    account.deposit(centsFrom(1));
  }
  expect(account.history.all().length).toBeLessThanOrEqual(62_500);
  expect(account.history.ticketsSince(start)).toBeNull();
  expect(account.history.ticketsSince(account.version)).toEqual(new Set());
});
