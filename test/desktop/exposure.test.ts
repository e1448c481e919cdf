import { expect, it } from "vitest";
import type { AgentRow } from "../../src-main/contract/agent.ts";
import type { KillScope } from "../../src-main/contract/kill.ts";
import type { Position } from "../../src-main/contract/position.ts";
import { createConsoleFeed } from "../../src-main/engine/console-feed.ts";
import { watchExposure, type Exposure } from "../../src-main/hosts/desktop/exposure.ts";
import { topics } from "../serve/fixtures.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const agent = (agentId: string, over: Partial<AgentRow> = {}): AgentRow => ({ agentId, magic: null, connected: true, lastSeenAtMs: 1, positions: 0, lots: 0, profit: 0, tradesToday: 0, inDoubt: 0, killed: false, ...over });
const position = (ticket: number, symbol: string, profit = 0): Position => ({ ticket, symbol, side: "BUY", volumeLots: 0.1, openPrice: 1, currentPrice: 1, profit, swap: 0, stopLoss: null, takeProfit: null, openedAtMs: 1, magic: null, comment: null });
const kill = (scope: KillScope) => ({ id: "k", scope, reason: "r", source: "tray" as const, flatten: false, includeForeign: false, atMs: 1, durable: true });

function watching() {
  const feed = createConsoleFeed("main", new VirtualClock(), topics);
  const watch = watchExposure(feed);
  const told: Exposure[] = [];
  const stop = watch.onChange((exposure) => told.push(exposure));
  return { feed, watch, told, stop };
}

it("knows agents and symbols that can still be stopped, sorted, and counts doubts", () => {
  const { feed, watch } = watching();
  expect(watch.now()).toEqual({ agents: [], symbols: [], inDoubt: 0 });
  feed.setAgents([agent("beta"), agent("alpha"), agent("gone", { connected: false }), agent("stopped", { killed: true })]);
  feed.setPositions([position(1, "XAUUSD"), position(2, "EURUSD"), position(3, "EURUSD")], 1);
  feed.set("inDoubt", [{ uuid: "u", agentId: "alpha", symbol: "EURUSD", side: null, volumeLots: null, sinceMs: 1, why: "", candidates: [] }]);
  expect(watch.now()).toEqual({ agents: ["alpha", "beta", "gone"], symbols: ["EURUSD", "XAUUSD"], inDoubt: 1 });
  feed.set("kill", { active: [kill({ kind: "symbol", symbol: "eurusd" })], flatten: null });
  expect(watch.now().symbols).toEqual(["XAUUSD"]);
});

it("keeps a symbol that is flat now: it may be opened again, and the menu stays as it is", () => {
  const { feed, watch } = watching();
  feed.setPositions([position(1, "EURUSD")], 1);
  feed.setPositions([], 2);
  expect(watch.now().symbols).toEqual(["EURUSD"]);
});

it("speaks only when something is else than before, and not to those who left", () => {
  const { feed, told, stop } = watching();
  feed.setPositions([position(1, "EURUSD")], 1);
  for (let profit = 1; profit <= 5; profit += 1) feed.setPositions([position(1, "EURUSD", profit)], profit);
  feed.set("account", null);
  expect(told).toEqual([{ agents: [], symbols: ["EURUSD"], inDoubt: 0 }]);
  stop();
  feed.setAgents([agent("alpha")]);
  expect(told).toHaveLength(1);
});
