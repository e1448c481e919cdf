import type { CallFailure, CallInput, CallName, CallResult, Change, Permission, Snapshot } from "../../src-main/contract/api.ts";
import type { Cell } from "../store/cell.ts";

/**
 * How much of what the console shows can be believed.
 *
 * - `connecting`: nothing was ever received; `failure` is why the last attempt brought no snapshot.
 * - `live`: heard from the engine within `silenceLimitMs`.
 * - `stale`: the line is open and silent. `sinceMs` is the engine's clock when it last spoke.
 * - `disconnected`: the line is closed; another attempt follows by itself.
 * - `no-token`, `token-refused`: only a person can help, with the address the engine printed.
 */
export type ConnectionStatus =
  | { readonly phase: "connecting"; readonly failure: CallFailure | null }
  | { readonly phase: "live" }
  | { readonly phase: "stale"; readonly sinceMs: number }
  | { readonly phase: "disconnected"; readonly sinceMs: number }
  | { readonly phase: "no-token" }
  | { readonly phase: "token-refused" };

/** What a connection tells: everything once, then what changed, then that the engine is still there. */
export interface ConnectionListener {
  snapshot(snapshot: Snapshot): void;
  /** Always the next revision after the one before: gaps are filled by a new snapshot. */
  change(change: Change): void;
  /** The engine's wall clock, by any message that carries it. */
  clock(nowMs: number): void;
}

/** The console's one way to the engine. `websocket.ts`, `preload.ts` and `fake.ts` make one each. */
export interface Connection {
  /** Always settles: with the engine's answer, or with a failure when the line dies or the answer takes too long. */
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<CallResult<C>>;
  readonly status: Cell<ConnectionStatus>;
  /** What this console may do; `null` until the engine said so. */
  readonly permission: Cell<Permission | null>;
  /** Starts it, and tells the listener from now on. Returns what ends it. */
  open(listener: ConnectionListener): () => void;
}

/** What the first snapshot and every later moment need from the line; times in ms. */
export const connectionLimits = {
  /** The engine ticks every second: three missed in a row, and what is on screen is old. */
  silenceLimitMs: 3_000,
  firstRetryMs: 250,
  longestRetryMs: 5_000,
  /** An answer that takes longer will not come. */
  answerWithinMs: 20_000,
  /** What reads the venue, or folds a long record, answers when that has ended, with all its tries. */
  longAnswerWithinMs: 180_000,
} as const;

const takesLong: ReadonlySet<CallName> = new Set<CallName>([
  "rearm",
  "retry",
  "acceptDifferences",
  "startFreshJournal",
  "recover",
  "recoveryPlan",
  "applyCorrections",
  "settleOrphan",
  "confirmRecovery",
  "past",
  "branchRecord",
  "takeSnapshot",
]);

export const answerLimitMs = (name: CallName): number =>
  takesLong.has(name) ? connectionLimits.longAnswerWithinMs : connectionLimits.answerWithinMs;

export const unavailable = (message: string): CallFailure => ({ code: "UNAVAILABLE", message });
