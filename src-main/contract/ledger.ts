import { z } from "zod";
import { AgentId } from "./order.ts";
import { Side } from "./position.ts";

/**
 * What closed a trade. `outside`: somebody or something at the venue, by hand or by a program, that was not us.
 * `unknown`: it is gone and nothing says why.
 */
export const ClosedBy = z.enum(["strategy", "operator", "kill", "stop-loss", "take-profit", "stop-out", "outside", "unknown"]);
export type ClosedBy = z.infer<typeof ClosedBy>;

/** A partial close. Money is in the account's currency, whole cents, costs included; `null`: not known. */
export const TradePart = z.object({
  atMs: z.number(),
  volumeLots: z.number().positive(),
  price: z.number().nullable(),
  profit: z.number().nullable(),
  closedBy: ClosedBy,
});
export type TradePart = z.infer<typeof TradePart>;

/** One trade of one agent, from its fill to its end. `null` is "not known", and for what belongs to its end also "not yet". */
export const Trade = z.object({
  ticket: z.number().int().positive(),
  /** `null`: an orphan. */
  agentId: AgentId.nullable(),
  symbol: z.string().min(1).max(32),
  side: Side,
  /** As opened; `parts` and the final close take from it. */
  volumeLots: z.number().positive(),
  openPrice: z.number().nullable(),
  /** UTC, Unix ms. */
  openedAtMs: z.number().nullable(),
  /** UTC, Unix ms, of the final close. */
  closedAtMs: z.number().nullable(),
  closePrice: z.number().nullable(),
  /** Of the whole trade, parts included; `null` while it is open, and for ever when one of its closes is not known. */
  profit: z.number().nullable(),
  closedBy: ClosedBy.nullable(),
  uuid: z.string().max(100).nullable(),
  tag: z.string().max(200).nullable(),
  /** What was closed before the rest, oldest first. */
  parts: z.array(TradePart).readonly(),
});
export type Trade = Readonly<z.infer<typeof Trade>>;

/** A trade as it begins. */
export const OpenedTrade = Trade.pick({ ticket: true, agentId: true, symbol: true, side: true, volumeLots: true, openPrice: true, openedAtMs: true, uuid: true, tag: true });
export type OpenedTrade = z.infer<typeof OpenedTrade>;

/** A close, whole or partial: less than what is open leaves the rest open. */
export const TradeClosing = TradePart.extend({ ticket: z.number().int().positive() });
export type TradeClosing = z.infer<typeof TradeClosing>;

/** What of a trade was wrong or has become known. `closedAtMs: null` opens it again. */
export const TradeChange = Trade.omit({ ticket: true, uuid: true }).partial();
export type TradeChange = z.infer<typeof TradeChange>;

/** Results of closed trades. What is not known counts as neither win nor loss, and ends a run. */
export const TradeStatistics = z.object({
  /** Closed trades. */
  trades: z.number().int(),
  wins: z.number().int(),
  losses: z.number().int(),
  even: z.number().int(),
  /** Closed with a result that nobody knows. */
  unknown: z.number().int(),
  /** Sum of the known results. */
  profit: z.number(),
  /** Wins of the known results, 0..1; `null` without any. */
  winRate: z.number().nullable(),
  winningRun: z.number().int(),
  losingRun: z.number().int(),
  longestWinningRun: z.number().int(),
  longestLosingRun: z.number().int(),
  best: z.number().nullable(),
  worst: z.number().nullable(),
});
export type TradeStatistics = z.infer<typeof TradeStatistics>;
