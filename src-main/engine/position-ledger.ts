import type { JournalEntry } from "../contract/journal.ts";
import { z } from "zod";
import { Position } from "../contract/position.ts";
import { piecesOf } from "../domain/pieces.ts";
import { journalEvents } from "./journal-events.ts";
import { limits } from "./limits.ts";

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
  /** The newest that were on record and went: an order in doubt may have been one of them. */
  readonly gone: readonly Position[];
  record(positions: readonly Position[]): void;
  forget(tickets: readonly number[]): void;
  fold(entry: JournalEntry): void;
  /** What the fold came to, for a snapshot. */
  parts(): Iterable<readonly [key: string, value: unknown]>;
  restore(key: string, value: unknown): void;
}

const ROWS_A_PART = 100;
const Head = z.object({ known: z.boolean(), version: z.number().int() });
/** `since`: the version in which it was first recorded. */
const Row = z.object({ position: Position, since: z.number().int() });
type Row = z.infer<typeof Row>;
const Rows = z.array(Row);

export function createPositionLedger(): PositionLedger {
  const positions = new Map<number, Position>();
  /** The version in which each open ticket was first recorded. */
  const firstRecorded = new Map<number, number>();
  /** The oldest first. */
  const gone = new Map<number, Row>();
  let known = false;
  let version = 0;

  const rowOf = (position: Position): Row => ({ position, since: firstRecorded.get(position.ticket) ?? 0 });

  const record = (recorded: readonly Position[]): void => {
    known = true;
    version += 1;
    for (const position of recorded) {
      if (!positions.has(position.ticket)) firstRecorded.set(position.ticket, version);
      positions.set(position.ticket, position);
      gone.delete(position.ticket);
    }
  };
  const forget = (tickets: readonly number[]): void => {
    known = true;
    version += 1;
    for (const ticket of tickets) {
      const position = positions.get(ticket);
      if (position) gone.set(ticket, rowOf(position));
      if (gone.size > limits.gonePositionsRemembered) gone.delete(gone.keys().next().value ?? ticket);
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
    isNewSince: (ticket, since) => (firstRecorded.get(ticket) ?? gone.get(ticket)?.since ?? Number.POSITIVE_INFINITY) > since,
    get gone() {
      return [...gone.values()].map(({ position }) => position);
    },
    record,
    forget,
    parts: function* () {
      yield ["ledger", { known, version }];
      for (const rows of piecesOf(positions.values(), ROWS_A_PART)) yield ["ledger.positions", rows.map(rowOf)];
      for (const rows of piecesOf(gone.values(), ROWS_A_PART)) yield ["ledger.gone", rows];
    },
    restore: (key, value) => {
      if (key === "ledger") ({ known, version } = Head.parse(value));
      if (key === "ledger.positions") {
        for (const { position, since } of Rows.parse(value)) {
          positions.set(position.ticket, position);
          firstRecorded.set(position.ticket, since);
        }
      }
      if (key === "ledger.gone") for (const row of Rows.parse(value)) gone.set(row.position.ticket, row);
    },
    fold: (entry) => {
      if (entry.kind === "POSITIONS_RECORDED") record(journalEvents.POSITIONS_RECORDED.body.parse(entry.body).positions);
      if (entry.kind === "POSITIONS_GONE") forget(journalEvents.POSITIONS_GONE.body.parse(entry.body).tickets);
      if (entry.kind === "SYNC_ENDED" && entry.body["outcome"] === "clean") known = true;
    },
  };
}
