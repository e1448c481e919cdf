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
 * What became of an order: the four outcomes. `ticket` is the position's, of a close too; `closingTicket` is that of the
 * order that closed it, where the venue told it. `code` is a word for programs (`KILLED`, `NO_ANSWER`,
 * `MT5_ORDER_FAILED`), `message` a sentence for people.
 */
export const OrderOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("confirmed"), ticket: z.number().int().positive(), closingTicket: z.number().int().positive().nullable().optional(), price: z.number().nullable(), volumeLots: z.number().nullable(), note: z.string().nullable() }),
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

/** Where an order stands: on its way, or one of the four outcomes. */
export const OrderStatus = z.enum(["under-way", "confirmed", "refused", "denied", "unresolved"]);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** An order as one line of a list. The whole of it, with its checks, is one call away. */
export const OrderRow = z.object({
  agentId: z.string(),
  uuid: z.string(),
  action: z.enum(["OPEN", "CLOSE"]),
  symbol: z.string().nullable(),
  /** `null` for a close. */
  type: OrderType.nullable(),
  volumeLots: z.number().nullable(),
  price: z.number().nullable(),
  /** The position that it opened, or was to close. */
  ticket: z.number().int().nullable(),
  status: OrderStatus,
  /** The outcome's word and sentence; of a confirmed order, its note. */
  code: z.string().nullable(),
  message: z.string().nullable(),
  receivedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  latencyMs: z.number().nullable(),
  settledBy: SettledBy.nullable(),
});
export type OrderRow = z.infer<typeof OrderRow>;

/** A person's word on an order in doubt: the position it became, or that it was never executed. */
export const Resolution = z
  .object({
    agentId: AgentId.default(DEFAULT_AGENT),
    uuid: z.string().min(1).max(100),
    as: z.enum(["filled", "refused"]),
    ticket: z.number().int().positive().nullable().default(null),
    name: z.string().trim().min(1).max(100),
    reason: z.string().trim().min(1).max(500),
  })
  .refine(({ as, ticket }) => as === "refused" || ticket !== null, { path: ["ticket"], message: "must name the position it became" })
  .refine(({ as, ticket }) => as === "filled" || ticket === null, { path: ["ticket"], message: "must be left out for an order that was refused" });
export type Resolution = z.infer<typeof Resolution>;

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
