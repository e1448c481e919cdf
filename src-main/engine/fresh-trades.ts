import type { JournalEntry } from "../contract/journal.ts";
import { recordEvents } from "../contract/record-events.ts";
import { limits } from "./limits.ts";
import type { Clock } from "./ports.ts";

/**
 * Trades that the record learned of a short while ago. A list of positions that was asked for before that says nothing
 * about them, however late it is looked at.
 */
export interface FreshTrades {
  /** Every durable entry. */
  fold(entry: JournalEntry): void;
  /** Could a list that was asked for at this monotonic moment be older than what the record knows of the ticket? */
  has(ticket: number, listAskedAtMs: number): boolean;
}

export function createFreshTrades(clock: Pick<Clock, "monotonicMs">): FreshTrades {
  /** When it was last changed; oldest first. */
  const changed = new Map<number, number>();

  const forget = (nowMs: number): void => {
    for (const [ticket, atMs] of changed) {
      if (nowMs - atMs < limits.listLifeMs) return;
      changed.delete(ticket);
    }
  };

  return {
    fold: (entry) => {
      const ticket = ticketIn(entry);
      if (ticket === null) return;
      const nowMs = clock.monotonicMs();
      forget(nowMs);
      changed.delete(ticket);
      changed.set(ticket, nowMs);
    },
    has: (ticket, listAskedAtMs) => (changed.get(ticket) ?? Number.NEGATIVE_INFINITY) >= listAskedAtMs - limits.fillSettleMs,
  };
}

function ticketIn({ kind, body }: JournalEntry): number | null {
  switch (kind) {
    case "TRADE_OPENED":
      return recordEvents.TRADE_OPENED.parse(body).trade.ticket;
    case "TRADE_CLOSED":
      return recordEvents.TRADE_CLOSED.parse(body).closing.ticket;
    case "TRADE_CORRECTED":
      return recordEvents.TRADE_CORRECTED.parse(body).ticket;
    default:
      return null;
  }
}
