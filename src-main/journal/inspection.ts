import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { JournalEntry } from "../contract/journal.ts";
import type { Cancel, JournalFailure, Result } from "../engine/ports.ts";
import { chunksOf, isEmpty } from "./chunks.ts";
import { damagedFailure, readMarker } from "./damage.ts";
import { chunkEntries, entriesFrom, partsFrom, type SnapshotPart } from "./entry.ts";
import { type ArchiveSight, archivesSeen, conclusionOf, examine } from "./examination.ts";
import { failed, failureFrom, isDamage, newerSchema, succeeded, wordsOf } from "./failure.ts";
import { type DataFiles, dataFiles } from "./files.ts";
import { journalLimits } from "./limits.ts";
import { type Moment, type PastInfo, type PastRange, pastRange, readPast } from "./past.ts";
import { openReader, readAfter, readBefore } from "./store.ts";

/**
 * For the command line: looks into a journal without changing it, also beside a running engine. These wait for the disk
 * in the calling thread, so nothing that trades may call them.
 */

export type Verdict =
  | { readonly whole: true; readonly events: number; readonly lastHash: string; readonly archives: readonly ArchiveSight[] }
  /** `firstBadSeq`: from this event on nothing can be trusted; `null` when the damage is not in an event. */
  | { readonly whole: false; readonly firstBadSeq: number | null; readonly why: string; readonly archives: readonly ArchiveSight[] };

/**
 * Checks the file's structure and every link of the chain, from the first archive that was not dropped to the end. An
 * archive dropped by the retention is no damage; one that is missing otherwise is. `events` counts all ever written. Fails when there is no journal or it cannot be read. */
export function verifyJournal(dataDir: string): Result<Verdict, JournalFailure> {
  const files = dataFiles(dataDir);
  const marker = readMarker(files);
  if (marker !== null) return succeeded({ whole: false, firstBadSeq: marker.firstBadSeq ?? null, why: damagedFailure(files, marker).message, archives: [] });
  return reading<Verdict>(dataDir, (db) => {
    const examination = conclusionOf(examine(db, files, null));
    if (examination.found === "newer") return newerSchema(files.journal, examination.version);
    if (examination.found === "damaged") return succeeded({ whole: false, firstBadSeq: examination.firstBadSeq, why: examination.why, archives: archivesOf(db, files) });
    return succeeded({ whole: true, events: examination.events, lastHash: examination.lastHash, archives: archivesSeen(db, files) });
  });
}

/** What can still be said of the archives of a damaged journal. */
function archivesOf(db: DatabaseSync, files: DataFiles): readonly ArchiveSight[] {
  try {
    return archivesSeen(db, files);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [];
  }
}

/** The last `limit` entries before `beforeSeq` (the newest when absent), oldest first. Unverified. */
export const readTail = (dataDir: string, limit: number, beforeSeq?: number): Result<JournalEntry[], JournalFailure> =>
  reading(dataDir, (db) => succeeded(entriesFrom(readBefore(db, limit, beforeSeq))));

/** Hands over every entry there is, oldest first, in pages. Unverified. */
export const readEntries = (dataDir: string, onEntries: (entries: JournalEntry[]) => void): Result<null, JournalFailure> =>
  reading(dataDir, (db) => {
    let lastSeq = 0;
    for (let page = entriesFrom(readAfter(db, 0, journalLimits.followPage)); page.length > 0; page = entriesFrom(readAfter(db, lastSeq, journalLimits.followPage))) {
      lastSeq = page.at(-1)?.seq ?? lastSeq;
      onEntries(page);
    }
    return succeeded(null);
  });

export interface PastReader {
  /** Version of the state whose snapshots are understood. */
  readonly stateVersion: number;
  /** Wall clock: UTC, Unix ms. */
  readonly nowMs: number;
  /** The state to begin from, part by part; never told when the reading begins at the first event. */
  readonly onSnapshot: (parts: SnapshotPart[]) => void;
  /** Then every event after it up to the moment, oldest first. */
  readonly onEntries: (entries: JournalEntry[]) => void;
}

/** Reads one moment of the past, also beside a running engine. What was told is worth something only when it ends `ok`. */
export const readMoment = (dataDir: string, moment: Moment, { stateVersion, nowMs, onSnapshot, onEntries }: PastReader): Result<PastInfo, JournalFailure> =>
  reading(dataDir, (db) => {
    const steps = chunksOf(readPast(db, dataFiles(dataDir), moment, { stateVersion, nowMs }));
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (step.value.type === "parts") onSnapshot(partsFrom(step.value));
      else if (!isEmpty(step.value)) onEntries(chunkEntries(step.value));
    }
  });

/** The moments that can be rebuilt; `null` when there are none. */
export const readPastRange = (dataDir: string, sight: { readonly stateVersion: number; readonly nowMs: number }): Result<PastRange | null, JournalFailure> =>
  reading(dataDir, (db) => succeeded(pastRange(db, dataFiles(dataDir), sight)));

export interface Follower {
  readonly onEntries: (entries: JournalEntry[]) => void;
  /** Told when a look failed, once until one succeeds again. */
  readonly onFailure?: (failure: JournalFailure) => void;
}

/** Hands over every entry after `afterSeq`, those there are and those to come, in order, until it is cancelled. */
export function followJournal(dataDir: string, afterSeq: number, { onEntries, onFailure }: Follower): Cancel {
  let lastSeq = afterSeq;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const found = reading(dataDir, (db) => succeeded(entriesFrom(readAfter(db, lastSeq, journalLimits.followPage))));
    const entries = found.ok ? found.value : [];
    timer = setTimeout(look, entries.length === journalLimits.followPage ? 0 : journalLimits.followIntervalMs);
    if (!found.ok && !failing) onFailure?.(found.failure);
    failing = !found.ok;
    lastSeq = entries.at(-1)?.seq ?? lastSeq;
    if (entries.length > 0) onEntries(entries);
  };
  timer = setTimeout(look, 0);
  return () => clearTimeout(timer);
}

/** A reader for one look. It is not kept: on Windows an open file could not be set aside. */
function reading<T>(dataDir: string, read: (db: DatabaseSync) => Result<T, JournalFailure>): Result<T, JournalFailure> {
  const path = dataFiles(dataDir).journal;
  let db: DatabaseSync | undefined;
  try {
    if (!existsSync(path)) return failed("IO", `${dataDir} holds no journal.`, path);
    db = openReader(path);
    return read(db);
  } catch (error) {
    if (isDamage(error)) return failed("DAMAGED", `${path}: the file is damaged (${wordsOf(error)}).`, path);
    return { ok: false, failure: failureFrom(error, path) };
  } finally {
    db?.close();
  }
}
