import { type AttributionFacts, createAttribution } from "./attribution.ts";
import { type CorrectionPlan, planCorrections } from "./correction-plan.ts";
import type { CorrectionPolicy } from "./correction-policy.ts";
import type { DiffTolerance } from "./diff-tolerance.ts";
import type { Deal } from "./order.ts";
import type { Position } from "./position.ts";
import { privateViewOf } from "./private-ledger.ts";
import type { Records } from "./records.ts";
import { type ComparedAgent, diffThreeWays, type ThreeWayDiff } from "./three-way-diff.ts";
import { virtualCapital } from "./virtual-capital.ts";

export interface ReconciliationWish {
  readonly records: Pick<Records, "agents" | "ledger">;
  /** `null`: not read. An empty list must have been confirmed by a second query before it comes here. */
  readonly venue: readonly Position[] | null;
  readonly orderByTag: AttributionFacts["orderByTag"];
  /** Reaching back to the oldest difference; `null`: the gateway keeps no history. */
  readonly deals: readonly Deal[] | null;
  /** An order of ours left to close this ticket, and it is gone. */
  readonly foundGone: (ticket: number) => boolean;
  readonly tolerance: DiffTolerance;
  readonly policy: CorrectionPolicy;
  /** UTC, Unix ms. */
  readonly nowMs: number;
}

export interface Reconciliation {
  readonly diff: ThreeWayDiff;
  readonly plan: CorrectionPlan;
}

/** An agent's clock and its strategy's habits may put its own time for a position this far from the venue's. */
const CLAIM_WINDOW_MS = 10 * 60_000;

/** Compares venue, record and agents, and plans what would put them right. Applying the plan is folding its events. */
export function reconcile({ records, venue, orderByTag, deals, foundGone, tolerance, policy, nowMs }: ReconciliationWish): Reconciliation {
  const { agents, ledger } = records;
  const compared = new Map(comparedAgents(records).map((agent) => [agent.agentId, agent]));
  const attribution = createAttribution({ agents, ledger, orderByTag, deals, windowMs: CLAIM_WINDOW_MS });
  const diff = diffThreeWays({ venue, public: ledger.open, agents: compared.values(), attribution }, tolerance);
  return { diff, plan: planCorrections({ diff, venue, ledger, compared, attribution, deals, foundGone, policy, nowMs }) };
}

/** The dead hold nothing and claim nothing: whatever is still theirs at the venue is compared by our record alone. */
function comparedAgents({ agents, ledger }: ReconciliationWish["records"]): ComparedAgent[] {
  return [...agents.values()]
    .filter(({ death }) => death === null)
    .map((agent) => ({
      agentId: agent.agentId,
      private: agent.privateLedger && privateViewOf(agent.privateLedger.content),
      privateSavedAtMs: agent.privateLedger?.savedAtMs ?? null,
      capital: virtualCapital(agent, ledger.statisticsOf(agent.agentId)),
    }));
}
