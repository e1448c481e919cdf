import type { OrderRow } from "../../src-main/contract/order.ts";
import { withUpserts } from "./upserts.ts";

/** The newest orders that the console keeps; older ones are in the journal. */
export const ORDERS_KEPT = 500;

/** An agent's name has no blanks, so no two orders share a key. */
export const orderKey = ({ agentId, uuid }: { readonly agentId: string; readonly uuid: string }): string => `${agentId} ${uuid}`;

/** Oldest first. An order of long ago that was settled just now goes back to its time, and so out of sight. */
export function withOrders(orders: readonly OrderRow[], changed: readonly OrderRow[]): readonly OrderRow[] {
  return withUpserts(orders, changed, orderKey)
    .toSorted((a, b) => a.receivedAtMs - b.receivedAtMs)
    .slice(-ORDERS_KEPT);
}
