import type { AgentDetail, AgentLife, KeptDocument, RecordsSummary, ValhallaReport } from "../contract/records.ts";
import { type AgentRecord, newAgent, savedAtMs } from "./agent-record.ts";
import { exactAmount, sumAmounts } from "./money.ts";
import type { Records } from "./records.ts";
import { valhallaTotals } from "./valhalla.ts";
import type { VersionedDocument } from "./versioned-document.ts";

/** The records as people ask for them. */

/** More than a screen can show at once is one call away, agent by agent. */
const OPEN_TRADES_SHOWN = 1_000;
const CLOSED_TRADES_SHOWN = 100;
const CURVE_POINTS_SHOWN = 240;

export function agentLives(records: Records): AgentLife[] {
  const names = new Set([...records.agents.keys(), ...records.ledger.agentIds]);
  return [...names].toSorted().map((agentId) => lifeOf(records, records.agents.get(agentId) ?? newAgent(agentId)));
}

export function agentDetail(records: Records, agentId: string): AgentDetail | null {
  const agent = records.agents.get(agentId);
  if (!agent && !records.ledger.agentIds.includes(agentId)) return null;
  const record = agent ?? newAgent(agentId);
  const closed = records.ledger.closedOf(agentId);
  return {
    ...lifeOf(records, record),
    state: document(record.state),
    privateLedger: document(record.privateLedger),
    openTradeList: records.ledger.openOf(agentId).slice(0, OPEN_TRADES_SHOWN),
    closedTradeList: closed.slice(-CLOSED_TRADES_SHOWN).toReversed(),
    curve: thinned(curveOf(closed)),
    hero: records.heroes.get(agentId) ?? null,
  };
}

export function recordsSummary(records: Records, atMs: number | null): RecordsSummary {
  const agents = agentLives(records);
  const dead = agents.filter(({ alive }) => !alive).length;
  return {
    seq: records.seq,
    atMs,
    agents,
    alive: agents.length - dead,
    dead,
    trades: records.ledger.trades.size,
    openTrades: [...records.ledger.open.values()].slice(0, OPEN_TRADES_SHOWN),
    orphans: records.ledger.orphans.length,
    profit: sumAmounts(agents.map(({ statistics }) => statistics.profit)) ?? 0,
    supervisor: document(records.supervisor),
    mastermind: document(records.mastermind),
    lastSaveAtMs: records.lastSaveAtMs,
  };
}

export function valhallaReport(records: Records): ValhallaReport {
  const heroes = [...records.heroes.values()];
  return { heroes, totals: valhallaTotals(heroes), document: document(records.valhalla) };
}

function lifeOf({ ledger }: Records, agent: AgentRecord): AgentLife {
  const capital = agent.privateLedger?.content["capital"] ?? agent.state?.content["current_capital"];
  return {
    agentId: agent.agentId,
    alive: agent.death === null,
    diedAtMs: agent.death?.atMs ?? null,
    deathReason: agent.death?.reason ?? null,
    capital: typeof capital === "number" ? capital : null,
    openTrades: ledger.openOf(agent.agentId).length,
    savedAtMs: savedAtMs(agent),
    statistics: ledger.statisticsOf(agent.agentId),
  };
}

const document = (kept: VersionedDocument | null): KeptDocument | null => kept && { version: kept.version, savedAtMs: kept.savedAtMs, content: { ...kept.content } };

interface Point {
  readonly atMs: number;
  readonly profit: number;
}

/** What is not known adds nothing: the statistics say how many there are. */
function curveOf(closed: readonly { readonly closedAtMs: number | null; readonly profit: number | null }[]): Point[] {
  let profit = 0;
  return closed.map((trade) => {
    profit = exactAmount(profit + (trade.profit ?? 0));
    return { atMs: trade.closedAtMs ?? 0, profit };
  });
}

/** Evenly, the first and the last always among them. */
function thinned(points: readonly Point[]): Point[] {
  if (points.length <= CURVE_POINTS_SHOWN) return [...points];
  const step = (points.length - 1) / (CURVE_POINTS_SHOWN - 1);
  return Array.from({ length: CURVE_POINTS_SHOWN }, (_, index) => points[Math.round(index * step)]).flatMap((point) => point ?? []);
}
