import type { DatabaseSync } from "node:sqlite";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { readArchive } from "./archive-file.ts";
import { droppedTo, readBase, readSegments } from "./archive-table.ts";
import { failed, failureFrom, succeeded } from "./failure.ts";
import type { DataFiles } from "./files.ts";
import { CHAIN_START, type EventRow } from "./hash-chain.ts";
import { walkHistory } from "./history.ts";
import { journalLimits } from "./limits.ts";
import { chooseSnapshot, goodSnapshots, type SkippedSnapshot, type SnapshotHeader, type SnapshotSight } from "./snapshot-file.ts";
import { readHead, readRow } from "./store.ts";

/**
 * A moment of the past: after the event `seq`, or at a date (UTC, Unix ms). At a date means: with everything up to the
 * last event, in the order of writing, that is dated then or earlier. So the moment never leaves out what was written
 * before something it holds. Where the clock was set back, a time that came twice means its second coming; the first
 * one is reached by `seq`. A moment after the end is the end.
 */
export type Moment = { readonly atMs: number } | { readonly seq: number };

/** What was read of a moment. */
export interface PastInfo {
  /** The last event in it; 0 before the first one. */
  readonly seq: number;
  /** Its date; `null` before the first one. */
  readonly atMs: number | null;
  /** Where the reading began; `null`: at the first event. */
  readonly snapshot: SnapshotHeader | null;
  readonly skipped: readonly SkippedSnapshot[];
}

/** The moments that can be rebuilt. */
export interface PastRange {
  readonly firstSeq: number;
  readonly firstAtMs: number;
  readonly lastSeq: number;
  readonly lastAtMs: number;
}

/** A step of reading history: first the parts of a snapshot (one a line), if any, then events. Steps may be empty. */
export type HistoryStep = { readonly type: "parts"; readonly text: string } | { readonly type: "rows"; readonly rows: readonly EventRow[] };

/** A step that only gives others a turn: an empty chunk goes over, and is no news to anybody. */
const LOOKING: HistoryStep = { type: "rows", rows: [] };

/** Reads a moment: the nearest snapshot before it and the events from there, each link checked. What was yielded counts only when the end is `ok`. */
export function* readPast(db: DatabaseSync, files: DataFiles, moment: Moment, sight: SnapshotSight): Generator<HistoryStep, Result<PastInfo, JournalFailure>> {
  try {
    const rule = brokenRule(moment);
    if (rule !== null) return failed("IO", `The journal cannot read that moment: ${rule}.`, files.journal);
    const seq = "seq" in moment ? Math.min(moment.seq, readHead(db).seq) : yield* findSeq(db, files, moment.atMs);
    const { chosen, skipped } = chooseSnapshot(db, files, sight, seq);
    const dropped = droppedTo(readSegments(db));
    if (chosen === null && dropped.seq > 0) return failed("IO", `The journal cannot rebuild event ${seq}: events up to ${dropped.seq} were dropped, and no snapshot before it is left.`, files.journal);
    if (chosen !== null) for (const text of chosen.texts()) yield { type: "parts", text };
    let atMs = chosen?.header.eventAtMs ?? null;
    const walk = walkHistory(db, files, chosen?.header ?? CHAIN_START, seq);
    for (;;) {
      const step = walk.next();
      if (step.done === true) {
        const { flaw } = step.value;
        if (flaw !== null) return failed("DAMAGED", `${files.journal}: ${flaw.why}.`, files.journal);
        return succeeded({ seq: step.value.head.seq, atMs, snapshot: chosen?.header ?? null, skipped });
      }
      atMs = step.value.at(-1)?.atMs ?? atMs;
      yield { type: "rows", rows: step.value };
    }
  } catch (error) {
    return { ok: false, failure: failureFrom(error, files.journal) };
  }
}

/** `null` while there is no event, or nothing can be rebuilt. */
export function pastRange(db: DatabaseSync, files: DataFiles, sight: SnapshotSight): PastRange | null {
  const last = readRow(db, readHead(db).seq);
  const first = firstMoment(db, files, sight);
  return last === null || first === null ? null : { firstSeq: first.seq, firstAtMs: first.atMs, lastSeq: last.seq, lastAtMs: last.atMs };
}

function firstMoment(db: DatabaseSync, files: DataFiles, sight: SnapshotSight): { readonly seq: number; readonly atMs: number } | null {
  if (droppedTo(readSegments(db)).seq > 0) {
    const oldest = [...goodSnapshots(db, files, sight)].at(-1);
    return oldest === undefined ? null : { seq: oldest.seq, atMs: oldest.eventAtMs };
  }
  const step = walkHistory(db, files, CHAIN_START, 1).next();
  return step.done === true ? null : (step.value[0] ?? null);
}

/** The last event dated `atMs` or earlier; 0 when there is none. No index helps: dates may go back. */
function* findSeq(db: DatabaseSync, files: DataFiles, atMs: number): Generator<HistoryStep, number> {
  const look = db.prepare("SELECT seq FROM events WHERE seq > ? AND seq <= ? AND at_ms <= ? ORDER BY seq DESC LIMIT 1");
  for (let to = readHead(db).seq; to > readBase(db).anchor.seq; to -= journalLimits.eventsPerLook) {
    const found = look.get(to - journalLimits.eventsPerLook, to, atMs);
    if (found !== undefined) return Number(found["seq"]);
    yield LOOKING;
  }
  const segments = readSegments(db).filter(({ droppedAtMs, leastAtMs }) => droppedAtMs === null && leastAtMs <= atMs);
  for (const segment of segments.toReversed()) {
    let found = 0;
    for (const page of readArchive(files, segment)) {
      found = page.findLast((row) => row.atMs <= atMs)?.seq ?? found;
      yield LOOKING;
    }
    if (found > 0) return found;
  }
  return droppedTo(readSegments(db)).seq;
}

function brokenRule(moment: Moment): string | null {
  if ("atMs" in moment) return Number.isFinite(moment.atMs) ? null : `atMs is ${moment.atMs}, and must be a number of ms since 1970`;
  return Number.isSafeInteger(moment.seq) && moment.seq >= 0 ? null : `seq is ${moment.seq}, and must be a whole number from 0`;
}
