import type { OpenIntent, RiskCheck } from "../contract/order.ts";
import type { RiskReport } from "../contract/risk.ts";
import { limitChanges } from "../domain/limit-changes.ts";
import { sideOf } from "../domain/order.ts";
import { sameSymbol, type Position } from "../domain/position.ts";
import { evaluateAccount, evaluateRisk } from "../domain/risk-rules.ts";
import { heldBook, type HeldBook } from "../domain/risk-held-book.ts";
import type { ReservedOrder, RiskSituation, TradesToday } from "../domain/risk-situation.ts";
import type { RiskLimits, Threshold } from "../domain/risk-table.ts";
import { riskUsage } from "../domain/risk-usage.ts";
import type { EquityDay } from "./equity-day.ts";
import type { FreshFills } from "./fresh-fills.ts";
import type { OrderBook } from "./order-book.ts";
import type { Assessment } from "./order-desk.ts";
import type { Clock } from "./ports.ts";
import type { PriceBoard } from "./price-board.ts";
import { createRecentIntents } from "./recent-intents.ts";
import type { KnownTruth } from "./truth-board.ts";
import { dayOf } from "./utc-days.ts";

/** Limits with where they were read. `file` and `sha256` are `null` where no file says anything. */
export interface LimitsInForce {
  readonly limits: RiskLimits;
  readonly file: string | null;
  readonly sha256: string | null;
}

/** Knows the situation that the risk rules judge an order in, and the limits they hold it against. */
export interface RiskDesk {
  /** May this order be sent, by the rules? It counts as asked for from here on. */
  assess(intent: OpenIntent): Assessment;
  /** The account itself breaks a hard limit; `null`: it does not, or nobody can tell. */
  hardBreach(): RiskCheck | null;
  /** Hard limits whose warning level the account came past since this was asked last. Again only after it was well, or on another day. */
  newWarnings(): readonly RiskCheck[];
  /** Positions went from one owner to another. */
  ownersChanged(): void;
  readonly onHardBreach: RiskLimits["onHardBreach"];
  /** In force when this returns. */
  replace(next: LimitsInForce): void;
  /** What would be else with these. */
  changesTo(next: LimitsInForce): string[];
  report(): RiskReport;
}

export interface RiskDeskWorld {
  readonly clock: Clock;
  readonly book: OrderBook;
  ownerOf(ticket: number): string | null;
  readonly prices: PriceBoard;
  readonly equityDay: EquityDay;
  readonly fills: FreshFills;
  readonly first: LimitsInForce;
  /** An account that was read longer ago is not known any more. */
  readonly accountMaxAgeMs: number;
  known(): KnownTruth | null;
}

