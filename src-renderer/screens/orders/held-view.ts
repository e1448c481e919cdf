import type { OrderRow } from "../../../src-main/contract/order.ts";
import { orderKey } from "../../store/order-log.ts";
import type { OrderFilter } from "./order-filter.ts";
import { filterOrders } from "./order-filter.ts";

/** What a table of orders shows, newest first, and how many more would be shown if it were not held still. */
export interface HeldView {
  readonly rows: readonly OrderRow[];
  readonly arrived: number;
}

/**
 * Which orders are shown, and where, is frozen at `anchor`; how each of them stands is not, since an old status would be
 * believed. `anchor` is `null` while the table follows.
 */
export function viewOf(live: readonly OrderRow[], anchor: readonly OrderRow[] | null, filter: OrderFilter): HeldView {
  if (anchor === null) return { rows: filterOrders(live, filter).toReversed(), arrived: 0 };
  const liveByKey = new Map(live.map((row) => [orderKey(row), row]));
  const held = new Set(anchor.map(orderKey));
  const rows = filterOrders(anchor, filter).map((row) => liveByKey.get(orderKey(row)) ?? row);
  return { rows: rows.toReversed(), arrived: filterOrders(live, filter).filter((row) => !held.has(orderKey(row))).length };
}
