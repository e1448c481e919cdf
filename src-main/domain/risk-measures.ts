import type { OpenIntent } from "../contract/order.ts";
import { sameSymbol } from "./position.ts";
import type { Exposure, Exposures, Worth } from "./risk-exposure.ts";
import { PRICE_ADVICE } from "./risk-notional.ts";
import { RECORD_HIGH_MARGIN } from "./risk-record-highs.ts";
import { type AccountSituation, isIn, type RecentIntent, type RiskScope, type RiskSituation } from "./risk-situation.ts";
import type { FigureRule, RiskLimits } from "./risk-table.ts";
import { sameVolume } from "./volume.ts";

/**
 * The figure that a rule holds against its limit, in the file's unit. `value: null`: there is nothing to compare, and
 * `note` says why. Not known: something is missing without which nobody can say, and the rule fails.
 */
export type Measured = { readonly known: true; readonly value: number | null; readonly note?: string } | { readonly known: false; readonly missing: string };

/** One scope at one moment. */
export interface Standing {
  readonly situation: RiskSituation;
  readonly scope: RiskScope;
  /** Those with the intent in them, where there is one. */
  readonly exposures: Exposures;
  /** What rules for one symbol look at, in upper case. */
  readonly symbol: string;
  /** The order that is asked for; `null`: nobody orders. */
  readonly intent: OpenIntent | null;
}

/** An order as one rule sees it, counted over one scope. */
export interface Asking extends Standing {
  readonly intent: OpenIntent;
  readonly limits: RiskLimits;
}

export type HardRule = "dailyDrawdown" | "intradayLoss";
/** Rules with a figure of their own while nobody orders. */
export type StandingRule = HardRule | "openPositions" | "tradesPerDay" | "leverage" | "symbolLots" | "totalLots" | "symbolNotional" | "totalNotional" | "freeMargin" | "orderRate";

/** What only the account decides, order or no order. */
export const accountMeasures: { readonly [R in HardRule]: (situation: AccountSituation) => Measured } = {
  dailyDrawdown: ({ account, dayPeakEquity }) => fallFrom(dayPeakEquity, account, "the day's highest equity"),
  intradayLoss: ({ account, dayStartEquity }) => fallFrom(dayStartEquity, account, "the equity at the day's start"),
};

const RATE_WINDOW_MS = 1_000;

export const standingMeasures: { readonly [R in StandingRule]: (standing: Standing) => Measured } = {
  openPositions: (standing) => figureOf(whole(standing), ({ positions }) => known(positions)),
  tradesPerDay: trades,
  dailyDrawdown: ({ situation }) => accountMeasures.dailyDrawdown(situation),
  intradayLoss: ({ situation }) => accountMeasures.intradayLoss(situation),
  leverage: (standing) => figureOf(whole(standing), ({ notional }) => toEquity(notional, standing.situation)),
  symbolLots: (standing) => figureOf(inSymbol(standing), ({ lots }) => known(lots)),
  totalLots: (standing) => figureOf(whole(standing), ({ lots }) => known(lots)),
  symbolNotional: (standing) => figureOf(inSymbol(standing), ({ notional }) => amountIn(notional)),
  totalNotional: (standing) => figureOf(whole(standing), ({ notional }) => amountIn(notional)),
  freeMargin: ({ situation }) => toEquity({ known: true, amount: situation.account?.marginFree ?? 0, dear: [] }, situation),
  orderRate: ordersWithinASecond,
};

export const measures: { readonly [R in FigureRule]: (asking: Asking) => Measured } = {
  ...standingMeasures,
  minVolume: ({ intent }) => known(intent.volumeLots),
  maxVolume: ({ intent }) => known(intent.volumeLots),
  volumeStep: ({ intent }) => known(intent.volumeLots),
  positionSize: ({ intent }) => known(intent.volumeLots),
  priceCollar: distanceFromLast,
  duplicateWindow: sinceTheSame,
};

/** A figure that is no number came from one, and would pass or fail by accident. */
const known = (value: number, note: string | null = null): Measured =>
  Number.isFinite(value) ? { known: true, value, ...(note === null ? {} : { note }) } : unknown("a figure it needs is no number");
const nothing = (note: string): Measured => ({ known: true, value: null, note });
const unknown = (missing: string): Measured => ({ known: false, missing });

