import type { Trade } from "../../../src-main/contract/ledger.ts";
import type { AgentLife, RecordsSummary } from "../../../src-main/contract/records.ts";

/** One agent that is not what it was. */
export interface AgentChange {
  readonly agentId: string;
  /** `null`: it was not known then. */
  readonly before: AgentLife | null;
  readonly after: AgentLife | null;
  readonly died: boolean;
}

/** What happened from one moment of the record to a later one. */
export interface RecordsChange {
  readonly earlier: RecordsSummary;
  readonly later: RecordsSummary;
  readonly agents: readonly AgentChange[];
  readonly deaths: readonly AgentChange[];
  /** Opened since, and still open at the later moment. */
  readonly opened: readonly Trade[];
  /** Open at the earlier moment, and closed since. */
  readonly closed: readonly Trade[];
  readonly tradesAdded: number;
  readonly profit: number;
  /** More trades were open than a summary lists: `opened` and `closed` tell only of those that were listed. */
  readonly isPartial: boolean;
}

const isOther = (before: AgentLife, after: AgentLife): boolean =>
  before.alive !== after.alive ||
  before.capital !== after.capital ||
  before.openTrades !== after.openTrades ||
  before.statistics.trades !== after.statistics.trades ||
  before.statistics.profit !== after.statistics.profit;

/** Compares two moments in either order: the change always runs forward. */
export function changeBetween(one: RecordsSummary, other: RecordsSummary): RecordsChange {
  const [earlier, later] = one.seq <= other.seq ? [one, other] : [other, one];
  const before = new Map(earlier.agents.map((life) => [life.agentId, life]));
  const after = new Map(later.agents.map((life) => [life.agentId, life]));
  const agents = [...new Set([...before.keys(), ...after.keys()])].flatMap((agentId) => agentChange(agentId, before.get(agentId) ?? null, after.get(agentId) ?? null) ?? []);
  const openBefore = new Set(earlier.openTrades.map(({ ticket }) => ticket));
  const openAfter = new Set(later.openTrades.map(({ ticket }) => ticket));
  return {
    earlier,
    later,
    agents,
    deaths: agents.filter(({ died }) => died),
    opened: later.openTrades.filter(({ ticket }) => !openBefore.has(ticket)),
    closed: earlier.openTrades.filter(({ ticket }) => !openAfter.has(ticket)),
    tradesAdded: later.trades - earlier.trades,
    // In whole cents, so that it does not drift.
    profit: Math.round((later.profit - earlier.profit) * 100) / 100,
    isPartial: [earlier, later].some((summary) => openCount(summary) > summary.openTrades.length),
  };
}

export const openCount = ({ agents, orphans }: RecordsSummary): number => agents.reduce((sum, { openTrades }) => sum + openTrades, orphans);

function agentChange(agentId: string, before: AgentLife | null, after: AgentLife | null): AgentChange | null {
  if (before !== null && after !== null && !isOther(before, after)) return null;
  return { agentId, before, after, died: after !== null && !after.alive && before?.alive !== false };
}
