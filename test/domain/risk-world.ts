import type { OpenIntent } from "../../src-main/contract/order.ts";
import { parseRiskLimits } from "../../src-main/domain/risk-limits.ts";
import { heldBook, type HeldPosition } from "../../src-main/domain/risk-held-book.ts";
import type { RecentIntent, ReservedOrder, RiskSituation } from "../../src-main/domain/risk-situation.ts";
import { figureRules, type RiskLimits, specOf } from "../../src-main/domain/risk-table.ts";

/** A Wednesday, noon UTC. */
export const NOW_MS = Date.UTC(2026, 0, 14, 12);
const allOff = Object.fromEntries(figureRules.map((rule) => [specOf(rule).key, "off"]));

export function limitsOf(file: object): RiskLimits {
  const parsed = parseRiskLimits(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.limits;
}

/** Only these limits; every other rule off. */
export const only = (risk: object, rest: object = {}): RiskLimits => limitsOf({ risk: { ...allOff, ...risk }, ...rest });

/** A situation as tests say it: positions as a list, today's trades as counts that hold for every agent and symbol. */
export interface World extends Omit<RiskSituation, "held" | "tradesToday"> {
  readonly positions: readonly HeldPosition[] | null;
  readonly tradesToday: { readonly account: number; readonly agent: number; readonly symbol: number } | null;
}

export const prices = (table: Record<string, number>, ageMs = 0): RiskSituation["lastPrices"] => new Map(Object.entries(table).map(([symbol, price]) => [symbol, { price, atMs: NOW_MS - ageMs }]));

export const calm: World = {
  nowMs: NOW_MS,
  account: { currency: "USD", equity: 100_000, marginFree: 90_000 },
  dayStartEquity: 100_000,
  dayPeakEquity: 100_000,
  positions: [],
  reserved: [],
  tradesToday: { account: 0, agent: 0, symbol: 0 },
  recentIntents: [],
  lastPrices: prices({ EURUSD: 1.1, XAUUSD: 2_000, USDJPY: 150 }),
  brokerUtcOffsetMinutes: 120,
};

export function situation(patch: Partial<World> = {}): RiskSituation {
  const { positions, tradesToday, ...rest } = { ...calm, ...patch };
  return {
    ...rest,
    held: positions && heldBook(positions),
    tradesToday: tradesToday && { account: tradesToday.account, of: () => tradesToday.agent, in: () => tradesToday.symbol },
  };
}

export const account = (equity: number, marginFree = 90_000): Partial<World> => ({ account: { currency: "USD", equity, marginFree } });
export const held = (symbol: string, volumeLots: number, agentId: string | null = "alpha"): HeldPosition => ({ symbol, volumeLots, agentId });
export const waiting = (symbol: string, volumeLots: number, agentId = "alpha"): ReservedOrder => ({ symbol, volumeLots, agentId, side: "BUY" });
export const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
export const asked = (agoMs: number, patch: Partial<RecentIntent> = {}): RecentIntent => ({ agentId: "alpha", symbol: "EURUSD", type: "BUY", volumeLots: 0.1, price: null, passed: true, atMs: NOW_MS - agoMs, ...patch });

export const intent = (patch: Partial<OpenIntent> = {}): OpenIntent => ({
  action: "OPEN",
  uuid: "u-1",
  agentId: "alpha",
  symbol: "EURUSD",
  type: "BUY",
  volumeLots: 0.1,
  price: null,
  stopLoss: null,
  takeProfit: null,
  comment: "",
  magic: 202401,
  receivedAtMs: NOW_MS,
  ...patch,
});
