import type { OrderType } from "../contract/order.ts";
import type { Side } from "../contract/position.ts";
import type { Account } from "./account.ts";

/** A position with whose it is; `null`: nobody's that we know of. It counts for the account and its symbol all the same. */
export interface HeldPosition {
  readonly agentId: string | null;
  readonly symbol: string;
  readonly volumeLots: number;
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
  readonly positions: readonly HeldPosition[] | null;
  readonly reserved: readonly ReservedOrder[];
  /** Orders confirmed today, without those in `reserved`: by anybody, by the intent's agent, in the intent's symbol. */
  readonly tradesToday: { readonly account: number; readonly agent: number; readonly symbol: number } | null;
  /** At least those of the last second and of the longest duplicate window. */
  readonly recentIntents: readonly RecentIntent[];
  /** By symbol in upper case: from ticks, fills and the current prices of positions. */
  readonly lastPrices: ReadonlyMap<string, LastPrice>;
  /** What the broker's clock is ahead of UTC. Shown only, never computed with. */
  readonly brokerUtcOffsetMinutes: number | null;
}

/** Whose limit it is, and so whose risk is counted against it. */
export type RiskScope = "account" | "agent" | "symbol";
