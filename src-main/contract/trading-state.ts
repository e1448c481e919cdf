import { z } from "zod";

/** The one value that says whether orders may pass. Every other light on the console is secondary to it. */
export const TradingState = z.enum(["STARTING", "SYNCING", "HALTED", "REVIEW", "ARMED", "REDUCE_ONLY", "TRIPPED", "KILLED"]);
export type TradingState = z.infer<typeof TradingState>;

/** A person's wish that nothing new is opened while everything may still be closed. It outlives a restart. */
export const ReduceOnly = z.object({ name: z.string(), reason: z.string(), atMs: z.number() });
export type ReduceOnly = z.infer<typeof ReduceOnly>;

/** Health of the line to the gateway: a second value, apart from the trading state. `UNKNOWN` until the first beat. */
export const LinkHealth = z.enum(["UNKNOWN", "HEALTHY", "DEGRADED", "FAILED"]);
export type LinkHealth = z.infer<typeof LinkHealth>;

/**
 * Whose money it is. `SIMULATED` is said by the gateway itself; `DEMO` is said by the operator's settings;
 * everything else counts as `LIVE`, because that is the mistake that costs least.
 */
export const Environment = z.enum(["SIMULATED", "DEMO", "LIVE"]);
export type Environment = z.infer<typeof Environment>;

/** What the probe found behind the port. */
export const GatewayKind = z.enum(["v4.3", "handshake", "order-only EA", "silent", "unknown"]);
export type GatewayKind = z.infer<typeof GatewayKind>;

/** Why the breaker is engaged. Each is cleared by its cause going away *and* a fresh clean sync. */
export const TripReason = z.enum([
  "HEARTBEAT_FAILURE",
  "LOOP_LAG",
  "CLOCK_JUMP",
  "SLEEP",
  "SYNC_FAILED",
  "GATEWAY_CHANGED",
  "RISK_LIMIT",
  "AUTOTRADING_OFF",
  "DRIFT",
]);
export type TripReason = z.infer<typeof TripReason>;

/** Why the engine is halted: nothing can be trusted until this is settled. */
export const HaltReason = z.enum([
  "SYSTEM_HALT",
  "UNSAFE_GATEWAY",
  "JOURNAL_DAMAGED",
  "JOURNAL_UNWRITABLE",
]);
export type HaltReason = z.infer<typeof HaltReason>;

/** One sentence of the answer to "why is it in this state?". */
export const Reason = z.object({
  code: z.string(),
  detail: z.string(),
  sinceMs: z.number(),
});
export type Reason = z.infer<typeof Reason>;
