import type { OpenIntent } from "../contract/order.ts";
import { orderTag, taggedComment } from "../domain/order-tag.ts";
import type { OrderTicket } from "./ports.ts";

/** The order as the venue is to have it, its tag in the comment. The same for the same intent, whenever it is asked. */
export function orderTicket({ uuid, agentId, symbol, type, volumeLots, price, stopLoss, takeProfit, comment, magic }: OpenIntent): OrderTicket {
  return { uuid, symbol, type, volumeLots, price, stopLoss, takeProfit, comment: taggedComment(comment, orderTag(agentId, uuid)), magic };
}
