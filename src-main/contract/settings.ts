import { z } from "zod";

export const SettingSource = z.enum(["flag", "environment", ".env", "settings file", "default"]);
export type SettingSource = z.infer<typeof SettingSource>;

/** One setting as the console lists it: what it is, where its value came from, and what it may be. */
export const SettingRow = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  source: SettingSource,
  rule: z.string(),
  unit: z.string().nullable(),
  default: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  /** Saved to the settings file and waiting for the next start; `null` when nothing waits. */
  pending: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  /** A flag or the environment has the last word, so that saving it to the file changes nothing. */
  overridden: z.boolean(),
  /** The values there are, where they can be listed; else `null` or left out. */
  choices: z.array(z.string()).nullable().optional(),
});
export type SettingRow = z.infer<typeof SettingRow>;
