import { z } from "zod";
import { Environment, GatewayKind, LinkHealth, Reason, ReduceOnly, TradingState } from "./trading-state.ts";

/** The head of every screen: may orders pass, why, since when, and how old is what we know. */
export const Overview = z.object({
  version: z.string(),
  environment: Environment,
  /** True when nobody said which environment it is and `LIVE` is only assumed. */
  environmentAssumed: z.boolean(),
  endpoint: z.string(),
  /** Where strategies connect to; `null`: no port is open for them. */
  strategyEndpoint: z.string().nullable(),
  gatewayKind: GatewayKind.nullable(),
  capabilities: z.array(z.string()),
  magicNumber: z.number().int(),
  tradingState: TradingState,
  sinceMs: z.number(),
  /** Why, most important first; empty when `ARMED`. */
  reasons: z.array(Reason),
  /** Set by a person, whatever the state is now; `null`: not set. */
  reduceOnly: ReduceOnly.nullable(),
  mayOpen: z.boolean(),
  mayClose: z.boolean(),
  link: LinkHealth,
  truthAtMs: z.number().nullable(),
  truthIntervalMs: z.number(),
  waitingDifferences: z.number().int(),
  startedAtMs: z.number(),
  autoRelease: z.boolean(),
  /** Events in the journal, and whether its hash chain was found whole at start. */
  journalEvents: z.number().int(),
  journalWhole: z.boolean(),
});
export type Overview = z.infer<typeof Overview>;
