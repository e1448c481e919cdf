import { expect, test } from "vitest";
import { askPoints, Market } from "../../src-main/simulator/market.ts";
import { Rng } from "../../src-main/simulator/rng.ts";

const bids = (market: Market): number[] => [...market.instruments].map((instrument) => instrument.bidPoints);

function walked(seed: number, ticks: number): number[] {
  const market = new Market(new Rng(seed));
  for (let tick = 0; tick < ticks; tick += 1) market.tick();
  return bids(market);
}

test("the same seed walks the same way, another one another", () => {
  expect(walked(7, 500)).toEqual(walked(7, 500));
  expect(walked(7, 500)).not.toEqual(walked(8, 500));
});

test("prices move, and stay near where they began", () => {
  const start = bids(new Market(new Rng(1)));
  walked(1, 20_000).forEach((bid, index) => {
    expect(bid).not.toBe(start[index]);
    expect(Math.abs(bid / (start[index] ?? 1) - 1)).toBeLessThan(0.2);
  });
});

test("the ask is the symbol's spread above the bid, and every price a whole number of points", () => {
  const market = new Market(new Rng(1));
  market.tick();
  for (const instrument of market.instruments) {
    expect(askPoints(instrument) - instrument.bidPoints).toBe(instrument.spec.spreadPoints);
    expect(Number.isInteger(instrument.bidPoints)).toBe(true);
  }
});
