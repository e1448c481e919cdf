import { z } from "zod";
import { ClaimedPosition } from "./agent-state.ts";
import { OpenedTrade, TradeChange, TradeClosing } from "./ledger.ts";
import { AgentId } from "./order.ts";
import { Side } from "./position.ts";

/** What the three sides are compared in. */
export const Matter = z.enum(["volume", "direction", "tag", "entry price", "virtual capital", "holding time"]);
export type Matter = z.infer<typeof Matter>;

export const Priority = z.enum(["P0", "P1", "P2"]);
export type Priority = z.infer<typeof Priority>;

export const priorityOf: Readonly<Record<Matter, Priority>> = { volume: "P0", direction: "P0", tag: "P0", "entry price": "P1", "virtual capital": "P1", "holding time": "P2" };

/** The venue's truth, our own record of trades, and what the agent says. */
export const LedgerSide = z.enum(["venue", "public", "private"]);
export type LedgerSide = z.infer<typeof LedgerSide>;

/** Lots, a price, money or Unix ms by the matter; words for a direction or an owner. */
const Figure = z.union([z.number(), z.string()]).nullable();

/**
 * One figure in which the sides differ. A side that does not have the figure is `null` and takes no part. Volumes are
 * totals of the agent in this symbol and side; `ticket` is set where the difference is one ticket's.
 */
export const LedgerDifference = z.object({
  id: z.string(),
  matter: Matter,
  priority: Priority,
  agentId: AgentId.nullable(),
  symbol: z.string().nullable(),
  side: Side.nullable(),
  ticket: z.number().int().nullable(),
  venue: Figure,
  public: Figure,
  private: Figure,
  /** The side that stands alone. `null`: all differ, or two that have nobody to judge between them. */
  odd: LedgerSide.nullable(),
});
export type LedgerDifference = z.infer<typeof LedgerDifference>;

/** What reconciliation changes in a private ledger. Each stands for itself, so that several can follow one another. */
export const PrivateLedgerChange = z.discriminatedUnion("what", [
  /** From now on the agent holds exactly these in this symbol. */
  z.object({ what: z.literal("positions"), symbol: z.string(), positions: z.array(ClaimedPosition) }),
  z.object({ what: z.literal("capital"), capital: z.number() }),
  /** Added to the capital: the result of a trade that closed without the agent. */
  z.object({ what: z.literal("result"), profit: z.number() }),
]);
export type PrivateLedgerChange = z.infer<typeof PrivateLedgerChange>;

/** Events that settle a difference: bodies by kind. */
export const settlingEvents = {
  TRADE_OPENED: z.object({ trade: OpenedTrade }),
  /** Also partial. */
  TRADE_CLOSED: z.object({ closing: TradeClosing }),
  TRADE_CORRECTED: z.object({ ticket: z.number().int().positive(), change: TradeChange, why: z.string() }),
  ORPHAN_ADOPTED: z.object({ ticket: z.number().int().positive(), agentId: AgentId, by: z.string(), reason: z.string() }),
  ORPHAN_HELD: z.object({ ticket: z.number().int().positive(), by: z.string(), reason: z.string() }),
  /** It was decided to be closed, and is closed at the venue until that has come about. */
  ORPHAN_FLATTENED: z.object({ ticket: z.number().int().positive(), by: z.string(), reason: z.string() }),
  /** The private ledger follows; its version stays the agent's own. */
  PRIVATE_LEDGER_CORRECTED: z.object({ agentId: AgentId, change: PrivateLedgerChange, why: z.string() }),
  /** The agent's virtual capital by our own record, from here on counted with the results of its trades. */
  CAPITAL_AGREED: z.object({ agentId: AgentId, capital: z.number() }),
} as const;

const settling = <K extends keyof typeof settlingEvents>(kind: K) => z.object({ kind: z.literal(kind), body: settlingEvents[kind] });

export const SettlingEvent = z.discriminatedUnion("kind", [
  settling("TRADE_OPENED"),
  settling("TRADE_CLOSED"),
  settling("TRADE_CORRECTED"),
  settling("ORPHAN_ADOPTED"),
  settling("ORPHAN_HELD"),
  settling("ORPHAN_FLATTENED"),
  settling("PRIVATE_LEDGER_CORRECTED"),
  settling("CAPITAL_AGREED"),
]);
export type SettlingEvent = z.infer<typeof SettlingEvent>;

/**
 * A: more at the venue than in our record. B: less. C: our record and the agent's, or details, differ. D: opposite
 * direction or another owner. `orphan`: a position that nobody can explain.
 */
export const CorrectionKind = z.enum(["A", "B", "C", "D", "orphan"]);
export type CorrectionKind = z.infer<typeof CorrectionKind>;

export const CorrectionCode = z.enum([
  "TRADE_COMPLETED",
  "TRADE_REOPENED",
  "VOLUME_GREW",
  "CLOSED_OUTSIDE",
  "REDUCED_OUTSIDE",
  "ORDER_CLOSED",
  "PUBLIC_FOLLOWS",
  "PRIVATE_FOLLOWS",
  "OPPOSITE_DIRECTION",
  "WRONG_OWNER",
  "ORPHAN_ADOPTED",
  "ORPHAN_HELD",
  "ORPHAN_FLATTENED",
  "ORPHAN_ASKED",
]);
export type CorrectionCode = z.infer<typeof CorrectionCode>;

/** Why a correction waits for a person. */
export const WaitReason = z.enum(["direction", "owner", "orphan", "storm", "empties agent", "no truth"]);
export type WaitReason = z.infer<typeof WaitReason>;

/** One correction: what was believed, what is true, why, and what would be written down. */
export const Correction = z.object({
  /** The same for the same correction of the same state, so that what a person accepts is what was read. */
  id: z.string(),
  kind: CorrectionKind,
  code: CorrectionCode,
  differenceId: z.string().nullable(),
  agentId: AgentId.nullable(),
  symbol: z.string().nullable(),
  ticket: z.number().int().nullable(),
  believed: z.string(),
  truth: z.string(),
  why: z.string(),
  /** What it rests on, in sentences; deals with their numbers. */
  evidence: z.array(z.string()),
  /** `null`: it may be applied without asking. */
  waitsFor: WaitReason.nullable(),
  suggestion: z.string().nullable(),
  /** Realised result that it books; `null`: none, or not known. */
  profit: z.number().nullable(),
  /** Applying it is folding these, in this order. */
  events: z.array(SettlingEvent),
});
export type Correction = z.infer<typeof Correction>;
