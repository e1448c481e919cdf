import type { Correction, LedgerDifference, SettlingEvent, WaitReason } from "../contract/reconciliation.ts";
import type { PlanFacts } from "./correction-plan.ts";
import type { Position } from "./position.ts";
import { type Claim, trueClaim } from "./private-ledger.ts";
import type { ComparedAgent, PrivateMismatch } from "./three-way-diff.ts";
import { positionOf, told } from "./trade.ts";
import { lotsOf } from "./volume.ts";

/**
 * What puts right where an agent and our record differ. About positions the venue decides; without it, and about
 * capital, of which the venue knows nothing, the newer of the two wins.
 */
export function correctAgent(facts: PlanFacts, tickets: readonly Correction[], held: ReadonlyMap<string, readonly Position[]>): Correction[] {
  const differences = new Map(facts.diff.differences.map((difference) => [difference.id, difference]));
  const closing = new Map<string, Correction[]>();
  for (const correction of tickets) if (correction.agentId !== null && correction.kind === "B") closing.set(correction.agentId, [...(closing.get(correction.agentId) ?? []), correction]);
  const positions = facts.diff.privateMismatches.map((mismatch) => {
    const difference = differences.get(mismatch.differenceId);
    return correctClaims(facts, mismatch, difference, held.get(mismatch.agentId) ?? [], resultsFor(mismatch, closing, differences));
  });
  const capital = facts.diff.differences.flatMap((difference) => correctCapital(facts, difference, closing));
  const agreed = [...facts.compared.values()].flatMap((agent) => agreeCapital(facts, agent, closing));
  return [...positions, ...capital, ...agreed];
}

/** What closed in this symbol without the agent, who does not know it yet: its capital takes the results with it. */
function resultsFor({ agentId, symbol }: PrivateMismatch, closing: ReadonlyMap<string, readonly Correction[]>, differences: ReadonlyMap<string, LedgerDifference>): number[] {
  if (differences.has(`virtual capital:${agentId}`)) return [];
  return (closing.get(agentId) ?? []).flatMap((correction) => (correction.symbol === symbol && correction.profit !== null ? [correction.profit] : []));
}

function correctClaims(facts: PlanFacts, { agentId, symbol, differenceId }: PrivateMismatch, difference: LedgerDifference | undefined, held: readonly Position[], results: readonly number[]): Correction {
  const view = facts.compared.get(agentId)?.private ?? null;
  const claims = (view?.claims ?? []).filter((claim) => claim.symbol === symbol);
  // An agent that has not saved since its last trade does not contradict: it has not said yet.
  const isOpposite = difference?.matter === "direction" && (difference.ticket !== null || isPrivateNewer(facts.compared.get(agentId), facts.ledger.changedAtMs(agentId)));
  const truth = facts.venue ? held.filter((position) => position.symbol === symbol) : facts.ledger.openOf(agentId).filter((trade) => trade.symbol === symbol).map(positionOf);
  const change = { what: "positions", symbol, positions: trueClaims(claims, truth) } as const;
  const why = facts.venue ? "the private ledger follows the venue" : "the private ledger follows our newer record";
  const events: SettlingEvent[] = [{ kind: "PRIVATE_LEDGER_CORRECTED", body: { agentId, change, why } }];
  for (const profit of (view?.capital ?? null) === null ? [] : results) events.push({ kind: "PRIVATE_LEDGER_CORRECTED", body: { agentId, change: { what: "result", profit }, why: "closed without the agent" } });
  return {
    id: `PRIVATE_FOLLOWS:${agentId}:${symbol}`,
    kind: isOpposite && difference.ticket === null ? "D" : "C",
    code: isOpposite && difference.ticket === null ? "OPPOSITE_DIRECTION" : "PRIVATE_FOLLOWS",
    differenceId,
    agentId,
    symbol,
    ticket: null,
    believed: list(claims.map((claim) => told({ ...claim, volumeLots: lotsOf(claim.volume), openPrice: claim.entryPrice }))),
    truth: list(truth.map(told)),
    why: `${agentId} does not hold in ${symbol} what it says it holds.`,
    evidence: [],
    waitsFor: waitFor(facts, agentId, isOpposite),
    suggestion: isOpposite ? "The venue is right: let the private ledger follow it." : null,
    profit: null,
    events,
  };
}

