import type { TradingState } from "../contract/trading-state.ts";
import type { OrderIntent } from "../domain/order.ts";
import type { Denial } from "./order-desk.ts";
import { mayClose, mayOpen, reasonsOf, tradingStateOf, type Facts } from "./trading-state.ts";

/** The word that strategies get for a state in which their order may not leave. */
const codes: Record<TradingState, string> = {
  STARTING: "NOT_SYNCED",
  SYNCING: "NOT_SYNCED",
  HALTED: "TRADING_HALTED",
  REVIEW: "REVIEW",
  ARMED: "KILLED",
  TRIPPED: "TRIPPED",
  KILLED: "KILLED",
};

/** Why the state forbids this order at this moment; `null` when it may leave. In `ARMED` only a kill of its symbol can. */
export function stateDenial(facts: Facts, intent: OrderIntent): Denial | null {
  const may = intent.action === "OPEN" ? mayOpen(facts, intent.symbol) : mayClose(facts, "strategy");
  if (may) return null;
  const state = tradingStateOf(facts);
  const why = reasonsOf(facts)[0]?.detail;
  return { code: codes[state], message: `${state}: no ${intent.action === "OPEN" ? "new order" : "close"} may leave${why === undefined ? "" : ` (${why})`}` };
}
