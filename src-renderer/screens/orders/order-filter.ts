import type { OrderRow, OrderStatus } from "../../../src-main/contract/order.ts";
import { createSearch } from "../../components/table/search.ts";

/** What the table is narrowed to; `null` for all. */
export interface OrderFilter {
  readonly words: string;
  readonly agentId: string | null;
  readonly symbol: string | null;
  readonly status: OrderStatus | null;
}

export const noFilter: OrderFilter = { words: "", agentId: null, symbol: null, status: null };

const search = createSearch<OrderRow>((row) =>
  [row.agentId, row.uuid, row.symbol, row.type ?? row.action, row.ticket, row.status, row.code, row.message].filter((part) => part !== null).join(" "),
);

/** Orders that fit every part of the filter, in the order in which they came. */
export function filterOrders(rows: readonly OrderRow[], { words, agentId, symbol, status }: OrderFilter): readonly OrderRow[] {
  const fitting = rows.filter(
    (row) => (agentId === null || row.agentId === agentId) && (symbol === null || row.symbol === symbol) && (status === null || row.status === status),
  );
  return search(fitting, words);
}
