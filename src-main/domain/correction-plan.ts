import type { Correction } from "../contract/reconciliation.ts";
import { correctAgent, isPrivateNewer } from "./agent-corrections.ts";
import type { Attribution } from "./attribution.ts";
import type { CorrectionPolicy } from "./correction-policy.ts";
import type { Deal } from "./order.ts";
import { orphanByPolicy } from "./orphan-correction.ts";
import type { Position } from "./position.ts";
import type { PublicLedger } from "./public-ledger.ts";
import type { ComparedAgent, ThreeWayDiff } from "./three-way-diff.ts";
import { correctTicket, type TicketFacts } from "./ticket-corrections.ts";

export interface PlanFacts {
  readonly diff: ThreeWayDiff;
  /** As it was compared; `null`: it was not read. A suspect-empty truth must never come here. */
  readonly venue: readonly Position[] | null;
  readonly ledger: Pick<PublicLedger, "trades" | "open" | "openOf" | "orphans" | "isHeld" | "isCondemned" | "changedAtMs">;
  readonly compared: ReadonlyMap<string, ComparedAgent>;
  readonly attribution: Attribution;
  /** `null`: the gateway keeps no history. */
  readonly deals: readonly Deal[] | null;
  /** An order of ours left to close this ticket, and it is gone. */
  readonly foundGone: (ticket: number) => boolean;
  readonly policy: CorrectionPolicy;
  /** UTC, Unix ms. */
  readonly nowMs: number;
}

/** What would be done about the differences. Nothing is done by planning. */
export interface CorrectionPlan {
  /** In the order in which they are to be applied. */
  readonly corrections: readonly Correction[];
  /** Why everything waits, in a sentence; `null`: no storm. */
  readonly storm: string | null;
}

/** Plans every correction: of single tickets first, then of what agents say, which follows from them. */
export function planCorrections(facts: PlanFacts): CorrectionPlan {
  const { diff, ledger, deals, attribution, foundGone, policy, nowMs } = facts;
  const ticketFacts: TicketFacts = { trades: ledger.trades, dealsOf: deals && dealsByPosition(deals), foundGone, attribution, policy, found: new Set(diff.differences.map(({ id }) => id)), nowMs };
  const tickets = [...diff.pairs.flatMap((pair) => correctTicket(pair, ticketFacts)), ...undecidedOrphans(facts)];
  const held = holdingsAtVenue(facts, tickets);
  const corrections = [...tickets, ...correctAgent(facts, tickets, held)];
  const storm = stormIn(facts, corrections);
  const emptied = emptiedAgents(facts, held);
  return { storm, corrections: corrections.map((correction) => asking(correction, storm, correction.agentId !== null && emptied.has(correction.agentId))) };
}

/** Recorded as nobody's, as an import may bring them, and nobody has said yet what shall become of them. */
function undecidedOrphans({ venue, ledger, diff, policy }: PlanFacts): Correction[] {
  const undecided = new Set(ledger.orphans.map(({ ticket }) => ticket).filter((ticket) => !ledger.isHeld(ticket) && !ledger.isCondemned(ticket)));
  for (const { venue: position } of diff.pairs) if (position) undecided.delete(position.ticket);
  if (undecided.size === 0) return [];
  return (venue ?? []).filter(({ ticket }) => undecided.has(ticket)).map((position) => orphanByPolicy(position, policy));
}

function dealsByPosition(deals: readonly Deal[]): (ticket: number) => readonly Deal[] {
  const byPosition = new Map<number, Deal[]>();
  for (const deal of deals) {
    const known = byPosition.get(deal.positionId);
    if (known) known.push(deal);
    else byPosition.set(deal.positionId, [deal]);
  }
  return (ticket) => byPosition.get(ticket) ?? [];
}

/** What the venue holds of every agent that a correction or a mismatch is about; the others are not looked at. */
function holdingsAtVenue({ venue, ledger, attribution, diff }: PlanFacts, tickets: readonly Correction[]): ReadonlyMap<string, readonly Position[]> {
  const held = new Map<string, Position[]>();
  for (const { agentId } of [...tickets, ...diff.privateMismatches]) if (agentId !== null) held.set(agentId, []);
  for (const position of venue ?? []) {
    const trade = ledger.open.get(position.ticket);
    const agentId = trade ? trade.agentId : (attribution.ownerOf(position)?.agentId ?? null);
    if (agentId !== null) held.get(agentId)?.push(position);
  }
  return held;
}

function stormIn({ venue, ledger, policy }: PlanFacts, corrections: readonly Correction[]): string | null {
  const touched = new Set(corrections.filter(({ kind, code, waitsFor }) => kind !== "C" && code !== "ORDER_CLOSED" && waitsFor === null).map(({ ticket }) => ticket)).size;
  const positions = new Set([...(venue ?? []).map(({ ticket }) => ticket), ...ledger.open.keys()]).size;
  if (touched < policy.stormFrom || touched <= policy.stormShare * positions) return null;
  return `${touched} of ${positions} positions would be corrected, more than ${Math.round(policy.stormShare * 100)} %: nothing is done before somebody has looked.`;
}

/** The venue holds nothing any more of an agent that, by our record or its own word, held several. */
function emptiedAgents({ ledger, compared, venue, foundGone, policy }: PlanFacts, held: ReadonlyMap<string, readonly Position[]>): ReadonlySet<string> {
  if (venue === null) return new Set();
  // A private ledger from before the last trade says what was, not what is.
  const claimed = (agentId: string): number => (isPrivateNewer(compared.get(agentId), ledger.changedAtMs(agentId)) ? (compared.get(agentId)?.private?.claims?.length ?? 0) : 0);
  // What it closed itself is no wonder.
  const closedItself = (agentId: string): number => ledger.openOf(agentId).filter(({ ticket }) => foundGone(ticket)).length;
  const believed = (agentId: string): number => Math.max(ledger.openOf(agentId).length, claimed(agentId)) - closedItself(agentId);
  return new Set([...held].filter(([agentId, positions]) => positions.length === 0 && believed(agentId) >= policy.emptiesAgentFrom).map(([agentId]) => agentId));
}

function asking(correction: Correction, storm: string | null, empties: boolean): Correction {
  if (correction.waitsFor !== null || (storm === null && !empties)) return correction;
  return { ...correction, waitsFor: storm === null ? "empties agent" : "storm", suggestion: storm ?? `It would leave ${correction.agentId ?? "nobody"} without any position: accept it once you know why.` };
}