export function createRiskDesk(world: RiskDeskWorld): RiskDesk {
  const { clock, book, prices, equityDay } = world;
  let inForce = world.first;
  let loadedAtMs = clock.wallMs();
  const recent = createRecentIntents(() => longestWindowMs(inForce.limits));
  let warned: { readonly day: string; readonly rules: ReadonlySet<string> } = { day: "", rules: new Set() };
  let held: { readonly of: readonly Position[]; readonly book: HeldBook } | null = null;

  const heldNow = (positions: readonly Position[]): HeldBook => {
    if (held?.of !== positions) held = { of: positions, book: heldBook(positions.map(({ ticket, symbol, volumeLots }) => ({ agentId: world.ownerOf(ticket), symbol, volumeLots }))) };
    return held.book;
  };

  /** Without those that still count as reserved. */
  const tradesToday = (nowMs: number): TradesToday => {
    const trades = book.trades.on(nowMs);
    const { reserved } = world.fills;
    return {
      account: Math.max(0, trades.account - reserved.length),
      of: (agentId) => Math.max(0, trades.of(agentId) - reserved.filter((fill) => fill.agentId === agentId).length),
      in: (symbol) => Math.max(0, trades.in(symbol) - reserved.filter((fill) => sameSymbol(fill.symbol, symbol)).length),
    };
  };

  /** `agentId` is whose order is judged; `null`: nobody orders. */
  const situation = (agentId: string | null): RiskSituation => {
    const known = world.known();
    const nowMs = clock.wallMs();
    const isYoung = known !== null && clock.monotonicMs() - known.askedAtMs <= world.accountMaxAgeMs;
    return {
      nowMs,
      account: isYoung ? known.account : null,
      dayStartEquity: equityDay.startEquity,
      dayPeakEquity: equityDay.peakEquity,
      held: known && heldNow(known.positions),
      reserved: [...book.open.flatMap(({ intent }) => (intent.action === "OPEN" ? [reservedBy(intent)] : [])), ...world.fills.reserved],
      tradesToday: tradesToday(nowMs),
      recentIntents: agentId === null ? recent.all(nowMs) : recent.of(agentId, nowMs),
      lastPrices: prices.last,
      brokerUtcOffsetMinutes: null,
    };
  };

  for (const { intent, outcome } of book.recent(REMEMBERED_AT_START)) if (intent.action === "OPEN") recent.note(intent, outcome?.kind !== "denied");

  return {
    assess: (intent) => {
      const { checks } = evaluateRisk(intent, situation(intent.agentId), inForce.limits);
      const failed = checks.filter(({ verdict }) => verdict === "fail");
      recent.note(intent, failed.length === 0);
      const denial = failed.length === 0 ? null : { code: "RISK_LIMIT", message: failed.map(({ rule, detail }) => `${rule}: ${detail}`).join(" ") };
      return { checks, denial };
    },
    hardBreach: () => evaluateAccount(situation(null), inForce.limits).hardBreach,
    newWarnings: () => {
      const now = situation(null);
      const before = warned.day === dayOf(now.nowMs) ? warned.rules : new Set<string>();
      const near = evaluateAccount(now, inForce.limits).checks.filter(({ verdict }) => verdict === "warn");
      const notWell = evaluateAccount(now, warningEarlier(inForce.limits)).checks.filter(({ verdict }) => verdict !== "pass");
      const warnedOf = new Set([...before, ...near.map(({ rule }) => rule)]);
      warned = { day: dayOf(now.nowMs), rules: new Set(notWell.flatMap(({ rule }) => (warnedOf.has(rule) ? [rule] : []))) };
      return near.filter(({ rule }) => !before.has(rule));
    },
    ownersChanged: () => {
      held = null;
    },
    get onHardBreach() {
      return inForce.limits.onHardBreach;
    },
    replace: (next) => {
      inForce = next;
      loadedAtMs = clock.wallMs();
    },
    changesTo: (next) => limitChanges(inForce.limits, next.limits),
    report: () => {
      const now = situation(null);
      const { limits, file, sha256 } = inForce;
      return { rows: [...riskUsage(now, limits)], file, sha256, loadedAtMs, onHardBreach: limits.onHardBreach, brokerUtcOffsetMinutes: now.brokerUtcOffsetMinutes };
    },
  };
}

const reservedBy = ({ agentId, symbol, type, volumeLots }: OpenIntent): ReservedOrder => ({ agentId, symbol, side: sideOf(type), volumeLots });

/** An account that swings around a warning level is warned of once: it is well again below this share of the level. */
const WELL_BELOW = 0.9;

function warningEarlier(limits: RiskLimits): RiskLimits {
  const earlier = (threshold: Threshold | null): Threshold | null => threshold && { ...threshold, warn: threshold.warn === null ? null : threshold.warn * WELL_BELOW };
  const { account } = limits;
  return { ...limits, account: { ...account, dailyDrawdown: earlier(account.dailyDrawdown), intradayLoss: earlier(account.intradayLoss) } };
}

/** Orders of the last run that may be repeated after a restart. */
const REMEMBERED_AT_START = 1_000;

function longestWindowMs({ account, agents, symbols }: RiskLimits): number {
  const windows = [account, ...agents.values(), ...symbols.values()].map(({ duplicateWindow }) => duplicateWindow?.limit ?? 0);
  return Math.max(...windows) * 1_000;
}
