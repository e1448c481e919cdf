import { z } from "zod";

/** One strategy instance as the console lists it. */
export const AgentRow = z.object({
  agentId: z.string(),
  /** The number its orders carry; `null`: the account's own. */
  magic: z.number().int().nullable(),
  connected: z.boolean(),
  /** Of its last message (UTC, Unix ms); `null`: none since this start. */
  lastSeenAtMs: z.number().nullable(),
  positions: z.number().int(),
  lots: z.number(),
  /** Of its open positions; `null` when one of them came without a profit. */
  profit: z.number().nullable(),
  /** Orders confirmed today (UTC). */
  tradesToday: z.number().int(),
  inDoubt: z.number().int(),
  /** A kill of this agent alone is in force. */
  killed: z.boolean(),
});
export type AgentRow = z.infer<typeof AgentRow>;
