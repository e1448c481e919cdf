import { centsFrom } from "../domain/money.ts";
import { volumeFromLots } from "../domain/volume.ts";
import type { HedgingAccount } from "./hedging-account.ts";
import { closingPoints, pointsOf, type Instrument, type Market } from "./market.ts";
import type { Rng } from "./rng.ts";

/** The book that an account starts with. */
export interface OpeningBook {
  readonly positions: number;
  /** So many of them were opened by hand: magic 0, no comment. */
  readonly foreignPositions: number;
  readonly magic: number;
  /** `null`: 10,000, or what three times the margin of these positions needs, in whole ten thousands. */
  readonly balance: number | null;
  readonly nowMs: number;
}

const OLDEST_MS = 4 * 86_400_000;
const YOUNGEST_MS = 10 * 60_000;
const TYPICAL_TICK_MS = 20_000;
const STEPS_OF_VOLUME = [1, 1, 2, 2, 3, 5, 10, 20, 30] as const;
const STRATEGIES = ["trend-eu", "trend-us", "mean-rev", "breakout-7", "carry", "gold-night", "scalp-3"] as const;
const USUAL_BALANCE = 10_000;

/**
 * Fills an account as if strategies had traded for some days: several symbols, sides and sizes, opened where the price
 * may have been then, oldest first, most with a stop loss and a take profit that the market has not reached.
 */
export function fillOpeningBook(account: HedgingAccount, market: Market, rng: Rng, book: OpeningBook): void {
  const instruments = shuffled([...market.instruments], rng);
  const openedAtMs = Array.from({ length: book.positions }, () => wholeSecond(book.nowMs - rng.int(YOUNGEST_MS, OLDEST_MS))).toSorted((a, b) => a - b);
  const byHand = new Set(shuffled([...openedAtMs.keys()], rng).slice(0, book.foreignPositions));
  openedAtMs.forEach((atMs, index) => {
    const instrument = instruments[index < instruments.length ? index : rng.int(0, instruments.length - 1)];
    if (instrument) adoptOne(account, instrument, rng, { atMs, ageMs: book.nowMs - atMs, magic: byHand.has(index) ? 0 : book.magic });
  });
  account.deposit(centsFrom(book.balance ?? fittingBalance(account)));
}

function adoptOne(account: HedgingAccount, instrument: Instrument, rng: Rng, opened: { atMs: number; ageMs: number; magic: number }): void {
  const { spec } = instrument;
  const side = rng.chance(0.5) ? "BUY" : "SELL";
  const ahead = side === "BUY" ? 1 : -1;
  const now = closingPoints(instrument, side);
  const reachPoints = Math.round(spec.tickPoints * Math.sqrt(opened.ageMs / TYPICAL_TICK_MS));
  const wandered = now + Math.round(rng.bell() * reachPoints);
  const openPoints = Math.min(Math.max(wandered, pointsOf(instrument, spec.startPrice * 0.9)), pointsOf(instrument, spec.startPrice * 1.1));
  const marginPoints = spec.spreadPoints * 20 + reachPoints * 3;
  const hasStops = rng.chance(0.7);
  account.adopt(
    {
      instrument,
      side,
      volume: volumeFromLots(spec.stepLots * rng.pick(STEPS_OF_VOLUME)),
      stopLossPoints: hasStops ? now - ahead * marginPoints : null,
      takeProfitPoints: hasStops ? now + ahead * marginPoints * 2 : null,
      magic: opened.magic,
      comment: opened.magic === 0 ? "" : rng.pick(STRATEGIES),
      reason: opened.magic === 0 ? "CLIENT" : "EXPERT",
    },
    openPoints,
    opened.atMs,
  );
}

function fittingBalance(account: HedgingAccount): number {
  const { marginCents, profitCents } = account.figures();
  const needed = (3 * marginCents - Math.min(0, profitCents)) / 100;
  return Math.max(USUAL_BALANCE, Math.ceil(needed / USUAL_BALANCE) * USUAL_BALANCE);
}

/** Gateways tell the time of opening in whole seconds. */
const wholeSecond = (atMs: number): number => Math.floor(atMs / 1_000) * 1_000;

/** The same items in an order that the seed decides. */
function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  return items
    .map((item) => ({ item, at: rng.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
