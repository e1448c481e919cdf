import { describe, expect, it } from "vitest";
import { told, TradingStory } from "./trading-story.ts";

/** More of it: `HOLDFAST_RUNS=200`, `HOLDFAST_ORDERS=10000`; a run that failed again: `HOLDFAST_SEED=17`. */
const first = Number(process.env["HOLDFAST_SEED"] ?? 1);
const runs = Number(process.env["HOLDFAST_RUNS"] ?? 1);
const orders = Number(process.env["HOLDFAST_ORDERS"] ?? 5_000);
const seeds = Array.from({ length: runs }, (_, index) => first + index);

/** Of the orders in doubt, those that only a person could settle: gateways that keep comments and a history tell the rest. */
const LEFT_TO_A_PERSON = { "v4.3": 0.5, extended: 0.1 } as const;

describe.each(["v4.3", "extended"] as const)("every fault of a %s gateway, crashes and kills in between", (kind) => {
  it.each(seeds)("leave no intent with two positions, send nothing against the state, and every doubt ends in the truth (seed %i)", { timeout: 300_000 }, async (seed) => {
    const story = new TradingStory(seed, kind);
    await story.run(orders);
    const { settled, byOperator, ...rest } = told(story);
    const what = `HOLDFAST_SEED=${seed} HOLDFAST_ORDERS=${orders}: ${JSON.stringify({ settled, byOperator, ...rest })}`;
    expect(story.violations, what).toEqual([]);
    expect(settled, what).toBeGreaterThan(orders / 50);
    expect(byOperator / settled, what).toBeLessThan(LEFT_TO_A_PERSON[kind]);
    expect([...story.venue.struck.values()].length, what).toBe(story.venue.faultsKnown);
  });
});
