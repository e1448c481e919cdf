import type { OrderRow } from "../../../src-main/contract/order.ts";
import type { Text } from "../../text/text.ts";

/** What was asked for: the type of an opening order, or a close. */
export const orderTypeWords = (row: Pick<OrderRow, "action" | "type">, text: Text): string => text.orders.type[row.type ?? "CLOSE"];

/** Which way it goes, for the colour that repeats the word. */
export const sideOfType = (type: OrderRow["type"]): "BUY" | "SELL" | undefined => (type === null ? undefined : type.startsWith("BUY") ? "BUY" : "SELL");

/** An order in one breath, for who listens: `alpha BUY EURUSD`. */
export const orderName = (row: Pick<OrderRow, "agentId" | "action" | "type" | "symbol" | "ticket">, text: Text): string =>
  [row.agentId, orderTypeWords(row, text), row.symbol ?? row.ticket].join(" ");
