import type { Position } from "../../src-main/contract/position.ts";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { createAttribution } from "../../src-main/domain/attribution.ts";
import { usualPolicy } from "../../src-main/domain/correction-policy.ts";
import { usualTolerance } from "../../src-main/domain/diff-tolerance.ts";
import { privateViewOf } from "../../src-main/domain/private-ledger.ts";
import { reconcile } from "../../src-main/domain/reconciliation.ts";
import { createRecords, type Records } from "../../src-main/domain/records.ts";
import { diffThreeWays } from "../../src-main/domain/three-way-diff.ts";
import type { Figure, Row } from "./figure.ts";
import { oneLookLater, positionsOf } from "./positions.ts";
import { compare, tookMs } from "./rounds.ts";

const FEW = 1_000;
const MANY = 100_000;
const ONE_DIFFERS_IN = 100;
const POSITIONS_AN_AGENT = 100;
const PLAN = { warmUps: 3, rounds: 15 } as const;

interface Sides {
  readonly records: Records;
  readonly venue: readonly Position[];
}

/**
 * Cost a position of comparing venue, record and agents: 100,000 positions of a thousand agents, against 1,000 of ten a
 * hundred times over, each time others (`diff.ts` says why). Beside it the same with the plan of what puts them right.
 */
export const threeWay: Row = {
  name: "three-way",
  measure: async () => {
    const many = sidesOf(MANY, 0);
    const few = Array.from({ length: MANY / FEW }, (_, index) => sidesOf(FEW, index));
    return [await costOf("three-way diff", few, many, expectPairs, true), await costOf("three-way diff and plan", few, many, expectCorrections, false)];
  },
};

async function costOf(words: string, few: readonly Sides[], many: Sides, work: (sides: Sides) => void, isGoal: boolean): Promise<Figure> {
  const { bare, ours, ratio, spread } = await compare(
    () => tookMs(() => few.forEach(work)),
    () => tookMs(() => work(many)),
    PLAN,
  );
  return {
    what: `${words}, a position: 100,000 against 1,000`,
    measured: { value: (ours / MANY) * 1e6, unit: "ns" },
    bare: { value: (bare / MANY) * 1e6, unit: "ns" },
    ratio: Math.max(ratio, 1 / ratio),
    goal: isGoal ? { on: "ratio", atMost: 1.3 } : null,
    notes: [`venue, record, and ${POSITIONS_AN_AGENT} positions an agent by its own word; one in ${ONE_DIFFERS_IN} has another volume at the venue; bare: the cost at 1,000; ${spread}`],
  };
}

function sidesOf(count: number, seed: number): Sides {
  const recorded = positionsOf(count, seed, 51_200_001 + seed * count);
  const records = createRecords();
  let seq = 0;
  for (const { kind, body } of historyOf(recorded)) records.fold({ seq: (seq += 1), atMs: SAVED_AT_MS, kind, body });
  return { records, venue: oneLookLater(recorded, ONE_DIFFERS_IN) };
}

const SAVED_AT_MS = Date.UTC(2026, 0, 16);

/** Every trade opened, and then every agent saying what it holds. */
function* historyOf(positions: readonly Position[]): Generator<RecordEvent> {
  for (const [index, { ticket, symbol, side, volumeLots, openPrice, openedAtMs }] of positions.entries()) {
    yield { kind: "TRADE_OPENED", body: { trade: { ticket, agentId: agentOf(index), symbol, side, volumeLots, openPrice, openedAtMs: openedAtMs ?? SAVED_AT_MS, uuid: null, tag: null } } };
  }
  for (let first = 0; first < positions.length; first += POSITIONS_AN_AGENT) {
    const held = positions.slice(first, first + POSITIONS_AN_AGENT).map(({ ticket, symbol, side, volumeLots, openPrice }) => ({ ticket, symbol, side, amount: volumeLots, entry_price: openPrice }));
    yield { kind: "PRIVATE_LEDGER_SAVED", body: { agentId: agentOf(first), version: 1, changed: { real_positions: held }, removed: [] } };
  }
}

const agentOf = (index: number): string => `agent-${Math.floor(index / POSITIONS_AN_AGENT)}`;

function expectPairs({ records, venue }: Sides): void {
  const { agents, ledger } = records;
  const compared = [...agents.values()].map(({ agentId, privateLedger }) => ({ agentId, private: privateLedger && privateViewOf(privateLedger.content), privateSavedAtMs: privateLedger?.savedAtMs ?? null, capital: null }));
  const attribution = createAttribution({ agents, ledger, orderByTag: () => null, deals: null, windowMs: 0 });
  const { pairs } = diffThreeWays({ venue, public: ledger.open, agents: compared, attribution }, usualTolerance);
  if (pairs.length !== venue.length / ONE_DIFFERS_IN) throw new Error(`${pairs.length} pairs differ`);
}

function expectCorrections({ records, venue }: Sides): void {
  const { diff, plan } = reconcile({ records, venue, orderByTag: () => null, foundGone: () => false, deals: null, tolerance: usualTolerance, policy: usualPolicy, nowMs: SAVED_AT_MS });
  if (diff.pairs.length !== venue.length / ONE_DIFFERS_IN || plan.corrections.length < diff.pairs.length) throw new Error(`${diff.pairs.length} pairs differ, and ${plan.corrections.length} corrections were planned`);
}
