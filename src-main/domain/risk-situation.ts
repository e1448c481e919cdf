import type { OrderType } from "../contract/order.ts";
import type { Side } from "../contract/position.ts";
import type { Account } from "./account.ts";
import { sameSymbol } from "./position.ts";
import type { HeldBook } from "./risk-held-book.ts";

/** Whose limit it is, and so whose risk is counted against it. */
export type RiskScope = { readonly kind: "account"; readonly name: null } | { readonly kind: "agent" | "symbol"; readonly name: string };

export const ACCOUNT: RiskScope = { kind: "account", name: null };

/** Does this order or position count against a limit of that scope? */
export function isIn(scope: RiskScope, { agentId, symbol }: { readonly agentId: string | null; readonly symbol: string }): boolean {
  if (scope.kind === "account") return true;
  return scope.kind === "agent" ? agentId === scope.name : sameSymbol(symbol, scope.name);
}

/** An order on its way or in doubt. It counts as filled until the truth says otherwise. */
export interface ReservedOrder {
  readonly agentId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly volumeLots: number;
}

/** An order asked for a short while ago. */
export interface RecentIntent {
  readonly agentId: string;
  readonly symbol: string;
  readonly type: OrderType;
  readonly volumeLots: number;
  readonly price: number | null;
  readonly atMs: number;
  /** It passed the checks. What was denied is no duplicate, but still a message. */
  readonly passed: boolean;
}

/** Orders confirmed on this UTC day, without those still in `reserved`: by anybody, by an agent, in a symbol (any case). */
export interface TradesToday {
  readonly account: number;
  of(agentId: string): number;
  in(symbol: string): number;
}

export interface LastPrice {
  readonly price: number;
  /** UTC, Unix ms. */
  readonly atMs: number;
}

/** The account and its day, which decide about hard breaches. `null`: not known; what needs it fails. */
export interface AccountSituation {
  /** Not older than the caller is ready to trust. */
  readonly account: Pick<Account, "currency" | "equity" | "marginFree"> | null;
  readonly dayStartEquity: number | null;
  readonly dayPeakEquity: number | null;
}

/** All that the rules look at. It must not contain the intent itself. `null`: not known; what needs it fails. */
export interface RiskSituation extends AccountSituation {
  /** UTC, Unix ms. */
  readonly nowMs: number;
  /** The open positions, counted once a truth. */
  readonly held: HeldBook | null;
  /** Also a confirmed order whose position is not in `held` yet: between the two, no exposure may get lost. */
  readonly reserved: readonly ReservedOrder[];
  readonly tradesToday: TradesToday | null;
  /** At least those of the last second and of the longest duplicate window: for an order its agent's, for usage everybody's. */
  readonly recentIntents: readonly RecentIntent[];
  /** By symbol in upper case: from ticks, fills and the current prices of positions. */
  readonly lastPrices: ReadonlyMap<string, LastPrice>;
  /** What the broker's clock is ahead of UTC. Shown only, never computed with. */
  readonly brokerUtcOffsetMinutes: number | null;
}
