import { z } from "zod";
import { Side } from "./position.ts";

export const OrderType = z.enum(["BUY", "SELL", "BUY_LIMIT", "SELL_LIMIT", "BUY_STOP", "SELL_STOP"]);
export type OrderType = z.infer<typeof OrderType>;

/** Names an agent. The one that clients get who give no name is `default`. */
export const AgentId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
export const DEFAULT_AGENT = "default";

/** What a strategy wants opened. `price` is `null` for a market order. */
export const OpenIntent = z.object({
  action: z.literal("OPEN"),
  uuid: z.string().min(1).max(100),
  agentId: AgentId,
  symbol: z.string().min(1).max(32),
  type: OrderType,
  volumeLots: z.number().positive(),
  price: z.number().positive().nullable(),
  stopLoss: z.number().positive().nullable(),
  takeProfit: z.number().positive().nullable(),
  comment: z.string().max(200),
  magic: z.number().int(),
  receivedAtMs: z.number(),
});
export type OpenIntent = z.infer<typeof OpenIntent>;

/** What a strategy wants closed. `volumeLots` is `null` for the whole position. */
export const CloseIntent = z.object({
  action: z.literal("CLOSE"),
  uuid: z.string().min(1).max(100),
  agentId: AgentId,
  ticket: z.number().int().positive(),
  symbol: z.string().max(32).nullable(),
  volumeLots: z.number().positive().nullable(),
  receivedAtMs: z.number(),
});
export type CloseIntent = z.infer<typeof CloseIntent>;

export const OrderIntent = z.discriminatedUnion("action", [OpenIntent, CloseIntent]);
export type OrderIntent = z.infer<typeof OrderIntent>;

/** One rule's verdict on an intent, with the numbers that were compared. `limit` is `null` for rules without one. */
export const RiskCheck = z.object({
  rule: z.string(),
  verdict: z.enum(["pass", "warn", "fail"]),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.string(),
  detail: z.string(),
});
export type RiskCheck = z.infer<typeof RiskCheck>;

/**
 * What became of an order: the four outcomes. `code` is a word for programs (`KILLED`, `NO_ANSWER`,
 * `MT5_ORDER_FAILED`), `message` a sentence for people.
 */
export const OrderOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("confirmed"), ticket: z.number().int().positive(), price: z.number().nullable(), volumeLots: z.number().nullable(), note: z.string().nullable() }),
  z.object({ kind: z.literal("refused"), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal("denied"), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal("unresolved"), code: z.string(), message: z.string() }),
]);
export type OrderOutcome = z.infer<typeof OrderOutcome>;

/** Who or what settled an order in doubt. */
export const SettledBy = z.enum(["positions", "history", "idempotent resend", "operator"]);
export type SettledBy = z.infer<typeof SettledBy>;

/** One order, from its intent to its end. Moments are UTC, Unix ms; `null` while they have not come. */
export const Order = z.object({
  intent: OrderIntent,
  checks: z.array(RiskCheck),
  durableAtMs: z.number().nullable(),
  sentAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  /** Round trip to the gateway. */
  latencyMs: z.number().nullable(),
  outcome: OrderOutcome.nullable(),
  /** An order that was in doubt and is not any more. */
  settledBy: SettledBy.nullable(),
});
export type Order = z.infer<typeof Order>;

/** An order whose fate is unknown: it reserves its exposure and blocks its symbol for its agent. */
export const InDoubt = z.object({
  uuid: z.string(),
  agentId: z.string(),
  symbol: z.string(),
  side: Side.nullable(),
  volumeLots: z.number().nullable(),
  sinceMs: z.number(),
  why: z.string(),
  /** Tickets new at the venue that may be this order. More than one wants a person. */
  candidates: z.array(z.number().int()),
});
export type InDoubt = z.infer<typeof InDoubt>;
