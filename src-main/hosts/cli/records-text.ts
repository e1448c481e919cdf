import type { AgentDetail, AgentLife, KeptDocument, RecordsSummary } from "../../contract/records.ts";
import { openLots } from "../../domain/trade.ts";
import { momentText, moneyText } from "../../domain/recovery-words.ts";
import { figureText, NOTHING, tableLine, titleLine, type Column } from "./table.ts";

/** The record of one moment, for people. */
export function summaryLines(summary: RecordsSummary): string[] {
  const { seq, atMs, agents, alive, dead, trades, openTrades, orphans, profit, supervisor, mastermind, lastSaveAtMs } = summary;
  return [
    `after event ${seq}, written ${atMs === null ? "never: nothing is written yet" : momentText(atMs)}`,
    `${alive} alive, ${dead} dead; ${trades} trades (${openTrades.length} open, ${orphans} of nobody), result ${moneyText(profit)}`,
    `last save ${lastSaveAtMs === null ? "never" : momentText(lastSaveAtMs)}; Supervisor ${supervisor ? "kept" : "none"}, Mastermind ${mastermind ? "kept" : "none"}`,
    ...(agents.length === 0 ? [] : ["", titleLine(agentColumns), ...agents.map(lifeLine)]),
    ...(openTrades.length === 0 ? [] : ["", ...tradeLines(openTrades)]),
  ];
}

/** One agent at one moment. */
export function detailLines(agent: AgentDetail): string[] {
  const { openTradeList, closedTradeList } = agent;
  return [
    titleLine(agentColumns),
    lifeLine(agent),
    ...(agent.diedAtMs === null ? [] : [`died ${momentText(agent.diedAtMs)}: ${agent.deathReason ?? "no reason was given"}`]),
    ...documentLines("state", agent.state),
    ...documentLines("private ledger", agent.privateLedger),
    ...(openTradeList.length === 0 ? [] : ["", ...tradeLines(openTradeList)]),
    ...(closedTradeList.length === 0 ? [] : ["", "the newest that are closed:", ...tradeLines(closedTradeList)]),
  ];
}

const documentLines = (what: string, kept: KeptDocument | null): string[] =>
  kept === null ? [`${what}: none`] : [`${what}, version ${kept.version} of ${momentText(kept.savedAtMs)}:`, ...JSON.stringify(kept.content, null, 2).split("\n").map((line) => `  ${line}`)];

const agentColumns: readonly Column[] = [
  { title: "AGENT", width: 16 },
  { title: "LIFE", width: 5 },
  { title: "CAPITAL", width: 12, align: "right" },
  { title: "PROFIT", width: 12, align: "right" },
  { title: "TRADES", width: 6, align: "right" },
  { title: "WON", width: 5, align: "right" },
  { title: "OPEN", width: 4, align: "right" },
];

const lifeLine = ({ agentId, alive, capital, openTrades, statistics: { profit, trades, winRate } }: AgentLife): string =>
  tableLine(agentColumns, [agentId, alive ? "alive" : "DEAD", capital === null ? NOTHING : capital.toFixed(2), profit.toFixed(2), String(trades), winRate === null ? NOTHING : `${Math.round(winRate * 100)} %`, String(openTrades)]);

const tradeColumns: readonly Column[] = [
  { title: "TICKET", width: 10, align: "right" },
  { title: "AGENT", width: 16 },
  { title: "SYMBOL", width: 8 },
  { title: "SIDE", width: 4 },
  { title: "LOTS", width: 7, align: "right" },
  { title: "PRICE", width: 10, align: "right" },
  { title: "PROFIT", width: 10, align: "right" },
  { title: "OPENED", width: 24 },
];

const tradeLines = (trades: RecordsSummary["openTrades"]): string[] => [
  titleLine(tradeColumns),
  ...trades.map((trade) => {
    const lots = trade.closedAtMs === null ? openLots(trade) : trade.volumeLots;
    const profit = trade.closedAtMs === null ? "" : trade.profit === null ? "unknown" : trade.profit.toFixed(2);
    const price = trade.openPrice === null ? NOTHING : figureText(trade.openPrice);
    return tableLine(tradeColumns, [String(trade.ticket), trade.agentId ?? "nobody's", trade.symbol, trade.side, figureText(lots), price, profit, trade.openedAtMs === null ? NOTHING : momentText(trade.openedAtMs)]);
  }),
];
