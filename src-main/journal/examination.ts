import type { DatabaseSync } from "node:sqlite";
import { isDamage, wordsOf } from "./failure.ts";
import { breakBetween, CHAIN_START, type ChainHead, type EventRow } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { isJournal, SCHEMA_VERSION, schemaVersion } from "./schema.ts";
import { readAfter, readHead } from "./store.ts";

/** What is wrong, and from which event on nothing can be trusted; `null` when the damage is not in an event. */
export interface Damage {
  readonly firstBadSeq: number | null;
  readonly why: string;
}

export type Examination =
  | { readonly found: "whole"; readonly events: number; readonly lastHash: string }
  | { readonly found: "newer"; readonly version: number }
  | ({ readonly found: "damaged" } & Damage);

/**
 * Reads the whole journal once: is it one, is the file's structure sound, does every event follow the one before, does
 * the chain end where the head says. Yields the events in order as they are found good. `db` is a reader; it sees one
 * moment of the journal, also while an engine appends. Throws only what is not the file's fault.
 */
export function* examine(db: DatabaseSync): Generator<readonly EventRow[], Examination> {
  try {
    db.exec("BEGIN");
    return yield* examineSnapshot(db);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { found: "damaged", firstBadSeq: null, why: `it cannot be read: ${wordsOf(error)}` };
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}

/** Runs an examination to its end when nobody wants the events. */
export function conclusionOf<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function* examineSnapshot(db: DatabaseSync): Generator<readonly EventRow[], Examination> {
  const version = schemaVersion(db);
  if (!isJournal(db) || version === 0) return { found: "damaged", firstBadSeq: null, why: "it is not a Holdfast journal" };
  if (version > SCHEMA_VERSION) return { found: "newer", version };
  const flaw = structureFlaw(db);
  if (flaw === null) return yield* walkChain(db);
  const walked = conclusionOf(walkChain(db));
  return { found: "damaged", firstBadSeq: walked.found === "damaged" ? walked.firstBadSeq : null, why: `its structure is broken: ${flaw}` };
}

function structureFlaw(db: DatabaseSync): string | null {
  const words = String(db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"]);
  return words === "ok" ? null : words;
}

function* walkChain(db: DatabaseSync): Generator<readonly EventRow[], Examination> {
  let head: ChainHead = CHAIN_START;
  try {
    // From below zero, so that a row forged before the first one is met as well.
    let page = readAfter(db, Number.MIN_SAFE_INTEGER, journalLimits.rowsPerPage);
    while (page.length > 0) {
      for (const row of page) {
        const broken = breakBetween(head, row);
        if (broken !== null) return { found: "damaged", ...broken };
        head = row;
      }
      yield page;
      page = readAfter(db, head.seq, journalLimits.rowsPerPage);
    }
    return compareEnds(head, readHead(db));
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { found: "damaged", firstBadSeq: head.seq + 1, why: `event ${head.seq + 1} cannot be read: ${wordsOf(error)}` };
  }
}

function compareEnds(last: ChainHead, head: ChainHead): Examination {
  if (last.seq < head.seq) {
    return { found: "damaged", firstBadSeq: last.seq + 1, why: `the end is missing: ${head.seq} events were written, ${last.seq} are there` };
  }
  if (last.seq > head.seq) return { found: "damaged", firstBadSeq: head.seq + 1, why: `${last.seq} events are there, only ${head.seq} were written` };
  if (last.hash !== head.hash) return { found: "damaged", firstBadSeq: last.seq, why: `event ${last.seq}, the last one, is not what was written` };
  return { found: "whole", events: last.seq, lastHash: last.hash };
}