/** Without a truth, what an agent says later than our record cannot be put aside, and cannot be believed either. */
function waitFor({ venue, ledger, compared }: PlanFacts, agentId: string, isOpposite: boolean): WaitReason | null {
  if (isOpposite) return "direction";
  if (venue) return null;
  return isPrivateNewer(compared.get(agentId), ledger.changedAtMs(agentId)) ? "no truth" : null;
}

function correctCapital({ compared, ledger }: PlanFacts, difference: LedgerDifference, closing: ReadonlyMap<string, readonly Correction[]>): Correction[] {
  const { agentId, matter, public: record, private: said } = difference;
  if (matter !== "virtual capital" || agentId === null || typeof record !== "number" || typeof said !== "number") return [];
  // First the trades, then their sum: the agent may know already what our record is about to learn.
  if (closing.has(agentId)) return [];
  const privateWins = isPrivateNewer(compared.get(agentId), ledger.changedAtMs(agentId));
  const event: SettlingEvent = privateWins
    ? { kind: "CAPITAL_AGREED", body: { agentId, capital: said } }
    : { kind: "PRIVATE_LEDGER_CORRECTED", body: { agentId, change: { what: "capital", capital: record }, why: "our record is newer" } };
  return [
    aboutCapital(agentId, {
      code: privateWins ? "PUBLIC_FOLLOWS" : "PRIVATE_FOLLOWS",
      differenceId: difference.id,
      believed: privateWins ? `capital ${record} (our record)` : `capital ${said} (the agent)`,
      truth: privateWins ? `capital ${said} (the agent)` : `capital ${record} (our record)`,
      why: `Our record and ${agentId} count its capital differently, and ${privateWins ? "the agent's" : "our"} figure is newer.`,
      events: [event],
    }),
  ];
}

/**
 * Once a trade ended with a result that nobody knows, there is nothing to hold an agent's capital against: what it says
 * after that is where our count begins again. No difference, since only one side has a figure.
 */
function agreeCapital({ ledger }: PlanFacts, agent: ComparedAgent, closing: ReadonlyMap<string, readonly Correction[]>): Correction[] {
  const { agentId, capital, private: view } = agent;
  const said = view?.capital ?? null;
  if (capital !== null || said === null || closing.has(agentId) || !isPrivateNewer(agent, ledger.changedAtMs(agentId))) return [];
  return [
    aboutCapital(agentId, {
      code: "PUBLIC_FOLLOWS",
      differenceId: null,
      believed: "capital unknown (our record)",
      truth: `capital ${said} (the agent)`,
      why: `A trade of ${agentId} ended with a result that nobody knows; what it says since is counted on from.`,
      events: [{ kind: "CAPITAL_AGREED", body: { agentId, capital: said } }],
    }),
  ];
}

const aboutCapital = (agentId: string, found: Pick<Correction, "code" | "differenceId" | "believed" | "truth" | "why" | "events">): Correction => ({
  id: `CAPITAL:${agentId}`,
  kind: "C",
  agentId,
  symbol: null,
  ticket: null,
  evidence: [],
  waitsFor: null,
  suggestion: null,
  profit: null,
  ...found,
});

/** It was saved after our record of the agent last changed. */
export const isPrivateNewer = (agent: ComparedAgent | undefined, publicAtMs: number | null): boolean => (agent?.privateSavedAtMs ?? 0) > (publicAtMs ?? 0);

/** Each true position keeps the words of the claim that meant it: of the same ticket, else of the same side. */
function trueClaims(claims: readonly Claim[], truth: readonly Position[]): ReturnType<typeof trueClaim>[] {
  const left = [...claims];
  const take = (fits: (claim: Claim) => boolean): Claim | null => {
    const at = left.findIndex(fits);
    return at === -1 ? null : (left.splice(at, 1)[0] ?? null);
  };
  return truth.map((position) => trueClaim(take((claim) => claim.ticket === position.ticket) ?? take((claim) => claim.ticket === null && claim.side === position.side), position));
}

const list = (items: readonly string[]): string => (items.length === 0 ? "nothing" : items.join("; "));
