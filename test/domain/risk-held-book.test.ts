import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldBook, type HeldPosition } from "../../src-main/domain/risk-held-book.ts";
import { evaluateRisk } from "../../src-main/domain/risk-rules.ts";
import { sumLots } from "../../src-main/domain/volume.ts";
import { held, intent, limitsOf, situation, times } from "./risk-world.ts";

const lotsIn = (positions: readonly HeldPosition[]): number => sumLots(positions.map(({ volumeLots }) => volumeLots));
const figures = (holdings: ReturnType<typeof heldBook>["all"]) => [...holdings].map(([symbol, { positions, volume }]) => [symbol, positions, volume / 1e8]);

describe("the book of what is held", () => {
  it("counts by symbol and by agent, whatever the case, and nobody's for the account alone", () => {
    const book = heldBook([held("EURUSD", 0.1), held("eurusd", 0.2, "beta"), held("XAUUSD", 1, null)]);
    expect(figures(book.all)).toEqual([["EURUSD", 2, 0.3], ["XAUUSD", 1, 1]]);
    expect(figures(book.of("beta"))).toEqual([["EURUSD", 1, 0.2]]);
    expect(figures(book.of("nobody"))).toEqual([]);
  });

  it("adds up to the same as the list it was made from", () => {
    const position = fc.record({ agentId: fc.option(fc.constantFrom("alpha", "beta")), symbol: fc.constantFrom("EURUSD", "EurUsd", "XAUUSD"), volumeLots: fc.integer({ min: 1, max: 500 }).map((hundredths) => hundredths / 100) });
    fc.assert(
      fc.property(fc.array(position), (positions) => {
        const book = heldBook(positions);
        const alphas = positions.filter(({ agentId }) => agentId === "alpha");
        for (const [holdings, list] of [[book.all, positions], [book.of("alpha"), alphas]] as const) {
          for (const symbol of ["EURUSD", "XAUUSD"]) {
            const own = list.filter((each) => each.symbol.toUpperCase() === symbol);
            expect([holdings.get(symbol)?.positions ?? 0, (holdings.get(symbol)?.volume ?? 0) / 1e8]).toEqual([own.length, lotsIn(own)]);
          }
        }
      }),
    );
  });

  it("is read once, not once an order", () => {
    let reads = 0;
    const counting = (position: HeldPosition): HeldPosition => ({
      ...position,
      get volumeLots() {
        reads += 1;
        return position.volumeLots;
      },
    });
    const world = situation({ positions: times(1_000, held("EURUSD", 0.01)).map(counting) });
    for (const order of times(50, intent())) evaluateRisk(order, world, limitsOf({}));
    expect(reads).toBe(1_000);
  });
});
