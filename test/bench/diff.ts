import { diffPositions } from "../../src-main/domain/position-diff.ts";
import type { Position } from "../../src-main/contract/position.ts";
import type { Row } from "./figure.ts";
import { oneLookLater, positionsOf } from "./positions.ts";
import { compare, tookMs } from "./rounds.ts";

const FEW = 1_000;
const MANY = 100_000;
const ONE_DIFFERS_IN = 100;
const PLAN = { warmUps: 6, rounds: 30 } as const;

interface Pair {
  readonly recorded: ReadonlyMap<number, Position>;
  readonly truth: readonly Position[];
}

/**
 * Cost a position of comparing 100,000, against 1,000 a hundred times over. Those are a hundred different thousands:
 * the same one again and again would lie in the processor's cache, where a sync every few seconds never finds it.
 */
export const diff: Row = {
  name: "diff",
  measure: async () => {
    const many = pairOf(MANY, 0);
    const few = Array.from({ length: MANY / FEW }, (_, index) => pairOf(FEW, index));
    const { bare, ours, ratio, spread } = await compare(
      () => tookMs(() => few.forEach(expectDifferences)),
      () => tookMs(() => expectDifferences(many)),
      PLAN,
    );
    return [
      {
        what: "diff of record and truth, a position: 100,000 against 1,000",
        measured: { value: (ours / MANY) * 1e6, unit: "ns" },
        bare: { value: (bare / MANY) * 1e6, unit: "ns" },
        ratio: Math.max(ratio, 1 / ratio),
        goal: { on: "ratio", atMost: 1.3 },
        notes: [`two-sided so far: record and truth, strategies come with the order path; bare: the cost at 1,000; ${spread}`],
      },
    ];
  },
};

function pairOf(count: number, seed: number): Pair {
  const recorded = positionsOf(count, seed, 51_200_001 + seed * count);
  return { recorded: new Map(recorded.map((position) => [position.ticket, position])), truth: oneLookLater(recorded, ONE_DIFFERS_IN) };
}

function expectDifferences({ recorded, truth }: Pair): void {
  const differences = diffPositions(recorded, truth);
  if (differences.length !== truth.length / ONE_DIFFERS_IN) throw new Error(`${differences.length} differences were found`);
}
