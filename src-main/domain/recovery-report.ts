import type { Correction } from "../contract/reconciliation.ts";
import { type AgentLine, recoveryLimits, type RecoveryReport, type ReportedCorrection } from "../contract/recovery.ts";
import { type AgentRecord, savedAtMs } from "./agent-record.ts";
import type { PublicLedger } from "./public-ledger.ts";
import type { Reconciliation } from "./reconciliation.ts";
import type { Records } from "./records.ts";

/** What a report says beside what was compared. */
export type RecoveryFacts = Pick<RecoveryReport, "atMs" | "tookMs" | "cause" | "mode" | "dryRun" | "restoredFromMs" | "cleanExitBefore" | "journal" | "venuePositions" | "historyRead"> & {
  /** A setting: when everything is alike, nobody needs to confirm. */
  readonly skipsConfirmation: boolean;
};

/**
 * The report of a recovery: `records` as they are now; `reconciliation` as it was planned, `null` when the truth was not
 * read. Corrections that wait for nobody count as applied, unless it is a dry run.
 */
export function recoveryReport({ skipsConfirmation, ...facts }: RecoveryFacts, records: Records, reconciliation: Reconciliation | null): RecoveryReport {
  const corrections = (reconciliation?.plan.corrections ?? []).map((correction) => reported(correction, facts.dryRun));
  const differences = (reconciliation?.diff.differences ?? []).slice(0, recoveryLimits.differencesListed);
  const byDifference = Map.groupBy(corrections, ({ differenceId }) => differenceId);
  const listed = new Set<string | null>(differences.map(({ id }) => id));
  const agents = [...records.agents.values()];
  const dead = agents.filter(({ death }) => death !== null).length;
  const byStatus = (status: ReportedCorrection["status"]): number => corrections.filter((correction) => correction.status === status).length;
  const counts = { consistent: reconciliation?.diff.consistent ?? 0, corrected: byStatus("corrected"), waiting: byStatus("waiting"), planned: byStatus("planned") };
  return {
    ...facts,
    lastSaveAtMs: records.lastSaveAtMs,
    loaded: {
      agents: agents.length,
      trades: records.ledger.trades.size,
      openTrades: records.ledger.open.size,
      orphans: records.ledger.orphans.length,
      heroes: records.heroes.size,
      supervisor: records.supervisor !== null,
      mastermind: records.mastermind !== null,
    },
    alive: agents.length - dead,
    dead,
    agents: agents.slice(0, recoveryLimits.agentsListed).map((agent) => agentLine(agent, records.ledger)),
    differences: differences.map((difference) => ({ ...difference, corrections: (byDifference.get(difference.id) ?? []).map(withoutDifference) })),
    otherCorrections: corrections.filter(({ differenceId }) => !listed.has(differenceId)).slice(0, recoveryLimits.differencesListed).map(withoutDifference),
    differencesOmitted: (reconciliation?.diff.differences.length ?? 0) - differences.length,
    storm: reconciliation?.plan.storm ?? null,
    counts,
    decision: decisionOf(reconciliation, counts, skipsConfirmation),
  };
}

type Linked = ReportedCorrection & { readonly differenceId: string | null };

function reported(correction: Correction, dryRun: boolean): Linked {
  const { events: _events, ...told } = correction;
  return { ...told, status: correction.waitsFor === null ? (dryRun ? "planned" : "corrected") : "waiting" };
}

function withoutDifference({ differenceId: _differenceId, ...correction }: Linked): ReportedCorrection {
  return correction;
}

function agentLine(agent: AgentRecord, ledger: PublicLedger): AgentLine {
  const { profit, trades } = ledger.statisticsOf(agent.agentId);
  return {
    agentId: agent.agentId,
    alive: agent.death === null,
    diedAtMs: agent.death?.atMs ?? null,
    deathReason: agent.death?.reason ?? null,
    profit,
    trades,
    openPositions: ledger.openOf(agent.agentId).length,
    savedAtMs: savedAtMs(agent),
  };
}

function decisionOf(reconciliation: Reconciliation | null, counts: RecoveryReport["counts"], skipsConfirmation: boolean): RecoveryReport["decision"] {
  if (reconciliation === null) return "no truth";
  if (counts.waiting > 0) return "review";
  return skipsConfirmation && reconciliation.diff.differences.length === 0 ? "trade" : "confirm";
}
