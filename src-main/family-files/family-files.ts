import type { Trade, TradePart } from "../contract/ledger.ts";
import type { AgentRecord } from "../domain/agent-record.ts";
import type { Records } from "../domain/records.ts";
import { rankAgents } from "../domain/trade-ranking.ts";
import { virtualCapital } from "../domain/virtual-capital.ts";
import { fileNames, privateLedgerPath, statePath } from "./layout.ts";
import type { OurNotes } from "./our-notes.ts";

/**
 * The record in the family's layout: the text of every file by its path. The same record gives the same bytes. What the
 * family has no place for stands in `holdfast.json`.
 */
export function familyFiles(records: Records): ReadonlyMap<string, string> {
  const files = new Map<string, unknown>();
  const names = fileNames([...records.agents.keys()]);
  const { valhalla, supervisor, mastermind, heroes } = records;
  files.set("public_ledger.json", publicLedger(records));
  for (const [agentId, { state, privateLedger }] of inNameOrder(records)) {
    const name = names.get(agentId) ?? agentId;
    if (privateLedger) files.set(privateLedgerPath(name), inFieldOrder(privateLedger.content));
    if (state) files.set(statePath(name), inFieldOrder(state.content));
  }
  if (valhalla || heroes.size > 0) files.set("valhalla.json", inFieldOrder({ ...valhalla?.content, heroes: [...heroes.values()] }));
  if (supervisor) files.set("supervisor_state.json", inFieldOrder(supervisor.content));
  if (mastermind) files.set("mastermind_state.json", inFieldOrder(mastermind.content));
  files.set("holdfast.json", notesOf(records));
  return new Map([...files].map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]));
}

const inNameOrder = ({ agents }: Records): [string, AgentRecord][] => [...agents].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** By name, at every depth: the order in which a strategy happened to send its fields says nothing. */
function inFieldOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inFieldOrder);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inFieldOrder(field)]));
}

function publicLedger(records: Records): object {
  const { ledger } = records;
  // A trade that changed its owner may leave an empty book behind.
  const books = ledger.books.filter(({ trades }) => trades.length > 0).toSorted((a, b) => (a.agentId ?? "~") < (b.agentId ?? "~") ? -1 : 1);
  return {
    trades: books.flatMap(({ trades }) => trades.map(tradeRow)),
    agents: Object.fromEntries(books.flatMap(({ agentId }) => (agentId === null ? [] : [[agentId, statisticsRow(records, agentId)]]))),
    rankings: rankAgents(ledger, { by: "profit", sinceMs: null, minTrades: 1 }).map(({ agentId }) => agentId),
  };
}

const tradeRow = ({ ticket, agentId, symbol, side, volumeLots, openPrice, openedAtMs, closePrice, closedAtMs, profit, closedBy, uuid, tag, parts }: Trade): object => ({
  ticket,
  agent_id: agentId,
  symbol,
  side,
  volume: volumeLots,
  open_price: openPrice,
  open_time: timeText(openedAtMs),
  close_price: closePrice,
  close_time: timeText(closedAtMs),
  profit,
  closed_by: closedBy,
  uuid,
  tag,
  parts: parts.map(partRow),
});

const partRow = ({ atMs, volumeLots, price, profit, closedBy }: TradePart): object => ({ time: timeText(atMs), volume: volumeLots, price, profit, closed_by: closedBy });

const timeText = (atMs: number | null): string | null => (atMs === null ? null : new Date(Math.round(atMs)).toISOString());

function statisticsRow({ ledger }: Records, agentId: string): object {
  const { trades, wins, losses, profit, winRate, winningRun, losingRun, longestWinningRun, longestLosingRun } = ledger.statisticsOf(agentId);
  return { trade_count: trades, wins, losses, total_profit: profit, win_rate: winRate, consecutive_wins: winningRun, consecutive_losses: losingRun, max_consecutive_wins: longestWinningRun, max_consecutive_losses: longestLosingRun };
}

function notesOf(records: Records): OurNotes {
  const { valhalla, supervisor, mastermind, ledger } = records;
  const ownHeroes = valhalla?.content["heroes"];
  return {
    format: 1,
    agents: Object.fromEntries(inNameOrder(records).map(([agentId, agent]) => [agentId, agentNotes(records, agent)])),
    valhalla_version: valhalla?.version ?? null,
    ...(ownHeroes === undefined ? {} : { valhalla_heroes: inFieldOrder(ownHeroes) }),
    supervisor_version: supervisor?.version ?? null,
    mastermind_version: mastermind?.version ?? null,
    held_tickets: ledger.heldTickets.toSorted((a, b) => a - b),
  };
}

const agentNotes = ({ ledger }: Records, agent: AgentRecord): OurNotes["agents"][string] => ({
  magic: agent.magic,
  state_version: agent.state?.version ?? null,
  private_ledger_version: agent.privateLedger?.version ?? null,
  virtual_capital: agent.capitalBase === null ? null : (virtualCapital(agent, ledger.statisticsOf(agent.agentId)) ?? "unknown"),
});
