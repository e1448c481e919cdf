import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { archiveName } from "./archive-file.ts";
import { droppedTo, readBase, readSegments, type Segment } from "./archive-table.ts";
import { isDamage, wordsOf } from "./failure.ts";
import type { DataFiles } from "./files.ts";
import type { ChainHead, EventRow } from "./hash-chain.ts";
import { walkHistory } from "./history.ts";
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
 * Reads the journal once: is it one, is the file's structure sound, does every event follow the one before, does the
 * chain end where the head says. Yields the events in order as they are found good. It begins at `from`, a moment of the
 * chain that a snapshot stands for; without one, at the first event that the retention has not dropped, be it in an
 * archive. Only that whole reading checks the file's structure. `db` is a reader; it sees one moment of the journal,
 * also while an engine appends. Throws only what is not the file's fault.
 */
export function* examine(db: DatabaseSync, files: DataFiles, from: ChainHead | null): Generator<readonly EventRow[], Examination> {
  try {
    db.exec("BEGIN");
    return layoutTrouble(db) ?? (yield* examineOurs(db, files, from));
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { found: "damaged", firstBadSeq: null, why: `it cannot be read: ${wordsOf(error)}` };
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}

/** Why the file is not a journal that this program can read; `null` when it is one. */
export function layoutTrouble(db: DatabaseSync): Examination | null {
  const version = schemaVersion(db);
  if (!isJournal(db) || version === 0) return { found: "damaged", firstBadSeq: null, why: "it is not a Holdfast journal" };
  return version > SCHEMA_VERSION ? { found: "newer", version } : null;
}

/** Runs an examination to its end when nobody wants the events. */
export function conclusionOf<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function* examineOurs(db: DatabaseSync, files: DataFiles, from: ChainHead | null): Generator<readonly EventRow[], Examination> {
  const flaw = from === null ? structureFlaw(db) : null;
  const walk = walkChain(db, files, from ?? droppedTo(readSegments(db)));
  if (flaw === null) return yield* walk;
  const walked = conclusionOf(walk);
  return { found: "damaged", firstBadSeq: walked.found === "damaged" ? walked.firstBadSeq : null, why: `its structure is broken: ${flaw}` };
}

function structureFlaw(db: DatabaseSync): string | null {
  const words = String(db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"]);
  return words === "ok" ? null : words;
}

function* walkChain(db: DatabaseSync, files: DataFiles, from: ChainHead): Generator<readonly EventRow[], Examination> {
  let head = from;
  try {
    const stray = strayEvent(db);
    if (stray !== null) return { found: "damaged", ...stray };
    const walk = walkHistory(db, files, from);
    for (;;) {
      const step = walk.next();
      if (step.done === true) return step.value.flaw === null ? compareEnds(step.value.head, readHead(db)) : { found: "damaged", ...step.value.flaw };
      head = step.value.at(-1) ?? head;
      yield step.value;
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { found: "damaged", firstBadSeq: head.seq + 1, why: `event ${head.seq + 1} cannot be read: ${wordsOf(error)}` };
  }
}

/** A row forged before the first one. */
function strayEvent(db: DatabaseSync): Damage | null {
  const first = readAfter(db, Number.MIN_SAFE_INTEGER, 1).at(0);
  if (first === undefined || first.seq > readBase(db).anchor.seq) return null;
  return { firstBadSeq: first.seq, why: `event ${first.seq} stands before the first event` };
}

function compareEnds(last: ChainHead, head: ChainHead): Examination {
  if (last.seq < head.seq) {
    return { found: "damaged", firstBadSeq: last.seq + 1, why: `the end is missing: ${head.seq} events were written, ${last.seq} are there` };
  }
  if (last.seq > head.seq) return { found: "damaged", firstBadSeq: head.seq + 1, why: `${last.seq} events are there, only ${head.seq} were written` };
  if (last.hash !== head.hash) return { found: "damaged", firstBadSeq: last.seq, why: `event ${last.seq}, the last one, is not what was written` };
  return { found: "whole", events: last.seq, lastHash: last.hash };
}

/** An archive as it lies on disk. `dropped`: the retention took it, and the chain goes on from its recorded hash. */
export interface ArchiveSight {
  readonly file: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly state: "there" | "dropped" | "missing";
}

export const archivesSeen = (db: DatabaseSync, files: DataFiles): ArchiveSight[] =>
  readSegments(db).map((segment) => ({ file: archiveName(segment), firstSeq: segment.firstSeq, lastSeq: segment.lastSeq, state: stateOf(segment, files) }));

function stateOf(segment: Segment, files: DataFiles): ArchiveSight["state"] {
  if (segment.droppedAtMs !== null) return "dropped";
  return existsSync(join(files.archives, archiveName(segment))) ? "there" : "missing";
}
