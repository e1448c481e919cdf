import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { KillRequest, REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import type { Engine } from "../../src-main/engine/engine.ts";
import type { Venue } from "../../src-main/engine/ports.ts";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import { armedEngine, openedToStrategies } from "../bench/bench-engine.ts";
import { type Answer, openRequest } from "../strategy-port/fixture.ts";
import { Strategy } from "./support/strategy.ts";

const STRATEGIES = 4;
const IN_FLIGHT = 64;
const ROUNDS = 12;
/** What the gateway takes for each request, so that orders queue up everywhere on their way. */
const SERVICE_MS = 2;

/**
 * Orders that were allowed to leave. A permit is asked in the same stretch of code in which the bytes leave, so an order
 * the gateway has received was permitted at the moment it left.
 */
class Departures {
  readonly permitted = new Set<string>();
  /** Those after the kill had returned. */
  readonly late: string[] = [];
  isKilled = false;
  onPermitted: () => void = () => {};

  between = (venue: Venue): Partial<Venue> => ({
    openOrder: (order, timeoutMs, permit) =>
      venue.openOrder(order, timeoutMs, () => {
        const refusal = permit();
        if (refusal === null) this.#left(order.uuid);
        return refusal;
      }),
  });

  #left(uuid: string): void {
    this.permitted.add(uuid);
    if (this.isKilled) this.late.push(uuid);
    this.onPermitted();
  }
}

interface World {
  readonly engine: Engine;
  readonly gateway: Simulator;
  readonly departures: Departures;
  readonly strategies: readonly Strategy[];
}

async function world(): Promise<World> {
  const workDir = await mkdtemp(join(tmpdir(), "holdfast-"));
  onTestFinished(() => rm(workDir, { recursive: true, force: true, maxRetries: 5 }));
  const gateway = await startSimulator({ kind: "v43", positions: 0, balance: 1_000_000_000, serviceMs: SERVICE_MS });
  onTestFinished(() => gateway.stop());
  const departures = new Departures();
  const { engine, stop } = await armedEngine({ workDir, gatewayPort: gateway.port, between: departures.between });
  onTestFinished(stop);
  const port = await openedToStrategies(engine);
  onTestFinished(() => port.close());
  const strategies = Array.from({ length: STRATEGIES }, (_, index) => new Strategy(port.endpoint, `agent-${index}`));
  return { engine, gateway, departures, strategies };
}

/** Settles once so many orders have left, in the very next moment: their own bytes are out, and those of no other. */
const afterDepartures = (departures: Departures, count: number, run: () => void): Promise<void> =>
  new Promise((resolve) => {
    const due = departures.permitted.size + count;
    departures.onPermitted = () => {
      if (departures.permitted.size < due) return;
      departures.onPermitted = () => {};
      queueMicrotask(() => {
        run();
        resolve();
      });
    };
  });

const uuidsAt = (gateway: Simulator): string[] => gateway.requests.filter(({ action }) => action === "OPEN").map(({ text }) => String((JSON.parse(text) as Answer)["uuid"]));

describe("a kill while 64 orders are in flight", () => {
  it.each([
    ["by a person", ({ engine }: World) => Promise.resolve(void engine.kill(KillRequest.parse({ reason: "now" })))],
    ["by a strategy, once it is told", ({ strategies }: World) => strategies[0]?.ask({ action: "KILL", uuid: "kill", scope: "all", reason: "now" })],
  ])("%s lets none leave after it has returned", { timeout: 60_000 }, async (_by, kill) => {
    const it = await world();
    const { engine, gateway, departures, strategies } = it;
    const answers: Answer[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      departures.isKilled = false;
      const killed = afterDepartures(departures, round * 5, () => {
        void Promise.resolve(kill(it)).then(() => (departures.isKilled = true));
      });
      const asked = strategies.flatMap((strategy, number) =>
        Array.from({ length: IN_FLIGHT / STRATEGIES }, (_, index) => strategy.ask(openRequest({ uuid: `round-${round}-${number}-${index}`, symbol: "EURUSD", volume: (index + 1) / 100 }))),
      );
      await killed;
      answers.push(...(await Promise.all(asked)));
      expect(engine.state).toBe("KILLED");
      expect(uuidsAt(gateway).filter((uuid) => !departures.permitted.has(uuid)), "received, and never permitted").toEqual([]);
      expect((await engine.rearm({ name: "N", reason: "next round", confirmation: REARM_CONFIRMATION })).ok).toBe(true);
    }
    expect(departures.late, "left after the kill had returned").toEqual([]);
    const filled = answers.filter(({ status }) => status === "FILLED");
    const stopped = answers.filter(({ error_code }) => error_code === "KILLED");
    expect(filled.length + stopped.length, "every order was filled or stopped").toBe(ROUNDS * IN_FLIGHT);
    expect(filled.length).toBe(gateway.account.positions().length);
    expect(stopped.length, "orders that the kill stopped").toBeGreaterThan(ROUNDS);
    const durable = engine.orders.search({ limit: ROUNDS * IN_FLIGHT, status: "denied" }).filter(({ agentId, uuid }) => engine.orders.find(agentId, uuid)?.durableAtMs !== null);
    expect(durable.length, "of these, on their way already, their intents written down").toBeGreaterThan(0);
  });
});
