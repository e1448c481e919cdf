import { z } from "zod";
import { LinkHealth } from "./trading-state.ts";

/**
 * One beat. `ok`: answered, with its round trip. `missed`: no application answer in time.
 * `busy`: no answer to this beat, but the gateway answered something else meanwhile.
 * `void`: our own clock or loop was disturbed while it was out, so it says nothing about the gateway.
 */
export const BeatSample = z.object({
  atMs: z.number(),
  outcome: z.enum(["ok", "missed", "busy", "void"]),
  latencyMs: z.number().nullable(),
});
export type BeatSample = z.infer<typeof BeatSample>;

/** Heartbeat figures. Latencies are round trips in ms over the kept samples; `null` before the first answer. */
export const HeartbeatReport = z.object({
  health: LinkHealth,
  intervalMs: z.number(),
  timeoutMs: z.number(),
  sent: z.number().int(),
  answered: z.number().int(),
  /** 0..1 over every counted beat since start; `null` before the first. */
  successRate: z.number().nullable(),
  missesInARow: z.number().int(),
  missesToFail: z.number().int(),
  lastMs: z.number().nullable(),
  averageMs: z.number().nullable(),
  minMs: z.number().nullable(),
  maxMs: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Mean absolute difference between neighbouring round trips. */
  jitterMs: z.number().nullable(),
  lastSuccessAtMs: z.number().nullable(),
  lastFailureAtMs: z.number().nullable(),
  /** Oldest first, at most `limits.beatSamplesShown`. */
  samples: z.array(BeatSample),
});
export type HeartbeatReport = z.infer<typeof HeartbeatReport>;
