import type { JournalEntry } from "../contract/journal.ts";
import type { Position } from "../domain/position.ts";
import { journalEvents } from "./journal-events.ts";

/**
 * What we wrote down about open positions: a fold over the journal, and nothing else. `known` says that it was ever
 * written: a record that is empty because nothing was ever recorded is no belief that the account is flat.
 */
export interface PositionLedger {
  readonly positions: ReadonlyMap<number, Position>;
  readonly known: boolean;
  /** Grows with every change, so that "since then" can be asked. */
  readonly version: number;
  /** Was this ticket first recorded after that version, or never? */
  isNewSince(ticket: number, version: number): boolean;
  record(positions: readonly Position[]): void;
  forget(tickets: readonly number[]): void;
  fold(entry: JournalEntry): void;
}

export function createPositionLedger(): PositionLedger {
  const positions = new Map<number, Position>();
  /** The version in which each open ticket was first recorded. */
  const firstRecorded = new Map<number, number>();
  let known = false;
  let version = 0;

  const record = (recorded: readonly Position[]): void => {
    known = true;
    version += 1;
    for (const position of recorded) {
      if (!positions.has(position.ticket)) firstRecorded.set(position.ticket, version);
      positions.set(position.ticket, position);
    }
  };
  const forget = (tickets: readonly number[]): void => {
    known = true;
    version += 1;
    for (const ticket of tickets) {
      positions.delete(ticket);
      firstRecorded.delete(ticket);
    }
  };

  return {
    positions,
    get known() {
      return known;
    },
    get version() {
      return version;
    },
    isNewSince: (ticket, since) => (firstRecorded.get(ticket) ?? Number.POSITIVE_INFINITY) > since,
    record,
    forget,
    fold: (entry) => {
      if (entry.kind === "POSITIONS_RECORDED") record(journalEvents.POSITIONS_RECORDED.body.parse(entry.body).positions);
      if (entry.kind === "POSITIONS_GONE") forget(journalEvents.POSITIONS_GONE.body.parse(entry.body).tickets);
      if (entry.kind === "SYNC_ENDED" && entry.body["outcome"] === "clean") known = true;
    },
  };
}
