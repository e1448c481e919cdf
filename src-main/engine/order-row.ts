import type { Order, OrderRow, OrderStatus } from "../contract/order.ts";

/** Where an order stands, in one word. */
export const statusOfOrder = ({ outcome }: Order): OrderStatus => outcome?.kind ?? "under-way";

/** An order as one line of the console's list. */
export function orderRow(order: Order): OrderRow {
  const { intent, outcome, endedAtMs, latencyMs, settledBy } = order;
  const isOpen = intent.action === "OPEN";
  const confirmed = outcome?.kind === "confirmed" ? outcome : null;
  return {
    agentId: intent.agentId,
    uuid: intent.uuid,
    action: intent.action,
    symbol: intent.symbol,
    type: isOpen ? intent.type : null,
    volumeLots: confirmed?.volumeLots ?? intent.volumeLots,
    price: confirmed?.price ?? (isOpen ? intent.price : null),
    ticket: confirmed?.ticket ?? (isOpen ? null : intent.ticket),
    status: statusOfOrder(order),
    code: outcome && outcome.kind !== "confirmed" ? outcome.code : null,
    message: outcome && outcome.kind !== "confirmed" ? outcome.message : (confirmed?.note ?? null),
    receivedAtMs: intent.receivedAtMs,
    endedAtMs,
    latencyMs,
    settledBy,
  };
}
