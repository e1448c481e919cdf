import { z } from "zod";
import { Hero } from "./agent-state.ts";
import { Trade, TradeStatistics } from "./ledger.ts";
import { AgentId } from "./order.ts";
import { RecoveryReport } from "./recovery.ts";

/**
 * What is kept of agents, their trades and their overseers, as the console asks for it: of now, or of any past moment.
 * Moments are UTC, Unix ms; money is in the account's currency.
 */

/** A document as it is kept: in the words of whoever sent it. */
export const KeptDocument = z.object({ version: z.number().int(), savedAtMs: z.number(), content: z.record(z.string(), z.unknown()) });
export type KeptDocument = z.infer<typeof KeptDocument>;

/** One agent in the list of the living and the dead. */
export const AgentLife = z.object({
  agentId: AgentId,
  alive: z.boolean(),
  diedAtMs: z.number().nullable(),
  deathReason: z.string().nullable(),
  /** As the agent says it; `null`: it never did. */
  capital: z.number().nullable(),
  openTrades: z.number().int(),
  savedAtMs: z.number().nullable(),
  statistics: TradeStatistics,
});
export type AgentLife = z.infer<typeof AgentLife>;

/** One agent whole. */
export const AgentDetail = AgentLife.extend({
  state: KeptDocument.nullable(),
  privateLedger: KeptDocument.nullable(),
  openTradeList: z.array(Trade),
  /** The newest closed ones, newest first. */
  closedTradeList: z.array(Trade),
  /** Realised result after each of its closed trades, oldest first, thinned to what a chart can show. */
  curve: z.array(z.object({ atMs: z.number(), profit: z.number() })),
  hero: Hero.nullable(),
});
export type AgentDetail = z.infer<typeof AgentDetail>;

/** Everything kept, in figures, at one moment of the record. */
export const RecordsSummary = z.object({
  /** Folded up to this event; `atMs` is when it was written, `null` before the first. */
  seq: z.number().int(),
  atMs: z.number().nullable(),
  agents: z.array(AgentLife),
  alive: z.number().int(),
  dead: z.number().int(),
  trades: z.number().int(),
  openTrades: z.array(Trade),
  orphans: z.number().int(),
  profit: z.number(),
  supervisor: KeptDocument.nullable(),
  mastermind: KeptDocument.nullable(),
  lastSaveAtMs: z.number().nullable(),
});
export type RecordsSummary = z.infer<typeof RecordsSummary>;

export const ValhallaReport = z.object({
  heroes: z.array(Hero),
  totals: z.object({ heroes: z.number().int(), profit: z.number().nullable(), trades: z.number().int().nullable() }),
  /** What Valhalla says of itself. */
  document: KeptDocument.nullable(),
});
export type ValhallaReport = z.infer<typeof ValhallaReport>;

/** A moment of the record: by time, or by event. At a time that came twice, its second coming. */
export const PastMoment = z.union([z.object({ atMs: z.number() }), z.object({ seq: z.number().int().nonnegative() })]);
export type PastMoment = z.infer<typeof PastMoment>;

/** How far back the record can be asked; `null`: nothing is written yet. */
export const PastRange = z.object({ firstSeq: z.number().int(), firstAtMs: z.number(), lastSeq: z.number().int(), lastAtMs: z.number() });
export type PastRange = z.infer<typeof PastRange>;

/** The head of the last recovery, for every screen; the whole report is one call away. */
export const RecoveryHead = z.object({
  atMs: z.number(),
  cause: RecoveryReport.shape.cause,
  decision: RecoveryReport.shape.decision,
  counts: RecoveryReport.shape.counts,
  alive: z.number().int(),
  dead: z.number().int(),
  lastSaveAtMs: z.number().nullable(),
  storm: z.string().nullable(),
  /** It waits for a person to confirm that trading may begin. */
  wantsConfirmation: z.boolean(),
});
export type RecoveryHead = z.infer<typeof RecoveryHead>;
