import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { ArchiveDraft, archiveName } from "./archive-file.ts";
import { readBase, readSegments, recordDrop, recordSegment, releaseEvents, type Segment } from "./archive-table.ts";
import { DRAFT_SUFFIX, makeFolder, writeDurablyMeanwhile } from "./durable-file.ts";
import { failed, failureFrom, succeeded } from "./failure.ts";
import type { DataFiles } from "./files.ts";
import type { ChainFlaw, ChainHead } from "./hash-chain.ts";
import { walkHistory } from "./history.ts";
import { journalLimits } from "./limits.ts";
import { goodSnapshots, type SnapshotHeader, type SnapshotSight } from "./snapshot-file.ts";
import { readHead, readRow } from "./store.ts";

/** How much of the past is kept, and where. */
export interface Retention {
  /** Events stay in the journal itself for so many days, at least 1; then they may move into archives. */
  readonly keepDays: number;
  /** What the archives may take on disk together. Over it the oldest are dropped for good. */
  readonly maxArchiveBytes: number;
}

/** What a compaction did. */
export interface Compacted {
  /** Archives made, and archives dropped for good. */
  readonly archived: number;
  readonly dropped: number;
  /** The last event that is in no file any more; 0 while everything is there. */
  readonly droppedTo: number;
  /** The last event that is no longer in the journal itself. */
  readonly archivedTo: number;
  /** What the archives take on disk. */
  readonly archiveBytes: number;
}

/** What a compaction works on. */
export interface Ground {
  readonly db: DatabaseSync;
  readonly files: DataFiles;
  readonly retention: Retention;
  readonly sight: SnapshotSight;
}

/**
 * Moves old events into archives, then drops the oldest archives over the limit, in small steps: whoever drives it gives
 * appends their turn after each (`null`), or waits for what was yielded. An archive is whole on disk before it is
 * recorded, recorded before its events go, and its record says dropped before its file goes: cut short anywhere, nothing
 * is lost and the next run goes on. Nothing goes that no good snapshot covers, nothing of the last 24 hours leaves the
 * journal, and nothing is dropped that a moment of the last 24 hours needs.
 */
export async function* compact(ground: Ground): AsyncGenerator<null, Result<Compacted, JournalFailure>> {
  const { db, files, retention, sight } = ground;
  const rule = brokenRule(retention);
  if (rule !== null) return failed("IO", `The journal cannot be compacted: ${rule}.`, files.archives);
  try {
    sweep(db, files);
    yield* release(db);
    const snapshots: SnapshotHeader[] = [];
    for (const snapshot of goodSnapshots(db, files, sight)) {
      snapshots.push(snapshot);
      yield null;
    }
    const archived = yield* archiveUpTo(ground, Math.min(yield* lastOldEvent(ground), snapshots[0]?.seq ?? 0));
    if (!archived.ok) return archived;
    const dropped = yield* dropOldest(ground, droppableTo(snapshots, sight.nowMs));
    const kept = readSegments(db).filter(({ droppedAtMs }) => droppedAtMs === null);
    const { archivedTo } = readBase(db);
    return succeeded({ archived: archived.value, dropped, droppedTo: (kept[0]?.firstSeq ?? archivedTo + 1) - 1, archivedTo, archiveBytes: bytesOf(kept) });
  } catch (error) {
    return { ok: false, failure: failureFrom(error, files.archives) };
  }
}

/** Takes away what a run that was cut short left beside: drafts, and files whose drop is recorded. */
export function sweep(db: DatabaseSync, files: DataFiles): void {
  for (const folder of [files.archives, files.snapshots]) {
    for (const name of namesIn(folder)) if (name.endsWith(DRAFT_SUFFIX)) rmSync(join(folder, name), { force: true });
  }
  for (const segment of readSegments(db)) if (segment.droppedAtMs !== null) rmSync(join(files.archives, archiveName(segment)), { force: true });
}

