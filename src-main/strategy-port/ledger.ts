import type { Trade, TradePart, TradeStatistics } from "../contract/ledger.ts";
import type { RankedAgent } from "../domain/trade-ranking.ts";
import type { Clock, StrategyDoor } from "../engine/ports.ts";
import type { Action, Asked } from "./asked.ts";
import { type Fault, fault, type Fields, good, isAbsent, numberFrom, type Reading, readMoment, readWord } from "./fields.ts";
import { failure, isoTime, type Reply } from "./replies.ts";

export interface LedgerWorld {
  readonly door: Pick<StrategyDoor, "ledger" | "ranking">;
  readonly clock: Clock;
}

interface RankingWish {
  readonly by: "profit" | "win_rate";
  readonly sinceMs: number | null;
}

const CLOSED_MAX = 1_000;
const CLOSED_USUAL = 100;

/** The public ledger as a strategy asks for it: an agent's trades and results, or all agents by result. */
export function ledgerAction({ door, clock }: LedgerWorld): Action {
  const failed = ({ request, uuid }: Asked, fault: Fault): Reply => failure(request.action, uuid, fault, clock.wallMs());

  const own = (asked: Asked): Reply => {
    const closedMax = readClosedMax(asked.fields);
    if (!closedMax.ok) return failed(asked, closedMax.fault);
    const { statistics, open, closed } = door.ledger(asked.agentId, closedMax.value);
    return { uuid: asked.uuid, status: "ok", agent_id: asked.agentId, statistics: statisticsRow(statistics), open: open.map(tradeRow), closed: closed.map(tradeRow) };
  };

  const ranking = (asked: Asked): Reply => {
    const wish = readRanking(asked.fields);
    if (!wish.ok) return failed(asked, wish.fault);
    const { by, sinceMs } = wish.value;
    const ranked = door.ranking(by === "profit" ? by : "winRate", sinceMs);
    return { uuid: asked.uuid, status: "ok", scope: "ranking", by, since: timeOrNull(sinceMs), ranking: ranked.map(rankedRow) };
  };

  return (asked) => {
    const scope = readWord(asked.fields, "scope", ["own", "ranking"]);
    if (!scope.ok) return failed(asked, scope.fault);
    return scope.value === "own" ? own(asked) : ranking(asked);
  };
}

function readClosedMax(fields: Fields): Reading<number> {
  const { closed, by, since } = fields;
  // Left alone they would look like a filter that held.
  if (!isAbsent(by)) return fault("INVALID_BY", "by", by, 'left out unless scope is "ranking"');
  if (!isAbsent(since)) return fault("INVALID_SINCE", "since", since, 'left out unless scope is "ranking"');
  if (isAbsent(closed)) return good(CLOSED_USUAL);
  const number = numberFrom(closed);
  const isCount = Number.isInteger(number) && number >= 0 && number <= CLOSED_MAX;
  return isCount ? good(number) : fault("INVALID_CLOSED", "closed", closed, `a whole number from 0 to ${CLOSED_MAX}`);
}

function readRanking(fields: Fields): Reading<RankingWish> {
  const by = readWord(fields, "by", ["profit", "win_rate"]);
  if (!by.ok) return by;
  const since = readMoment(fields, "since");
  return since.ok ? good({ by: by.value, sinceMs: since.value }) : since;
}

const timeOrNull = (atMs: number | null): string | null => (atMs === null ? null : isoTime(atMs));

const rankedRow = ({ agentId, statistics }: RankedAgent, index: number): Reply => ({ rank: index + 1, agent_id: agentId, statistics: statisticsRow(statistics) });

/** In the field names of `GET_POSITIONS`; what is not known is `null`, as a 0 would be a result. */
const tradeRow = (trade: Trade): Reply => ({
  ticket: trade.ticket,
  symbol: trade.symbol,
  type: trade.side,
  volume: trade.volumeLots,
  open_price: trade.openPrice,
  open_time: timeOrNull(trade.openedAtMs),
  close_price: trade.closePrice,
  close_time: timeOrNull(trade.closedAtMs),
  profit: trade.profit,
  closed_by: trade.closedBy,
  uuid: trade.uuid,
  parts: trade.parts.map(partRow),
});

const partRow = ({ atMs, volumeLots, price, profit, closedBy }: TradePart): Reply => ({ close_time: isoTime(atMs), volume: volumeLots, close_price: price, profit, closed_by: closedBy });

const statisticsRow = (statistics: TradeStatistics): Reply => ({
  trades: statistics.trades,
  wins: statistics.wins,
  losses: statistics.losses,
  even: statistics.even,
  unknown: statistics.unknown,
  profit: statistics.profit,
  win_rate: statistics.winRate,
  winning_run: statistics.winningRun,
  losing_run: statistics.losingRun,
  longest_winning_run: statistics.longestWinningRun,
  longest_losing_run: statistics.longestLosingRun,
  best: statistics.best,
  worst: statistics.worst,
});
