import type { JournalEntry } from "../contract/journal.ts";
import type { KillRecord } from "../contract/kill.ts";
import { journalEvents } from "./journal-events.ts";
import { limits } from "./limits.ts";
import { createOrderBook, type OrderBook } from "./order-book.ts";
import { createPositionLedger, type PositionLedger } from "./position-ledger.ts";

/** What the last run left behind, folded from the journal entry by entry. */
export interface Restoration {
  fold(entries: readonly JournalEntry[]): void;
  readonly ledger: PositionLedger;
  readonly book: OrderBook;
  /** Kills that were in force when the last run ended. */
  readonly kills: readonly KillRecord[];
  /** Kills whose flatten had begun and not ended. */
  readonly unfinishedFlattens: readonly KillRecord[];
  readonly events: number;
  /** False when the last run did not end with `ENGINE_STOPPED`. True for a journal without any run. */
  readonly cleanExit: boolean;
  /** The newest entries, oldest first, for the console's activity. */
  readonly recent: readonly JournalEntry[];
}

export function createRestoration(): Restoration {
  const ledger = createPositionLedger();
  const book = createOrderBook(ledger);
  const kills = new Map<string, KillRecord>();
  const flattens = new Map<string, KillRecord>();
  let recent: JournalEntry[] = [];
  let events = 0;
  let cleanExit = true;

  const foldKills = (entry: JournalEntry): void => {
    if (entry.kind === "KILLED") {
      const { kill } = journalEvents.KILLED.body.parse(entry.body);
      kills.set(kill.id, kill);
      if (kill.flatten) flattens.set(kill.id, kill);
    }
    if (entry.kind === "REARMED") {
      for (const id of journalEvents.REARMED.body.parse(entry.body).killIds) {
        kills.delete(id);
        flattens.delete(id);
      }
    }
    if (entry.kind === "FLATTEN_ENDED") flattens.delete(journalEvents.FLATTEN_ENDED.body.parse(entry.body).killId);
  };

  return {
    fold: (entries) => {
      for (const entry of entries) {
        events = entry.seq;
        ledger.fold(entry);
        book.fold(entry);
        foldKills(entry);
        if (entry.kind === "ENGINE_STARTED") cleanExit = false;
        if (entry.kind === "ENGINE_STOPPED") cleanExit = true;
      }
      recent = [...recent, ...entries.slice(-limits.activityKept)].slice(-limits.activityKept);
    },
    ledger,
    book,
    get kills() {
      return [...kills.values()];
    },
    get unfinishedFlattens() {
      return [...flattens.values()];
    },
    get events() {
      return events;
    },
    get cleanExit() {
      return cleanExit;
    },
    get recent() {
      return recent;
    },
  };
}
