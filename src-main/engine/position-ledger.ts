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
  record(positions: readonly Position[]): void;
  forget(tickets: readonly number[]): void;
  fold(entry: JournalEntry): void;
}

export function createPositionLedger(): PositionLedger {
  const positions = new Map<number, Position>();
  let known = false;

  const record = (recorded: readonly Position[]): void => {
    known = true;
    for (const position of recorded) positions.set(position.ticket, position);
  };
  const forget = (tickets: readonly number[]): void => {
    known = true;
    for (const ticket of tickets) positions.delete(ticket);
  };

  return {
    positions,
    get known() {
      return known;
    },
    record,
    forget,
    fold: (entry) => {
      if (entry.kind === "POSITIONS_RECORDED") record(journalEvents.POSITIONS_RECORDED.body.parse(entry.body).positions);
      if (entry.kind === "POSITIONS_GONE") forget(journalEvents.POSITIONS_GONE.body.parse(entry.body).tickets);
      if (entry.kind === "SYNC_ENDED" && entry.body["outcome"] === "clean") known = true;
    },
  };
}
