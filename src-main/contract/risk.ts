import { z } from "zod";

/** One limit and how much of it is used while nobody orders. */
export const RiskUsageRow = z.object({
  /** Its key in the limits file. */
  rule: z.string(),
  label: z.string(),
  /** Whose limit it is. `name` is `null` for the account. */
  scope: z.object({ kind: z.enum(["account", "agent", "symbol"]), name: z.string().nullable() }),
  unit: z.string(),
  /** How the value stands to the limit; `null`: there is no figure, as with trading hours. */
  bound: z.enum(["at most", "below", "at least", "a multiple of"]).nullable(),
  /** `null`: it cannot be told now, or only an order has it. */
  value: z.number().nullable(),
  limit: z.number().nullable(),
  /** From here on it warns; `null`: nowhere. */
  warn: z.number().nullable(),
  verdict: z.enum(["pass", "warn", "fail"]),
  /** Share of the limit that is used, for a bar: 1 is all of it, and more is possible. `null`: there is no such share. */
  used: z.number().nullable(),
  detail: z.string(),
});
export type RiskUsageRow = z.infer<typeof RiskUsageRow>;

/** The limits in force, and where they come from. */
export const RiskReport = z.object({
  rows: z.array(RiskUsageRow),
  /** `null`: no file; the defaults hold. */
  file: z.string().nullable(),
  sha256: z.string().nullable(),
  loadedAtMs: z.number(),
  onHardBreach: z.enum(["trip", "kill"]),
  brokerUtcOffsetMinutes: z.number().nullable(),
});
export type RiskReport = z.infer<typeof RiskReport>;
