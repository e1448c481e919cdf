import type { Hero } from "../contract/agent-state.ts";
import type { TradeStatistics } from "../contract/ledger.ts";
import type { AgentRecord } from "./agent-record.ts";
import { sumAmounts } from "./money.ts";
import { momentMs } from "./moment.ts";

/** What all heroes came to. `null`: at least one of them left it unsaid. */
export interface ValhallaTotals {
  readonly heroes: number;
  readonly profit: number | null;
  readonly trades: number | null;
}

/** What is carried over from an agent's last state to its hero, under the name that Valhalla has for it. */
const inherited = [
  ["final_capital", "current_capital"],
  ["days_alive", "days_alive"],
  ["gene", "gene"],
  ["personality", "personality"],
] as const;

/**
 * The hero that a dead agent becomes: what was reported of its death, and where that is silent its last state and our
 * own record of its trades. The state itself stays with the agent, whole.
 */
export function heroOf(record: AgentRecord, report: Partial<Hero>, statistics: TradeStatistics, atMs: number): Hero {
  const state = record.state?.content ?? {};
  const fromState = Object.fromEntries(inherited.flatMap(([name, source]) => (state[source] === undefined ? [] : [[name, state[source]]])));
  const fromLedger = statistics.trades === 0 ? {} : { lifetime_profit: statistics.profit, lifetime_trades: statistics.trades, win_rate: statistics.winRate };
  return { death_time: new Date(atMs).toISOString(), death_reason: null, ...fromState, ...fromLedger, ...report, agent_id: record.agentId };
}

export const diedAtMs = (hero: Hero, recordedAtMs: number): number => momentMs(hero.death_time) ?? recordedAtMs;

export function valhallaTotals(heroes: readonly Hero[]): ValhallaTotals {
  const trades = heroes.map((hero) => hero.lifetime_trades ?? null);
  return {
    heroes: heroes.length,
    profit: sumAmounts(heroes.map((hero) => hero.lifetime_profit ?? null)),
    trades: trades.includes(null) ? null : trades.reduce<number>((sum, each) => sum + (each ?? 0), 0),
  };
}
