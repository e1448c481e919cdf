import type { JournalFailure, Result } from "../engine/ports.ts";
import type { EventRow, NewEvent } from "./hash-chain.ts";

/**
 * What the main thread and its workers say to each other. Messages of one direction arrive in the order they were sent,
 * and every request is answered exactly once in that order, so that nothing needs an id.
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
  | { readonly type: "close" };

export type JournalReply =
  /** `rows` is JSON: an array of `[seq, atMs, kind, body]`. One string crosses threads far cheaper than objects. */
  | { readonly type: "replay"; readonly rows: string }
  | { readonly type: "opened" }
  | { readonly type: "failed"; readonly failure: JournalFailure }
  /** For the next `count` appends, in order; the value is the first one's number. */
  | { readonly type: "appended"; readonly count: number; readonly result: Result<number, JournalFailure> }
  | { readonly type: "tail"; readonly result: Result<EventRow[], JournalFailure> };

export type ReplayRow = [seq: number, atMs: number, kind: string, body: Record<string, unknown>];

export type LockRequest = { readonly type: "describe"; readonly holder: Holder } | { readonly type: "release" };

export type LockReply =
  | { readonly type: "acquired" }
  | { readonly type: "held" }
  | { readonly type: "failed"; readonly failure: JournalFailure }
  | { readonly type: "described"; readonly result: Result<Holder, JournalFailure> };
