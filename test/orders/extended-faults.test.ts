import { expect, it } from "vitest";
import { orders, seed, tradeThroughFaults } from "./support/faulty-run.ts";

it("an extended gateway with faults, killed with orders in hand, gets no order twice, and every doubt ends in what the broker did", { timeout: 90_000 + orders * 100 }, async () => {
  const { asked, lies, openedTags, deaths, doubted } = await tradeThroughFaults("extended");
  expect(lies, `HOLDFAST_SEED=${seed}`).toEqual([]);
  expect(new Set(openedTags).size, "intents of the positions").toBe(openedTags.length);
  expect(deaths, "deaths of the gateway").toBeGreaterThan(0);
  expect(doubted, "orders in doubt").toBeGreaterThan(0);
  expect(asked.filter(({ answer }) => answer["status"] === "FILLED").length, "orders filled").toBeGreaterThan(orders / 2);
});
