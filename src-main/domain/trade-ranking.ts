import type { TradeStatistics } from "../contract/ledger.ts";
import type { PublicLedger } from "./public-ledger.ts";
import { count, newTally, statisticsFrom, type Tally } from "./trade-statistics.ts";

export interface RankingWish {
  readonly by: "profit" | "win rate";
  /** Trades closed at or after this (UTC, Unix ms). `null`: the whole history, for which nothing is counted anew. */
  readonly sinceMs: number | null;
  /** Agents with fewer closed trades are left out: one lucky trade is no win rate. */
  readonly minTrades: number;
}

export interface RankedAgent {
  readonly agentId: string;
  readonly statistics: TradeStatistics;
}

/** The best first; equals by name, so that a ranking does not flicker. Without a known result an agent comes last. */
export function rankAgents(ledger: PublicLedger, { by, sinceMs, minTrades }: RankingWish): RankedAgent[] {
  const ranked = sinceMs === null ? ledger.agentIds.map((agentId) => ({ agentId, statistics: ledger.statisticsOf(agentId) })) : countedSince(ledger, sinceMs);
  const figure = ({ statistics }: RankedAgent): number => (by === "profit" ? statistics.profit : (statistics.winRate ?? -1));
  return ranked.filter(({ statistics }) => statistics.trades >= minTrades).toSorted((a, b) => figure(b) - figure(a) || (a.agentId < b.agentId ? -1 : 1));
}

function countedSince(ledger: PublicLedger, sinceMs: number): RankedAgent[] {
  return ledger.agentIds.map((agentId) => {
    const tally: Tally = newTally();
    for (const trade of ledger.closedOf(agentId)) if (trade.closedAtMs !== null && trade.closedAtMs >= sinceMs) count(tally, trade.profit);
    return { agentId, statistics: statisticsFrom(tally) };
  });
}
