import type { CloseIntent, OpenIntent, OrderIntent, OrderOutcome, OrderType } from "../contract/order.ts";
import type { Side } from "../contract/position.ts";

export type { CloseIntent, OpenIntent, OrderIntent, OrderOutcome, OrderType };

/** Which way an order of this type goes once it is filled. */
export const sideOf = (type: OrderType): Side => (type.startsWith("BUY") ? "BUY" : "SELL");

/** A market order is filled at once or not at all; a pending one waits at the venue for its price. */
export const isMarket = (type: OrderType): boolean => type === "BUY" || type === "SELL";

/** What the venue confirmed of an order: the position's (or pending order's) ticket, and what it was filled at. */
export interface Filled {
  readonly ticket: number;
  readonly price: number | null;
  readonly volumeLots: number | null;
}

/** One deal of the venue's history. Times are UTC, Unix ms. */
export interface Deal {
  readonly dealId: number;
  readonly orderId: number;
  readonly positionId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly entry: "IN" | "OUT" | "INOUT";
  readonly volumeLots: number;
  readonly price: number;
  readonly profit: number;
  readonly commission: number;
  readonly swap: number;
  readonly atMs: number;
  readonly magic: number | null;
  readonly comment: string | null;
  readonly reason: string | null;
}
