import type { JournalFailure, Result } from "../engine/ports.ts";
import type { Compacted, Retention } from "./compaction.ts";
import type { ChainFlaw, EventRow, NewEvent } from "./hash-chain.ts";
import type { Moment, PastInfo, PastRange } from "./past.ts";
import type { SkippedSnapshot, SnapshotHeader } from "./snapshot-file.ts";

/**
 * What the main thread and its workers say to each other. Messages of one direction arrive in the order they were sent,
 * and requests of one kind are answered exactly once in that order, so that nothing but a reading of the past, of which
 * there may be several, needs an id.
 */

/** What a worker is started for. */
export type WorkerJob = JournalJob | LockJob;

export interface JournalJob {
  readonly role: "journal";
  readonly dataDir: string;
  /** The caller's wall clock at the start, for the name of a file set aside. */
  readonly nowMs: number;
  /** Set when an operator starts a fresh journal after a damaged one. */
  readonly replacement: Replacement | null;
  /** `null`: every event is replayed, and no snapshot is written. */
  readonly snapshots: SnapshotJob | null;
}

export interface SnapshotJob {
  readonly stateVersion: number;
  /** How many of the newest are kept. */
  readonly keep: number;
}

/** Whose word it is that a damaged journal is left behind, and why. */
export interface Replacement {
  readonly name: string;
  readonly reason: string;
}

export interface LockJob {
  readonly role: "lock";
  readonly dataDir: string;
  readonly holder: Holder;
}

/** Who holds the lock, as written in `engine.json`. Hosts add what else is worth knowing, such as their address. */
export interface Holder {
  readonly pid: number;
  readonly host: "desktop" | "headless" | "cli";
  /** UTC, Unix ms. */
  readonly startedAtMs: number;
  readonly [detail: string]: unknown;
}

export type JournalRequest =
  /** Asks for the next replay chunk. Main asks when it has room for one: that is the whole back-pressure. */
  | { readonly type: "more" }
  | { readonly type: "append"; readonly events: readonly NewEvent[] }
  | { readonly type: "tail"; readonly limit: number; readonly beforeSeq: number | undefined }
  /** A snapshot goes over in slices: each is answered before the next is made. `text`: one part a line. */
  | { readonly type: "snapshotBegin"; readonly seq: number; readonly nowMs: number }
  | { readonly type: "snapshotSlice"; readonly text: string; readonly parts: number }
  | { readonly type: "snapshotEnd" }
  | { readonly type: "compact"; readonly retention: Retention; readonly nowMs: number }
  | { readonly type: "verifyEarlier" }
  | { readonly type: "pastRange"; readonly nowMs: number }
  | { readonly type: "past"; readonly id: number; readonly moment: Moment; readonly nowMs: number }
  | { readonly type: "pastMore"; readonly id: number }
  | { readonly type: "pastEnough"; readonly id: number }
  | { readonly type: "close" };

export type JournalReply =
  | { readonly type: "replay"; readonly chunk: Chunk }
  | { readonly type: "opened"; readonly found: Found }
  | { readonly type: "failed"; readonly failure: JournalFailure }
  /** For the next `count` appends, in order; the value is the first one's number. */
  | { readonly type: "appended"; readonly count: number; readonly result: Result<number, JournalFailure> }
  | { readonly type: "tail"; readonly result: Result<EventRow[], JournalFailure> }
  /** `null`: go on. */
  | { readonly type: "snapshot"; readonly result: Result<SnapshotHeader | null, JournalFailure> }
  | { readonly type: "compacted"; readonly result: Result<Compacted, JournalFailure> }
  | { readonly type: "verifiedEarlier"; readonly result: Result<ChainFlaw | null, JournalFailure> }
  | { readonly type: "pastRange"; readonly result: Result<PastRange | null, JournalFailure> }
  | { readonly type: "past"; readonly id: number; readonly chunk: Chunk }
  | { readonly type: "pastRead"; readonly id: number; readonly result: Result<PastInfo, JournalFailure> };

/** What the worker found on opening. */
export interface Found {
  /** Events ever written. */
  readonly events: number;
  /** Kind of the last one. */
  readonly lastKind: string | null;
  /** Where the replay began; `null`: at the first event. */
  readonly snapshot: SnapshotHeader | null;
  readonly skippedSnapshots: readonly SkippedSnapshot[];
}

/**
 * A piece of history. `text` is JSON: an array of `[seq, atMs, kind, body]`, or of a snapshot's `[key, value]`. One
 * string crosses threads far cheaper than objects.
 */
export interface Chunk {
  readonly type: "rows" | "parts";
  readonly text: string;
}

export type ReplayRow = [seq: number, atMs: number, kind: string, body: Record<string, unknown>];

export type LockRequest = { readonly type: "describe"; readonly holder: Holder } | { readonly type: "release" };

export type LockReply =
  | { readonly type: "acquired" }
  | { readonly type: "held" }
  | { readonly type: "failed"; readonly failure: JournalFailure }
  | { readonly type: "described"; readonly result: Result<Holder, JournalFailure> };
