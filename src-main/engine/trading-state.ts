import { killScopeText, type KillRecord } from "../contract/kill.ts";
import type { Reason, ReduceOnly, TradingState } from "../contract/trading-state.ts";
import { sameSymbol } from "../domain/position.ts";

/** How far the startup gate has come. `passed` means that the last full sync was clean. */
export type GatePhase = "starting" | "syncing" | "review" | "halted" | "passed";

/** Everything the trading state depends on. The state is never stored: it is read off these, every time. */
export interface Facts {
  readonly gate: GatePhase;
  /** Why nothing can be known or written down; any one of them halts. */
  readonly halts: readonly Reason[];
  /** Breaker reasons engaged. */
  readonly trips: readonly Reason[];
  readonly kills: readonly KillRecord[];
  readonly reduceOnly: ReduceOnly | null;
  /** What waits for a person's decision. */
  readonly waits: readonly Reason[];
}

/**
 * The strictest state that any fact asks for. A kill of everything comes first, since only a person may end it; a halt
 * hides a review and a trip, since without truth or journal neither can be settled; a review hides a trip, since it
 * keeps the exits with the operator. Reduce-only asks for no more than a trip does, and ends only by a person.
 */
export function tradingStateOf(facts: Facts): TradingState {
  if (facts.kills.some((kill) => kill.scope.kind === "all")) return "KILLED";
  if (facts.gate === "syncing") return "SYNCING";
  if (facts.halts.length > 0 || facts.gate === "halted") return "HALTED";
  if (facts.gate === "starting") return "STARTING";
  if (facts.gate === "review") return "REVIEW";
  if (facts.trips.length > 0) return "TRIPPED";
  return facts.reduceOnly ? "REDUCE_ONLY" : "ARMED";
}

/** Who may close in a state. The kill's own flatten needs no permission from here. */
type Closers = "nobody" | "operator" | "everybody";

const permissions: Record<TradingState, { readonly opens: boolean; readonly closes: Closers }> = {
  STARTING: { opens: false, closes: "nobody" },
  SYNCING: { opens: false, closes: "nobody" },
  HALTED: { opens: false, closes: "nobody" },
  REVIEW: { opens: false, closes: "operator" },
  ARMED: { opens: true, closes: "everybody" },
  REDUCE_ONLY: { opens: false, closes: "everybody" },
  TRIPPED: { opens: false, closes: "everybody" },
  KILLED: { opens: false, closes: "operator" },
};

/** May a new order of this agent in this symbol leave at this moment? Ask it again at the moment of sending. */
export function mayOpen(facts: Facts, order: { readonly symbol: string; readonly agentId: string }): boolean {
  return permissions[tradingStateOf(facts)].opens && killOf(facts.kills, order) === null;
}

/** The kill of its symbol or its agent that stands in an order's way where the state does not. */
export const killOf = (kills: readonly KillRecord[], { symbol, agentId }: { readonly symbol: string; readonly agentId: string }): KillRecord | null =>
  kills.find(({ scope }) => (scope.kind === "symbol" && sameSymbol(scope.symbol, symbol)) || (scope.kind === "agent" && scope.agentId === agentId)) ?? null;

/** May `who` close at this moment? */
export function mayClose(facts: Facts, who: "operator" | "strategy"): boolean {
  const { closes } = permissions[tradingStateOf(facts)];
  return closes === "everybody" || (closes === "operator" && who === "operator");
}

/** The trading state alone, for the head of the console: does any order pass, does any close pass? */
export const opensPass = (state: TradingState): boolean => permissions[state].opens;
export const closesPass = (state: TradingState): boolean => permissions[state].closes === "everybody";

/** Why it is in that state, most important first. */
export function reasonsOf(facts: Facts): Reason[] {
  const told = (kill: KillRecord): Reason => ({ code: kill.scope.kind === "all" ? "KILLED" : `KILLED ${killScopeText(kill.scope)}`, detail: kill.reason, sinceMs: kill.atMs });
  const isForAll = ({ scope }: KillRecord): boolean => scope.kind === "all";
  const { reduceOnly } = facts;
  const wish: Reason[] = reduceOnly ? [{ code: "REDUCE_ONLY", detail: `${reduceOnly.name}: ${reduceOnly.reason}`, sinceMs: reduceOnly.atMs }] : [];
  // The first one is the state's own: a kill of one agent is not why everybody else waits.
  return [...facts.kills.filter(isForAll).map(told), ...facts.halts, ...facts.waits, ...facts.trips, ...wish, ...facts.kills.filter((kill) => !isForAll(kill)).map(told)];
}
