import type { JournalEntry } from "../contract/journal.ts";
import { recordEvents, isRecordEvent } from "../contract/record-events.ts";
import type { Branch } from "../domain/record-branches.ts";
import { createRecords, type Records } from "../domain/records.ts";

/**
 * The records of agents and trades as they are now: a fold over what is durable. Where the record branched, the fold
 * needs what was so then; until it is given that (`replace`), what comes meanwhile waits.
 */
export interface RecordKeeper {
  readonly records: Records;
  /** Every branch met so far, oldest first. */
  readonly branches: readonly Branch[];
  /** Every durable entry, in the journal's order. */
  fold(entry: JournalEntry): void;
  /** The event whose state the fold goes on from, once it has it; `null`: it needs nothing. */
  readonly wants: number | null;
  /** The records as they were after that event. */
  replace(then: Records): void;
}

export function createRecordKeeper(first: Records = createRecords(), branchesBefore: readonly Branch[] = []): RecordKeeper {
  let records = first;
  const branches = [...branchesBefore];
  let wants: { readonly atSeq: number; readonly since: number } | null = null;
  let waiting: JournalEntry[] = [];

  const foldNow = (entry: JournalEntry): void => {
    if (wants === null) records.fold(entry);
    else if (isRecordEvent(entry.kind)) waiting.push(entry);
  };

  const branch = (entry: JournalEntry): void => {
    const { atSeq } = recordEvents.RECORD_BRANCHED.parse(entry.body);
    branches.push({ seq: entry.seq, atSeq });
    if (wants !== null && atSeq >= wants.since) waiting = waiting.filter(({ seq }) => seq <= atSeq);
    else if (records.seq > atSeq || wants !== null) {
      wants = { atSeq, since: entry.seq };
      waiting = [];
    }
    foldNow(entry);
  };

  return {
    get records() {
      return records;
    },
    branches,
    fold: (entry) => (entry.kind === "RECORD_BRANCHED" ? branch(entry) : foldNow(entry)),
    get wants() {
      return wants?.atSeq ?? null;
    },
    replace: (then) => {
      records = then;
      wants = null;
      for (const entry of waiting) records.fold(entry);
      waiting = [];
    },
  };
}
