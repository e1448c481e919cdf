import { z } from "zod";

/** How loud an entry is on the console. */
export const Severity = z.enum(["info", "warning", "critical"]);
export type Severity = z.infer<typeof Severity>;

/**
 * One line of the journal as the console shows it. `kind` is one of `engine/journal-events.ts`;
 * `figures` are that event's own fields, from which the console makes its sentence.
 */
export const JournalEntry = z.object({
  /** Event number, from 1, without gaps. */
  seq: z.number().int().positive(),
  /** UTC, Unix ms. */
  atMs: z.number(),
  kind: z.string(),
  severity: Severity,
  body: z.record(z.string(), z.unknown()),
});
export type JournalEntry = z.infer<typeof JournalEntry>;
