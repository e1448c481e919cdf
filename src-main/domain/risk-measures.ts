import type { OpenIntent } from "../contract/order.ts";
import { sameSymbol } from "./position.ts";
import type { Exposure, Worth } from "./risk-exposure.ts";
import type { AccountSituation, RecentIntent, RiskScope, RiskSituation } from "./risk-situation.ts";
import type { FigureRule, RiskLimits } from "./risk-table.ts";
import { sameVolume } from "./volume.ts";

/**
 * The figure that a rule holds against its limit, in the file's unit. `value: null`: there is nothing to compare, and
 * `note` says why. Not known: something is missing without which nobody can say, and the rule fails.
 */
export type Measured = { readonly known: true; readonly value: number | null; readonly note?: string } | { readonly known: false; readonly missing: string };

/** An order as one rule sees it, counted over one scope. */
export interface Measuring {
  readonly intent: OpenIntent;
  readonly situation: RiskSituation;
  readonly limits: RiskLimits;
  readonly scope: RiskScope;
  readonly exposure: Exposure | null;
}

export type HardRule = "dailyDrawdown" | "intradayLoss";

/** What only the account decides, order or no order. */
export const accountMeasures: { readonly [R in HardRule]: (situation: AccountSituation) => Measured } = {
  dailyDrawdown: ({ account, dayPeakEquity }) => fallFrom(dayPeakEquity, account, "the day's highest equity"),
  intradayLoss: ({ account, dayStartEquity }) => fallFrom(dayStartEquity, account, "the equity at the day's start"),
};

const RATE_WINDOW_MS = 1_000;

export const measures: { readonly [R in FigureRule]: (measuring: Measuring) => Measured } = {
  minVolume: ({ intent }) => known(intent.volumeLots),
  maxVolume: ({ intent }) => known(intent.volumeLots),
  volumeStep: ({ intent }) => known(intent.volumeLots),
  positionSize: ({ intent }) => known(intent.volumeLots),
  openPositions: ({ exposure }) => figureOf(exposure, ({ positions }) => known(positions)),
  tradesPerDay: tradesWithThis,
  dailyDrawdown: ({ situation }) => accountMeasures.dailyDrawdown(situation),
  intradayLoss: ({ situation }) => accountMeasures.intradayLoss(situation),
  leverage: ({ situation, exposure }) => figureOf(exposure, ({ totalNotional }) => toEquity(totalNotional, situation)),
  symbolLots: ({ exposure }) => figureOf(exposure, ({ symbolLots }) => known(symbolLots)),
  totalLots: ({ exposure }) => figureOf(exposure, ({ totalLots }) => known(totalLots)),
  symbolNotional: ({ exposure }) => figureOf(exposure, ({ symbolNotional }) => amountIn(symbolNotional)),
  totalNotional: ({ exposure }) => figureOf(exposure, ({ totalNotional }) => amountIn(totalNotional)),
  freeMargin: ({ situation }) => toEquity({ known: true, amount: situation.account?.marginFree ?? 0 }, situation),
  priceCollar: distanceFromLast,
  duplicateWindow: sinceTheSame,
  orderRate: ordersWithinASecond,
};

/** A figure that is no number came from one, and would pass or fail by accident. */
const known = (value: number, note?: string): Measured => (Number.isFinite(value) ? { known: true, value, ...(note === undefined ? {} : { note }) } : unknown("a figure it needs is no number"));
const nothing = (note: string): Measured => ({ known: true, value: null, note });
const unknown = (missing: string): Measured => ({ known: false, missing });

const figureOf = (exposure: Exposure | null, read: (exposure: Exposure) => Measured): Measured =>
  exposure === null ? unknown("the open positions are not known") : read(exposure);

const amountIn = (worth: Worth): Measured => (worth.known ? known(worth.amount) : worth);

function toEquity(worth: Worth, { account }: AccountSituation): Measured {
  if (account === null) return unknown("the account is not known");
  if (!(account.equity > 0)) return unknown(`an equity of ${account.equity} carries nothing`);
  return worth.known ? known(worth.amount / account.equity) : worth;
}

function fallFrom(start: number | null, account: AccountSituation["account"], startName: string): Measured {
  if (account === null) return unknown("the account is not known");
  if (start === null) return unknown(`${startName} is not known`);
  if (!(start > 0)) return unknown(`${startName} is ${start}`);
  // A new high that the caller has not noted yet is no negative loss.
  return known(Math.max(0, start - account.equity) / start);
}

function tradesWithThis({ intent, situation: { tradesToday, reserved }, scope }: Measuring): Measured {
  if (tradesToday === null) return unknown("today's trades are not known");
  const underWay = reserved.filter(({ agentId, symbol }) => (scope === "agent" ? agentId === intent.agentId : scope === "account" || sameSymbol(symbol, intent.symbol)));
  return known(tradesToday[scope] + underWay.length + 1);
}

function distanceFromLast({ intent, situation, limits }: Measuring): Measured {
  if (intent.price === null) return nothing("at market, no price to compare");
  const last = situation.lastPrices.get(intent.symbol.toUpperCase());
  if (!last || !(last.price > 0)) return unknown(`no last price of ${intent.symbol} is known`);
  const ageMs = situation.nowMs - last.atMs;
  if (ageMs > limits.priceMaxAgeMs) return unknown(`the last price of ${intent.symbol} is ${Math.round(ageMs / 1_000)} s old`);
  return known(Math.abs(intent.price - last.price) / last.price, `${intent.price} against ${last.price}`);
}

function sinceTheSame({ intent, situation: { recentIntents, nowMs } }: Measuring): Measured {
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

/** A rate is always one agent's; set for a symbol, it is the agent's in that symbol. */
function ordersWithinASecond({ intent, situation: { recentIntents, nowMs }, scope }: Measuring): Measured {
  let orders = 1;
  for (const { agentId, symbol, atMs } of recentIntents) {
    if (agentId === intent.agentId && atMs > nowMs - RATE_WINDOW_MS && (scope !== "symbol" || sameSymbol(symbol, intent.symbol))) orders += 1;
  }
  return known(orders);
}
