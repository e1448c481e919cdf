import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { droppedTo, readSegments } from "./archive-table.ts";
import { type DataFiles, seqInName } from "./files.ts";
import { hashAt } from "./history.ts";
import { journalLimits } from "./limits.ts";
import { peekHeader, readSealed, type SealedFile } from "./sealed-file.ts";
import { readHead } from "./store.ts";

/** What a snapshot says of itself. */
export const SnapshotHeader = z.object({
  format: z.literal(1),
  /** Version of what the parts look like, by whoever folds them. */
  stateVersion: z.number().int(),
  /** UTC, Unix ms. */
  takenAtMs: z.number().int(),
  /** The last event in it, its date, and the chain's hash there. */
  seq: z.number().int().nonnegative(),
  eventAtMs: z.number().int(),
  hash: z.string().length(64),
  parts: z.number().int().nonnegative(),
});
export type SnapshotHeader = z.infer<typeof SnapshotHeader>;

/** Why a snapshot was passed over. */
export type SnapshotFlaw =
  /** Unreadable, cut short, or not what was written. */
  | "DAMAGED"
  /** Of another version of the state. */
  | "OTHER_STATE"
  /** Dated after now: a clock was set. */
  | "FUTURE"
  /** Dated before the event it ends with: a clock was set. */
  | "BEFORE_ITS_EVENT"
  /** It tells of events that the journal does not have. */
  | "PAST_THE_END"
  /** Its last event is not the journal's. */
  | "OTHER_CHAIN"
  /** Events that would have to follow it were dropped. */
  | "GAP";

export interface SkippedSnapshot {
  readonly file: string;
  readonly flaw: SnapshotFlaw;
  readonly why: string;
}

/** What a snapshot is held against. */
export interface SnapshotSight {
  /** `null`: any. */
  readonly stateVersion: number | null;
  /** Wall clock, UTC, Unix ms. */
  readonly nowMs: number;
}

export type Snapshot = SealedFile<SnapshotHeader>;

export interface Choice {
  readonly chosen: Snapshot | null;
  /** Newest first. */
  readonly skipped: readonly SkippedSnapshot[];
}

const NAME = /^(\d{12})\.zst$/;

export const snapshotPath = (files: DataFiles, seq: number): string => join(files.snapshots, `${seqInName(seq)}.zst`);

/** The newest good snapshot that ends at or before `untilSeq`, and every newer one that is none. */
export function chooseSnapshot(db: DatabaseSync, files: DataFiles, sight: SnapshotSight, untilSeq = Number.MAX_SAFE_INTEGER): Choice {
  const skipped: SkippedSnapshot[] = [];
  let misdated: Snapshot | null = null;
  for (const name of snapshotNames(files)) {
    if (seqOf(name) > untilSeq) continue;
    const file = readSealed(join(files.snapshots, name), SnapshotHeader);
    const flaw = "why" in file ? ({ flaw: "DAMAGED", why: file.why } as const) : flawOf(file.header, db, files, sight);
    if (flaw === null && "header" in file) return { chosen: file, skipped };
    if (flaw === null) continue;
    skipped.push({ file: name, ...flaw });
    if ("header" in file && isMisdated(flaw.flaw)) misdated ??= file;
  }
  // Hash and chain prove its content; a clock that was set must not cost the state when nothing else can bring it back.
  return { chosen: droppedTo(readSegments(db)).seq > 0 ? misdated : null, skipped };
}

/** The headers of every good snapshot, newest first. Reads one whole file a step. */
export function* goodSnapshots(db: DatabaseSync, files: DataFiles, sight: SnapshotSight): Generator<SnapshotHeader> {
  for (const name of snapshotNames(files)) {
    const file = readSealed(join(files.snapshots, name), SnapshotHeader);
    if ("header" in file && flawOf(file.header, db, files, sight) === null) yield file.header;
  }
}

/**
 * Deletes what is not worth keeping: all but the newest `keep`, the newest one that is a day old, and the one that will
 * be that next. So any moment of the last day can be rebuilt, also when older events were dropped.
 */
export function thinSnapshots(files: DataFiles, keep: number, nowMs: number): void {
  const older = snapshotNames(files).slice(keep);
  const takenAtMs = (name: string): number => peekHeader(join(files.snapshots, name), SnapshotHeader)?.takenAtMs ?? 0;
  const isDayOld = (name: string): boolean => takenAtMs(name) <= nowMs - journalLimits.liveLeastMs;
  const base = older.find(isDayOld);
  const next = older.findLast((name) => !isDayOld(name));
  for (const name of older) if (name !== base && name !== next) rmSync(join(files.snapshots, name), { force: true });
}

/** Newest first. */
const snapshotNames = (files: DataFiles): string[] =>
  existsSync(files.snapshots) ? readdirSync(files.snapshots).filter((name) => NAME.test(name)).toSorted().toReversed() : [];

const seqOf = (name: string): number => Number(NAME.exec(name)?.[1]);

const isMisdated = (flaw: SnapshotFlaw): boolean => flaw === "FUTURE" || flaw === "BEFORE_ITS_EVENT";

function flawOf({ seq, hash, stateVersion, takenAtMs, eventAtMs }: SnapshotHeader, db: DatabaseSync, files: DataFiles, sight: SnapshotSight): Omit<SkippedSnapshot, "file"> | null {
  const head = readHead(db);
  const dropped = droppedTo(readSegments(db));
  if (sight.stateVersion !== null && stateVersion !== sight.stateVersion) {
    return { flaw: "OTHER_STATE", why: `it holds version ${stateVersion} of the state, not ${sight.stateVersion}` };
  }
  if (seq > head.seq) return { flaw: "PAST_THE_END", why: `it ends with event ${seq}, the journal with ${head.seq}` };
  if (seq < dropped.seq) return { flaw: "GAP", why: `events up to ${dropped.seq} were dropped, and it ends with ${seq}` };
  if (hashAt(db, files, seq) !== hash) return { flaw: "OTHER_CHAIN", why: `event ${seq} of the journal is another one` };
  if (takenAtMs > sight.nowMs + journalLimits.clockToleranceMs) return { flaw: "FUTURE", why: `it is dated ${utc(takenAtMs)}, and now is ${utc(sight.nowMs)}` };
  if (takenAtMs < eventAtMs - journalLimits.clockToleranceMs) return { flaw: "BEFORE_ITS_EVENT", why: `it is dated ${utc(takenAtMs)}, before its last event of ${utc(eventAtMs)}` };
  return null;
}

const utc = (atMs: number): string => new Date(atMs).toISOString();
