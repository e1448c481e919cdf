import { describe, expect, it } from "vitest";
import { told, TradingStory } from "./trading-story.ts";

/** More seeds: `HOLDFAST_RUNS=200`; one of them again: `HOLDFAST_SEED=17`. */
const first = Number(process.env["HOLDFAST_SEED"] ?? 1);
const runs = Number(process.env["HOLDFAST_RUNS"] ?? 1);
const ORDERS = Number(process.env["HOLDFAST_ORDERS"] ?? 10_000);
const seeds = Array.from({ length: runs }, (_, index) => first + index);

describe.each(["v4.3", "extended"] as const)("10,000 orders with every fault of a %s gateway", (kind) => {
  it.each(seeds)("end in the truth, each at most one position, none against the state (seed %i)", async (seed) => {
    const story = new TradingStory(seed, kind);
    await story.run(ORDERS);
    if (process.env["HOLDFAST_TELL"]) console.log(JSON.stringify(told(story)));
    expect(story.violations, `seed ${seed}: ${JSON.stringify(told(story))}`).toEqual([]);
  }, 120_000);
});
