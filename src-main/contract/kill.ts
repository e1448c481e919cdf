import { z } from "zod";
import { AgentId } from "./order.ts";

/** How far a kill reaches. */
export const KillScope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("symbol"), symbol: z.string().trim().min(1).max(32) }),
  z.object({ kind: z.literal("agent"), agentId: AgentId }),
]);
export type KillScope = z.infer<typeof KillScope>;

/** `all`, `symbol:EURUSD` or `agent:alpha`, as the command line writes a scope. */
export function killScopeText(scope: KillScope): string {
  if (scope.kind === "all") return "all";
  return scope.kind === "symbol" ? `symbol:${scope.symbol}` : `agent:${scope.agentId}`;
}

export const KillSource = z.enum(["console", "tray", "shortcut", "cli", "strategy", "rule"]);
export type KillSource = z.infer<typeof KillSource>;

/** What a person asks for. `includeForeign` also closes positions of another magic number (`--all`). */
export const KillRequest = z.object({
  reason: z.string().trim().min(1).max(500),
  scope: KillScope.default({ kind: "all" }),
  flatten: z.boolean().default(false),
  includeForeign: z.boolean().default(false),
  source: KillSource.default("console"),
});
export type KillRequest = z.infer<typeof KillRequest>;

/** A kill in force. */
export const KillRecord = z.object({
  id: z.string(),
  scope: KillScope,
  reason: z.string(),
  source: KillSource,
  flatten: z.boolean(),
  includeForeign: z.boolean(),
  atMs: z.number(),
  /** False while it holds in memory only, because the journal could not take it: it would not survive a restart. */
  durable: z.boolean(),
});
export type KillRecord = z.infer<typeof KillRecord>;

/** What became of one position that a flatten set out to close. */
export const FlattenItem = z.object({
  ticket: z.number().int(),
  symbol: z.string(),
  volumeLots: z.number(),
  status: z.enum(["pending", "closing", "closed", "already-closed", "still-open"]),
  attempts: z.number().int(),
  /** Why it is still open, in the gateway's words or ours. */
  why: z.string().nullable(),
});
export type FlattenItem = z.infer<typeof FlattenItem>;

export const FlattenReport = z.object({
  killId: z.string(),
  /** `waiting`: the gateway is away; it goes on by itself when the gateway is back. */
  status: z.enum(["running", "waiting", "done", "incomplete"]),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  items: z.array(FlattenItem),
  closed: z.number().int(),
  alreadyClosed: z.number().int(),
  stillOpen: z.number().int(),
  /** Positions left alone because they carry another magic number. */
  leftForeign: z.number().int(),
  note: z.string().nullable(),
});
export type FlattenReport = z.infer<typeof FlattenReport>;

/** What a flatten would close and what it would leave, from the last truth. */
export const KillPreview = z.object({
  truthAtMs: z.number().nullable(),
  close: z.array(z.object({ ticket: z.number(), symbol: z.string(), side: z.string(), volumeLots: z.number(), profit: z.number().nullable(), magic: z.number().nullable() })),
  leave: z.array(z.object({ ticket: z.number(), symbol: z.string(), side: z.string(), volumeLots: z.number(), profit: z.number().nullable(), magic: z.number().nullable() })),
});
export type KillPreview = z.infer<typeof KillPreview>;

export const KillReport = z.object({
  /** Every kill in force, oldest first. */
  active: z.array(KillRecord),
  flatten: FlattenReport.nullable(),
});
export type KillReport = z.infer<typeof KillReport>;

/** The words a person types to end a kill; the same in every language, so that it is a deliberate act. */
export const REARM_CONFIRMATION = "RE-ARM";

export const RearmRequest = z.object({
  name: z.string().trim().min(1).max(100),
  reason: z.string().trim().min(1).max(500),
  confirmation: z.literal(REARM_CONFIRMATION),
  /** Which kill; without it, all of them. */
  killId: z.string().optional(),
});
export type RearmRequest = z.infer<typeof RearmRequest>;
