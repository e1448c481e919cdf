import { z } from "zod";
import { AgentId } from "../contract/order.ts";
import { DocumentVersion } from "../contract/record-events.ts";

/**
 * `holdfast.json`: what the record holds and the family's files have no place for. Without it an import begins every
 * document at its next version, and puts closed trades in the order of their times.
 */
export const OurNotes = z.object({
  format: z.literal(1),
  agents: z.record(
    AgentId,
    z.object({
      magic: z.number().int().nullable(),
      /** `null`: there is no such document. */
      state_version: DocumentVersion.nullable(),
      private_ledger_version: DocumentVersion.nullable(),
      /** By our own record; `null`: never told, `unknown`: lost with a trade whose result nobody knows. */
      virtual_capital: z.union([z.number(), z.literal("unknown")]).nullable(),
    }),
  ),
  valhalla_version: DocumentVersion.nullable(),
  /** What Valhalla's own document calls `heroes`, where it does: in `valhalla.json` the heroes themselves stand there. */
  valhalla_heroes: z.unknown().optional(),
  supervisor_version: DocumentVersion.nullable(),
  mastermind_version: DocumentVersion.nullable(),
  /** Orphans that were decided to be left alone. */
  held_tickets: z.array(z.number().int().positive()),
});
export type OurNotes = z.infer<typeof OurNotes>;
