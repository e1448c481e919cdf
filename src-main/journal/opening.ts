import { existsSync, mkdirSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { JournalEventBody, JournalEventKind } from "../engine/journal-events.ts";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { bodyText } from "./body-text.ts";
import { clearTheWay, damagedFailure, isOrphanedLog, readMarker, retireMarker, setAside } from "./damage.ts";
import { type Damage, examine } from "./examination.ts";
import { failureFrom, newerSchema } from "./failure.ts";
import { type DataFiles, dataFiles } from "./files.ts";
import type { EventRow } from "./hash-chain.ts";
import type { JournalJob, Replacement } from "./messages.ts";
import { createJournal, type EventStore, openReader, openStore } from "./store.ts";

type Opened = Result<EventStore, JournalFailure>;

/**
 * Opens the journal of a data folder, making it when there was none. Yields every event in order while it verifies
 * them; what was yielded counts only when the end is `ok`. The file is examined by a reader, so that a damaged or newer
 * one stays exactly as it was found.
 */
export function* openVerified({ dataDir, nowMs, replacement }: JournalJob): Generator<readonly EventRow[], Opened> {
  const files = dataFiles(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    const refused = replacement === null ? refusalOf(files) : replaceDamaged(files, replacement, nowMs);
    if (refused !== null) return { ok: false, failure: refused };
    if (isOrphanedLog(files)) return damaged(files, { firstBadSeq: 1, why: "journal.db is missing beside its write-ahead log" }, nowMs);
    if (!existsSync(files.journal)) createJournal(files, []);
    return yield* openExisting(files, nowMs);
  } catch (error) {
    return { ok: false, failure: failureFrom(error, existsSync(files.journal) ? files.journal : dataDir) };
  }
}

function* openExisting(files: DataFiles, nowMs: number): Generator<readonly EventRow[], Opened> {
  const reader = openReader(files.journal);
  const examination = yield* closingAfter(reader, examine(reader));
  if (examination.found === "newer") return newerSchema(files.journal, examination.version);
  if (examination.found === "damaged") return damaged(files, examination, nowMs);
  return openStore(files.journal);
}

function* closingAfter<Y, T>(reader: DatabaseSync, steps: Generator<Y, T>): Generator<Y, T> {
  try {
    return yield* steps;
  } finally {
    reader.close();
  }
}

const damaged = (files: DataFiles, damage: Damage, nowMs: number): Opened => ({ ok: false, failure: setAside(files, damage, nowMs) });

function refusalOf(files: DataFiles): JournalFailure | null {
  const marker = readMarker(files);
  return marker === null ? null : damagedFailure(files, marker);
}

/**
 * Each step can be cut short and done again: the marker goes last, and what a first try left at the journal's name is
 * kept beside, never overwritten.
 */
function replaceDamaged(files: DataFiles, { name, reason }: Replacement, nowMs: number): JournalFailure | null {
  const marker = readMarker(files);
  if (marker === null) {
    return { code: "IO", message: `No damaged journal is known in ${files.dataDir}, so none is replaced.`, path: files.journal };
  }
  const kind: JournalEventKind = "JOURNAL_REPLACED";
  const body: JournalEventBody<typeof kind> = { damagedFile: clearTheWay(files, marker, nowMs), name, reason };
  createJournal(files, [{ atMs: nowMs, kind, body: bodyText(kind, body) }]);
  retireMarker(files, marker);
  return null;
}