const whole = ({ exposures, scope }: Standing): Exposure | null => exposures.of(scope);
const inSymbol = ({ exposures, scope, symbol }: Standing): Exposure | null => exposures.in(scope, symbol);

const figureOf = (exposure: Exposure | null, read: (exposure: Exposure) => Measured): Measured =>
  exposure === null ? unknown("the open positions are not known") : read(exposure);

const amountIn = (worth: Worth): Measured => (worth.known ? known(worth.amount, dearNote(worth.dear)) : worth);

function toEquity(worth: Worth, { account }: AccountSituation): Measured {
  if (account === null) return unknown("the account is not known");
  if (!(account.equity > 0)) return unknown(`an equity of ${account.equity} carries nothing`);
  return worth.known ? known(worth.amount / account.equity, dearNote(worth.dear)) : worth;
}

const NAMED_AT_MOST = 3;

function dearNote(dear: readonly string[]): string | null {
  if (dear.length === 0) return null;
  const more = dear.length > NAMED_AT_MOST ? ` and ${dear.length - NAMED_AT_MOST} more` : "";
  return `with ${dear.slice(0, NAMED_AT_MOST).join(", ")}${more} valued at ${RECORD_HIGH_MARGIN} times the record high, because no price is known (${PRICE_ADVICE})`;
}

function fallFrom(start: number | null, account: AccountSituation["account"], startName: string): Measured {
  if (account === null) return unknown("the account is not known");
  if (start === null) return unknown(`${startName} is not known`);
  if (!(start > 0)) return unknown(`${startName} is ${start}`);
  // A new high that the caller has not noted yet is no negative loss.
  return known(Math.max(0, start - account.equity) / start);
}

function trades({ intent, situation: { tradesToday, reserved }, scope }: Standing): Measured {
  if (tradesToday === null) return unknown("today's trades are not known");
  const underWay = reserved.filter((order) => isIn(scope, order)).length + (intent === null ? 0 : 1);
  if (scope.kind === "account") return known(tradesToday.account + underWay);
  return known((scope.kind === "agent" ? tradesToday.of(scope.name) : tradesToday.in(scope.name)) + underWay);
}

function distanceFromLast({ intent, situation, limits }: Asking): Measured {
  if (intent.price === null) return nothing("at market, no price to compare");
  const last = situation.lastPrices.get(intent.symbol.toUpperCase());
  if (!last || !(last.price > 0)) return unknown(`no last price of ${intent.symbol} is known`);
  const ageMs = situation.nowMs - last.atMs;
  if (ageMs > limits.priceMaxAgeMs) return unknown(`the last price of ${intent.symbol} is ${Math.round(ageMs / 1_000)} s old`);
  return known(Math.abs(intent.price - last.price) / last.price, `${intent.price} against ${last.price}`);
}

function sinceTheSame({ intent, situation: { recentIntents, nowMs } }: Asking): Measured {
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const recent of recentIntents) if (recent.passed && recent.atMs > lastMs && isSameOrder(recent, intent)) lastMs = recent.atMs;
  // A moment in the future is a clock that was set back: it happened, and not long ago.
  return lastMs === Number.NEGATIVE_INFINITY ? nothing("not asked lately") : known(Math.max(0, nowMs - lastMs) / 1_000);
}

const isSameOrder = (recent: RecentIntent, intent: OpenIntent): boolean =>
  recent.agentId === intent.agentId &&
  recent.type === intent.type &&
  recent.price === intent.price &&
  sameVolume(recent.volumeLots, intent.volumeLots) &&
  sameSymbol(recent.symbol, intent.symbol);

/** A rate is always one agent's; set for a symbol, it is the agent's in that symbol. Without an order, the busiest agent's. */
function ordersWithinASecond({ intent, situation: { recentIntents, nowMs }, scope }: Standing): Measured {
  const rates = new Map<string, number>();
  if (intent !== null) rates.set(intent.agentId, 1);
  for (const recent of recentIntents) {
    if (recent.atMs <= nowMs - RATE_WINDOW_MS || !isIn(scope, recent)) continue;
    if (intent === null || recent.agentId === intent.agentId) rates.set(recent.agentId, (rates.get(recent.agentId) ?? 0) + 1);
  }
  let [busiest, most]: [string | null, number] = [null, 0];
  for (const [agentId, rate] of rates) if (rate > most) [busiest, most] = [agentId, rate];
  return known(most, intent === null && busiest !== null && scope.kind !== "agent" ? `by ${busiest}` : null);
}
