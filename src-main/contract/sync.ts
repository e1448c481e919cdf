import { z } from "zod";
import { Position } from "./position.ts";

/** Why a sync ran. */
export const SyncCause = z.enum(["startup", "reconnect", "resume", "clock-jump", "loop-lag", "doubt", "operator", "rearm", "review"]);
export type SyncCause = z.infer<typeof SyncCause>;

/** `SYNC_RESPONSE` names the field that was wrong; `SYSTEM_HALT` carries the last try's error as `cause`. */
export const SyncErrorCode = z.enum(["SYSTEM_HALT", "SYNC_TIMEOUT", "SYNC_RESPONSE", "SYNC_REFUSED", "NOT_CONNECTED", "UNSAFE_GATEWAY", "SUSPECT_EMPTY"]);
export type SyncErrorCode = z.infer<typeof SyncErrorCode>;

const SyncFault = z.object({
  code: SyncErrorCode,
  message: z.string(),
  /** Path of the offending field in the reply, such as `positions[3].volume`. */
  field: z.string().optional(),
});
export const SyncError = SyncFault.extend({ cause: SyncFault.optional() });
export type SyncError = z.infer<typeof SyncError>;

export const SyncStepName = z.enum(["gateway", "journal", "ledger", "truth", "compare", "decide"]);
export type SyncStepName = z.infer<typeof SyncStepName>;

/** One step of a sync, as it happens. `tookMs` is `null` until it ended, and for a step that takes no time of its own. */
export const SyncStep = z.object({
  name: SyncStepName,
  status: z.enum(["waiting", "running", "done", "failed"]),
  /** Figures for the sentence the console makes of it, such as `{ positions: 14, try: 1, tries: 3 }`. */
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  tookMs: z.number().nullable(),
});
export type SyncStep = z.infer<typeof SyncStep>;

export const SyncReport = z.object({
  /** Counts every sync since start, from 1; 0 before the first. */
  number: z.number().int(),
  cause: SyncCause.nullable(),
  running: z.boolean(),
  outcome: z.enum(["clean", "review", "halted"]).nullable(),
  tries: z.number().int(),
  triesAllowed: z.number().int(),
  startedAtMs: z.number().nullable(),
  tookMs: z.number().nullable(),
  lastCleanAtMs: z.number().nullable(),
  steps: z.array(SyncStep),
  error: SyncError.nullable(),
});
export type SyncReport = z.infer<typeof SyncReport>;

/**
 * A place where the venue and our record differ.
 * `appeared`, `gone`, `volume`: the record follows the truth. `direction`: same ticket, other side.
 * `suspect-empty`: the venue says "none" while something else says otherwise.
 */
export const DifferenceKind = z.enum(["appeared", "gone", "volume", "direction", "suspect-empty"]);
export type DifferenceKind = z.infer<typeof DifferenceKind>;

export const Difference = z.object({
  id: z.string(),
  kind: DifferenceKind,
  ticket: z.number().int().nullable(),
  symbol: z.string().nullable(),
  /** What our record said; `null`: nothing. */
  believed: Position.nullable(),
  /** What the venue says; `null`: nothing. */
  truth: Position.nullable(),
  status: z.enum(["corrected", "waiting"]),
  foundAtMs: z.number(),
  detail: z.string(),
});
export type Difference = z.infer<typeof Difference>;
