import { killScopeText } from "../contract/kill.ts";
import type { TradingState } from "../contract/trading-state.ts";
import type { OrderIntent } from "../domain/order.ts";
import type { Denial } from "./order-desk.ts";
import { killOf, mayClose, mayOpen, reasonsOf, tradingStateOf, type Facts } from "./trading-state.ts";

/** The word that strategies get for a state in which their order may not leave. */
const codes: Record<TradingState, string> = {
  STARTING: "NOT_SYNCED",
  SYNCING: "NOT_SYNCED",
  HALTED: "TRADING_HALTED",
  REVIEW: "REVIEW",
  ARMED: "KILLED",
  REDUCE_ONLY: "REDUCE_ONLY",
  TRIPPED: "TRIPPED",
  KILLED: "KILLED",
};

/** Why the state forbids this order at this moment; `null` when it may leave. In `ARMED` only a kill of its symbol or agent can. */
export function stateDenial(facts: Facts, intent: OrderIntent): Denial | null {
  const may = intent.action === "OPEN" ? mayOpen(facts, intent) : mayClose(facts, "strategy");
  if (may) return null;
  const state = tradingStateOf(facts);
  const kill = state === "ARMED" && intent.action === "OPEN" ? killOf(facts.kills, intent) : null;
  const why = kill?.reason ?? reasonsOf(facts)[0]?.detail;
  return { code: codes[state], message: `${kill ? `KILLED ${killScopeText(kill.scope)}` : state}: no ${intent.action === "OPEN" ? "new order" : "close"} may leave${why === undefined ? "" : ` (${why})`}` };
}
