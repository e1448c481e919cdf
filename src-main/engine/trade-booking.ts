import type { ClosedBy } from "../contract/ledger.ts";
import type { Order } from "../contract/order.ts";
import { isMarket, sideOf } from "../domain/order.ts";
import { orderTag } from "../domain/order-tag.ts";
import type { Position } from "../domain/position.ts";
import { openLots } from "../domain/trade.ts";
import { resultAt } from "../domain/trade-result.ts";
import type { Records } from "../domain/records.ts";
import type { JournalEvent } from "./journal-events.ts";

/** What the public ledger has to write down of an order that was confirmed; nothing where it is known already. */
export interface TradeBooking {
  /** `found`: of a close, its position as the close found it; by the time of booking no list may show it any more. */
  ofOrder(order: Order, found: Position | null, atMs: number): JournalEvent[];
  /** One of our own closes closed this position, as it was found, or a part of it. */
  ofClose(found: Position, closed: { readonly volumeLots: number; readonly price: number | null; readonly by: ClosedBy }, atMs: number): JournalEvent[];
}

export interface BookingWorld {
  records(): Records;
  /** As the last truth listed it. */
  positionOf(ticket: number): Position | null;
}

export function createTradeBooking({ records, positionOf }: BookingWorld): TradeBooking {
  const ofClose: TradeBooking["ofClose"] = (found, { volumeLots, price, by }, atMs) => {
    const { ticket } = found;
    const trade = records().ledger.open.get(ticket);
    if (!trade) return [];
    const lots = Math.min(volumeLots, openLots(trade));
    if (lots <= 0) return [];
    // What was filled a moment ago may have been listed since, with a profit to count from.
    const position = found.profit === null ? (positionOf(ticket) ?? found) : found;
    const profit = resultAt(position, price, lots);
    return [{ kind: "TRADE_CLOSED", body: { closing: { ticket, atMs, volumeLots: lots, price, profit, closedBy: by } } }];
  };

  return {
    ofClose,
    ofOrder: ({ intent, outcome }, found, atMs) => {
      if (outcome?.kind !== "confirmed") return [];
      const { ticket, price } = outcome;
      if (intent.action === "CLOSE") {
        // Of what was closed before we came, only the venue's history knows by what and for how much.
        return outcome.volumeLots === null || found === null ? [] : ofClose(found, { volumeLots: outcome.volumeLots, price, by: "strategy" }, atMs);
      }
      // A pending order is no trade until it is filled.
      if (!isMarket(intent.type)) return [];
      const { agentId, symbol, uuid } = intent;
      const trade = { ticket, agentId, symbol, side: sideOf(intent.type), volumeLots: outcome.volumeLots ?? intent.volumeLots, openPrice: price, openedAtMs: atMs, uuid, tag: orderTag(agentId, uuid) };
      return [{ kind: "TRADE_OPENED", body: { trade } }];
    },
  };
}
