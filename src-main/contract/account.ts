import { z } from "zod";

/** Account figures in the account's currency. `null`: the gateway did not say. */
export const Account = z.object({
  currency: z.string().nullable(),
  balance: z.number(),
  equity: z.number(),
  marginUsed: z.number(),
  marginFree: z.number(),
  /** Percent. `null` with no margin used: gateways send 0 there, which reads like a margin call. */
  marginLevelPct: z.number().nullable(),
});
export type Account = z.infer<typeof Account>;

/** Account figures with the moment they were read (UTC, Unix ms). */
export const AccountReading = Account.extend({ readAtMs: z.number() });
export type AccountReading = z.infer<typeof AccountReading>;
