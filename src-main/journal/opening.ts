import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { JournalEventBody, JournalEventKind } from "../engine/journal-events.ts";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { droppedTo, readSegments } from "./archive-table.ts";
import { bodyText } from "./body-text.ts";
import { sweep } from "./compaction.ts";
import { clearTheWay, damagedFailure, isOrphanedLog, readMarker, retireMarker, setAside } from "./damage.ts";
import { makeFolder, makePrivate } from "./durable-file.ts";
import { type Damage, type Examination, examine, layoutTrouble } from "./examination.ts";
import { failed, failureFrom, isDamage, newerSchema, succeeded } from "./failure.ts";
import { type DataFiles, dataFiles, SQLITE_SUFFIXES } from "./files.ts";
import type { Found, JournalJob, Replacement } from "./messages.ts";
import type { HistoryStep } from "./past.ts";
import { type Choice, chooseSnapshot } from "./snapshot-file.ts";
import { createJournal, type EventStore, openReader, openStore, readBefore, readHead } from "./store.ts";

/** A journal ready for appending, and what was found in it. */
export interface VerifiedJournal {
  readonly store: EventStore;
  readonly found: Found;
}

type Opened = Result<VerifiedJournal, JournalFailure>;

/**
 * Opens the journal of a data folder, making it when there was none. Yields the newest good snapshot, if snapshots are
 * wanted and there is one, and every event after it, in order and verified; what was yielded counts only when the end is
 * `ok`. The file is examined by a reader, so that a damaged or newer one stays exactly as it was found.
 */
export function* openVerified(job: JournalJob): Generator<HistoryStep, Opened> {
  const { dataDir, nowMs, replacement } = job;
  const files = dataFiles(dataDir);
  try {
    makeFolder(dataDir);
    // A journal of an earlier version may be readable by all; what SQLite makes beside it later gets the journal's own rights.
    for (const suffix of SQLITE_SUFFIXES) makePrivate(`${files.journal}${suffix}`);
    const refused = replacement === null ? refusalOf(files) : replaceDamaged(files, replacement, nowMs);
    if (refused !== null) return { ok: false, failure: refused };
    if (isOrphanedLog(files)) return damaged(files, { firstBadSeq: 1, why: "journal.db is missing beside its write-ahead log" }, nowMs);
    if (!existsSync(files.journal)) createJournal(files, []);
    return yield* openExisting(files, job);
  } catch (error) {
    return { ok: false, failure: failureFrom(error, existsSync(files.journal) ? files.journal : dataDir) };
  }
}

function* openExisting(files: DataFiles, job: JournalJob): Generator<HistoryStep, Opened> {
  const reader = openReader(files.journal);
  const { examination, choice } = yield* closingAfter(reader, readBack(reader, files, job));
  if (examination === "dropped") return droppedBefore(files, choice, job);
  if (examination.found === "newer") return newerSchema(files.journal, examination.version);
  if (examination.found === "damaged") return damaged(files, examination, job.nowMs);
  const opened = openStore(files.journal);
  if (!opened.ok) return opened;
  const store = opened.value;
  sweep(store.db, files);
  const lastKind = readBefore(store.db, 1).at(0)?.kind ?? null;
  const found = { events: examination.events, lastKind, snapshot: choice.chosen?.header ?? null, skippedSnapshots: choice.skipped };
  return succeeded({ store, found });
}

interface ReadBack {
  /** `dropped`: the beginning was dropped, and no snapshot can stand for it. */
  readonly examination: Examination | "dropped";
  readonly choice: Choice;
}

function* readBack(reader: DatabaseSync, files: DataFiles, job: JournalJob): Generator<HistoryStep, ReadBack> {
  const choice = choose(reader, files, job);
  const begin = choice.chosen?.header ?? null;
  if (begin === null && hasDropped(reader)) return { examination: "dropped", choice };
  if (choice.chosen !== null) for (const text of choice.chosen.texts()) yield { type: "parts", text };
  const walk = examine(reader, files, begin);
  for (;;) {
    const step = walk.next();
    if (step.done === true) return { examination: step.value, choice };
    yield { type: "rows", rows: step.value };
  }
}

const NO_CHOICE: Choice = { chosen: null, skipped: [] };

/** A file that cannot be read far enough to choose is left to the examination, which says what is wrong. */
function choose(reader: DatabaseSync, files: DataFiles, { snapshots, nowMs }: JournalJob): Choice {
  try {
    if (snapshots === null || layoutTrouble(reader) !== null) return NO_CHOICE;
    return chooseSnapshot(reader, files, { stateVersion: snapshots.stateVersion, nowMs }, readHead(reader).seq);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return NO_CHOICE;
  }
}

function hasDropped(reader: DatabaseSync): boolean {
  try {
    return layoutTrouble(reader) === null && droppedTo(readSegments(reader)).seq > 0;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return false;
  }
}

/** Whoever wants no snapshots is refused; for whoever does, the state is lost, and that is damage. */
function droppedBefore(files: DataFiles, { skipped }: Choice, { snapshots, nowMs }: JournalJob): Opened {
  const why = "its beginning was dropped by the retention, and no snapshot that stands for it can be read";
  if (snapshots === null) return failed("IO", `${files.journal}: ${why}.`, files.journal);
  return damaged(files, { firstBadSeq: null, why: [why, ...skipped.map((one) => `${one.file}: ${one.why}`)].join("; ") }, nowMs);
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
