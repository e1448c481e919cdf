import { z } from "zod";
import { Hero } from "./agent-state.ts";
import { AgentId } from "./order.ts";
import { Correction, settlingEvents } from "./reconciliation.ts";
import { RecoveryReport } from "./recovery.ts";

/** Grows with every save of one document, as its sender counts. An older one never overwrites a newer one. */
export const DocumentVersion = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What a save changed, and nothing else: top-level fields that are new or different, and names that are gone. */
export const DocumentChange = z.object({
  version: DocumentVersion,
  changed: z.record(z.string(), z.unknown()),
  removed: z.array(z.string()),
});
export type DocumentChange = z.infer<typeof DocumentChange>;

/**
 * Everything from which ledgers, agents, Valhalla, Supervisor and Mastermind are folded, by kind. A kind's schema only
 * ever grows optional fields, so that every old journal stays readable.
 */
export const recordEvents = {
  AGENT_REGISTERED: z.object({ agentId: AgentId, magic: z.number().int().nullable() }),
  AGENT_STATE_SAVED: DocumentChange.extend({ agentId: AgentId }),
  PRIVATE_LEDGER_SAVED: DocumentChange.extend({ agentId: AgentId }),
  AGENT_DIED: z.object({ agentId: AgentId, hero: Hero }),
  VALHALLA_SAVED: DocumentChange,
  SUPERVISOR_SAVED: DocumentChange,
  MASTERMIND_SAVED: DocumentChange,
  ...settlingEvents,
  /** For the record only: its events stand beside it. `by` is a name, or `policy`. */
  CORRECTION_APPLIED: z.object({ correction: Correction.omit({ events: true }), by: z.string(), reason: z.string().nullable() }),
  RECOVERY_REPORTED: z.object({ report: RecoveryReport }),
  /**
   * From here on the record goes on from what it was after event `atSeq`; what came between stays in the journal, and
   * is folded no more.
   */
  RECORD_BRANCHED: z.object({ atSeq: z.number().int().nonnegative(), atMs: z.number(), by: z.string(), reason: z.string() }),
} as const;

export type RecordEventKind = keyof typeof recordEvents;
export type RecordEventBody<K extends RecordEventKind> = z.infer<(typeof recordEvents)[K]>;
export type RecordEvent = { [K in RecordEventKind]: { readonly kind: K; readonly body: RecordEventBody<K> } }[RecordEventKind];

export const isRecordEvent = (kind: string): kind is RecordEventKind => Object.hasOwn(recordEvents, kind);
