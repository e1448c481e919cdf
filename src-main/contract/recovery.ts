import { z } from "zod";
import { AgentId } from "./order.ts";
import { Correction, LedgerDifference } from "./reconciliation.ts";

export const RecoveryCause = z.enum(["startup", "operator", "continuous"]);
export type RecoveryCause = z.infer<typeof RecoveryCause>;

export const RecoveryMode = z.enum(["whole", "agents only", "ledgers only"]);
export type RecoveryMode = z.infer<typeof RecoveryMode>;

/** What one correction came to, as the report tells it. */
export const ReportedCorrection = Correction.omit({ differenceId: true, events: true }).extend({ status: z.enum(["planned", "corrected", "waiting"]) });
export type ReportedCorrection = z.infer<typeof ReportedCorrection>;

/** A difference with what is done about it. One correction may settle several, and be listed under each. */
export const ReportedDifference = LedgerDifference.extend({ corrections: z.array(ReportedCorrection) });
export type ReportedDifference = z.infer<typeof ReportedDifference>;

export const AgentLine = z.object({
  agentId: AgentId,
  alive: z.boolean(),
  diedAtMs: z.number().nullable(),
  deathReason: z.string().nullable(),
  /** Realised, by our own record. */
  profit: z.number(),
  trades: z.number().int(),
  openPositions: z.number().int(),
  savedAtMs: z.number().nullable(),
});
export type AgentLine = z.infer<typeof AgentLine>;

/** More than this is counted, and not listed, so that a report stays readable and one journal entry. */
export const recoveryLimits = { differencesListed: 500, agentsListed: 1_000 } as const;

/** What a recovery found, did and decided. Moments are UTC, Unix ms. */
export const RecoveryReport = z.object({
  atMs: z.number(),
  tookMs: z.number(),
  cause: RecoveryCause,
  mode: RecoveryMode,
  /** Nothing was changed. */
  dryRun: z.boolean(),
  /** The past moment that was restored; `null`: the newest. */
  restoredFromMs: z.number().nullable(),
  cleanExitBefore: z.boolean(),
  journal: z.object({
    verified: z.boolean(),
    /** `null`: everything was replayed. */
    snapshot: z.object({ seq: z.number().int(), takenAtMs: z.number() }).nullable(),
    /** Snapshots that were damaged and passed over. */
    snapshotsSkipped: z.number().int(),
    eventsReplayed: z.number().int(),
  }),
  /** The newest save of any strategy. */
  lastSaveAtMs: z.number().nullable(),
  loaded: z.object({ agents: z.number().int(), trades: z.number().int(), openTrades: z.number().int(), orphans: z.number().int(), heroes: z.number().int(), supervisor: z.boolean(), mastermind: z.boolean() }),
  alive: z.number().int(),
  dead: z.number().int(),
  agents: z.array(AgentLine),
  /** Positions at the venue; `null` when the truth was not read. */
  venuePositions: z.number().int().nullable(),
  /** False: the gateway keeps no history, so results of what closed meanwhile are not known. */
  /** `null`: nobody had a question to it. */
  historyRead: z.boolean().nullable(),
  /** Most important first. */
  differences: z.array(ReportedDifference),
  /** Corrections that belong to no difference above. */
  otherCorrections: z.array(ReportedCorrection),
  differencesOmitted: z.number().int(),
  storm: z.string().nullable(),
  /** Positions that are alike, and corrections by what became of them. */
  counts: z.object({ consistent: z.number().int(), corrected: z.number().int(), waiting: z.number().int(), planned: z.number().int() }),
  /**
   * `trade`: nothing stands in the way. `confirm`: everything is settled, a person confirms. `review`: corrections wait.
   * `no truth`: the venue did not answer, so nothing was compared.
   */
  decision: z.enum(["trade", "confirm", "review", "no truth"]),
});
export type RecoveryReport = z.infer<typeof RecoveryReport>;
