import { median, percentile } from "./statistics.ts";

/** One side of a comparison: does its work once and answers what it cost, in one unit for both sides. */
export type Side = () => Promise<number> | number;

export interface Comparison {
  /** Medians over the rounds. */
  readonly bare: number;
  readonly ours: number;
  /** Median of the ratios of each round. */
  readonly ratio: number;
  /** How far the ratios of single rounds lay apart: lower and upper quartile. */
  readonly spread: string;
}

export interface Rounds {
  readonly warmUps: number;
  readonly rounds: number;
}

/**
 * Runs both sides in turns. Who goes first changes every round, so that neither a machine that is slowing down nor a
 * cache that the other side has warmed favours one of them; what disturbs the machine for long hits both.
 */
export async function compare(bare: Side, ours: Side, { warmUps, rounds }: Rounds): Promise<Comparison> {
  const taken: { readonly bare: number; readonly ours: number }[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const pair = round % 2 === 0 ? await inOrder(bare, ours) : (await inOrder(ours, bare)).toReversed();
    const [bareCost = Number.NaN, ourCost = Number.NaN] = pair;
    if (round >= warmUps) taken.push({ bare: bareCost, ours: ourCost });
  }
  const ratios = taken.map((each) => each.ours / each.bare);
  return {
    bare: median(taken.map((each) => each.bare)),
    ours: median(taken.map((each) => each.ours)),
    ratio: median(ratios),
    spread: `ratios of ${rounds} rounds: quartiles ${percentile(ratios, 25).toFixed(2)} and ${percentile(ratios, 75).toFixed(2)}`,
  };
}

const inOrder = async (first: Side, second: Side): Promise<number[]> => [await first(), await second()];

/** How long one call takes, in ms. */
export async function tookMs(work: () => unknown): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}