/** The last event that is older than the retention, with nothing recent before it. Dates after now are a clock's mistake, and prove nothing. */
function* lastOldEvent({ db, retention, sight: { nowMs } }: Ground): Generator<null, number> {
  const head = readHead(db).seq;
  // A clock that is ahead must not make everything look old.
  const newest = Math.min(nowMs, readRow(db, head)?.atMs ?? nowMs);
  const horizon = newest - Math.max(retention.keepDays * DAY_MS, journalLimits.liveLeastMs);
  const recent = db.prepare("SELECT seq FROM events WHERE seq > ? AND seq <= ? AND at_ms > ? AND at_ms <= ? ORDER BY seq LIMIT 1");
  const old = db.prepare("SELECT seq FROM events WHERE seq > ? AND seq <= ? AND at_ms <= ? ORDER BY seq DESC LIMIT 1");
  let last = readBase(db).anchor.seq;
  for (let from = last; from < head; from += journalLimits.eventsPerLook) {
    const firstRecent = recent.get(from, from + journalLimits.eventsPerLook, horizon, nowMs)?.["seq"];
    const to = firstRecent === undefined ? Math.min(from + journalLimits.eventsPerLook, head - 1) : Number(firstRecent) - 1;
    last = Number(old.get(from, to, horizon)?.["seq"] ?? last);
    if (firstRecent !== undefined) break;
    yield null;
  }
  return last;
}

async function* archiveUpTo(ground: Ground, lastSeq: number): AsyncGenerator<null, Result<number, JournalFailure>> {
  const { db, files } = ground;
  for (let count = 0; ; count++) {
    const { anchor } = readBase(db);
    if (anchor.seq + journalLimits.eventsPerArchive > lastSeq) return succeeded(count);
    const flaw = yield* archiveNext(db, files, anchor);
    if (flaw !== null) return failed("DAMAGED", `${files.journal}: ${flaw.why}. Nothing from there on is archived.`, files.journal);
    yield* release(db);
  }
}

/** Seals the next events after `anchor`. What does not verify is never sealed: it stays where `journal verify` finds it. */
async function* archiveNext(db: DatabaseSync, files: DataFiles, anchor: ChainHead): AsyncGenerator<null, ChainFlaw | null> {
  const draft = new ArchiveDraft(anchor);
  const walk = walkHistory(db, files, anchor, anchor.seq + journalLimits.eventsPerArchive);
  for (let step = walk.next(); ; step = walk.next()) {
    if (step.done === true && step.value.flaw !== null) return step.value.flaw;
    if (step.done === true) break;
    draft.add(step.value);
    yield null;
  }
  const { content, segment } = draft.seal();
  makeFolder(files.archives);
  await writeDurablyMeanwhile(join(files.archives, archiveName(segment)), content);
  yield null;
  recordSegment(db, segment);
  return null;
}

/** Lets go of what archives hold already. */
function* release(db: DatabaseSync): Generator<null, void> {
  for (let base = readBase(db); base.anchor.seq < base.archivedTo; base = readBase(db)) {
    releaseEvents(db, Math.min(base.anchor.seq + journalLimits.eventsPerRelease, base.archivedTo));
    yield null;
  }
}

/** Up to here nothing is needed: two snapshots come after it, and one of them is a day old, to begin the last day from. */
function droppableTo(newestFirst: readonly SnapshotHeader[], nowMs: number): number {
  const base = newestFirst.findIndex(({ takenAtMs }) => takenAtMs <= nowMs - journalLimits.liveLeastMs);
  return base < journalLimits.snapshotsLeast - 1 ? 0 : (newestFirst[base]?.seq ?? 0);
}

function* dropOldest({ db, files, retention, sight: { nowMs } }: Ground, lastSeq: number): Generator<null, number> {
  const kept = readSegments(db).filter(({ droppedAtMs }) => droppedAtMs === null);
  let count = 0;
  for (const segment of kept) {
    if (bytesOf(kept.slice(count)) <= retention.maxArchiveBytes || segment.lastSeq > lastSeq) break;
    recordDrop(db, segment, nowMs);
    rmSync(join(files.archives, archiveName(segment)), { force: true });
    count++;
    yield null;
  }
  return count;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const bytesOf = (segments: readonly Segment[]): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

function brokenRule({ keepDays, maxArchiveBytes }: Retention): string | null {
  if (!Number.isFinite(keepDays) || keepDays < 1) return `keepDays is ${keepDays}, and must be 1 or more`;
  return Number.isFinite(maxArchiveBytes) && maxArchiveBytes >= 0 ? null : `maxArchiveBytes is ${maxArchiveBytes}, and must be 0 or more`;
}
