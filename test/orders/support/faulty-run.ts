import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { orderTag, tagIn } from "../../../src-main/domain/order-tag.ts";
import { Rng } from "../../../src-main/simulator/rng.ts";
import { startSimulator, type Simulator } from "../../../src-main/simulator/simulator.ts";
import type { KindName } from "../../../src-main/simulator/gateway-kinds.ts";
import type { FaultName } from "../../../src-main/simulator/faults.ts";
import type { Engine } from "../../../src-main/engine/engine.ts";
import { type Answer, openRequest } from "../../strategy-port/fixture.ts";
import { startEngine } from "./engine.ts";
import { startMortalGateway } from "./relay.ts";
import { Strategy } from "./strategy.ts";

/** Longer: `HOLDFAST_ORDERS=10000`. The seed draws what strategies ask for and when the gateway dies. */
export const orders = Number(process.env["HOLDFAST_ORDERS"] ?? 400);
export const seed = Number(process.env["HOLDFAST_SEED"] ?? 1);
const AGENTS = 12;
const DENIED_PAUSE_MS = 100;
const SYMBOLS = ["EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "EURGBP", "XAUUSD"] as const;

const faults: readonly (readonly [FaultName, number])[] = [
  ["lose-request", 0.005],
  ["lose-reply", 0.005],
  ["execute-then-lose", 0.01],
  ["zero-ticket", 0.01],
  ["missing-ticket", 0.01],
  ["refused-order", 0.01],
  ["insufficient-margin", 0.01],
  ["corrupt-reply", 0.005],
  ["binary-reply", 0.005],
  ["duplicate-reply", 0.02],
  ["late-reply", 0.005],
  ["bad-uuid", 0.02],
  ["no-uuid", 0.02],
  ["nan", 0.01],
  ["empty-positions", 0.01],
  ["positions-error", 0.01],
  ["time-broker", 0.02],
  ["numbers-as-strings", 0.02],
  ["float-volumes", 0.02],
];

/** One order of the run, and the last that was said of it. */
interface Asked {
  readonly agentId: string;
  readonly request: Answer;
  answer: Answer;
}

/** What a run came to: every order with what was said of it in the end, and what the broker did. */
interface Run {
  readonly asked: readonly Asked[];
  readonly lies: readonly Asked[];
  /** Positions that the broker opened, by the tag of their order. */
  readonly openedTags: readonly (string | null)[];
  readonly deaths: number;
  /** Orders that were in doubt. */
  readonly doubted: number;
}

/**
 * Strategies that trade through an engine at a gateway with faults that is killed with orders in hand. In the end the trouble
 * is over, what is in doubt settles, and every strategy asks once more for each of its orders.
 */
export async function tradeThroughFaults(kind: "v43" | "extended"): Promise<Run> {
  const broker = await brokerOf(kind);
  const rng = new Rng(seed);
  const gateway = await startMortalGateway(broker.port, rng.fork("deaths"));
  const { engine, endpoint } = await startEngine(gateway.port);
  const operator = setInterval(() => operate(engine, broker), 200);
  onTestFinished(() => clearInterval(operator));
  for (const [fault, probability] of faults) broker.faults.set(fault, { probability });

  const strategies = new Map(Array.from({ length: AGENTS }, (_, index) => [`agent-${index}`, new Strategy(endpoint, `agent-${index}`)]));
  const asked = (await Promise.all([...strategies].map(([agentId, strategy]) => trade(strategy, agentId, rng.fork(agentId))))).flat();
  const doubted = engine.feed.value("inDoubt").length + settlementsIn(engine);

  broker.faults.clear();
  await gateway.settleDown();
  await expect.poll(() => engine.feed.value("inDoubt").map(({ uuid }) => uuid), { timeout: 60_000, interval: 250 }).toEqual([]);
  for (const each of asked) each.answer = await (strategies.get(each.agentId)?.ask(each.request) ?? each.answer);

  const opened = broker.account.deals().filter(({ entry }) => entry === "IN");
  return {
    asked,
    lies: asked.filter((each) => !isTrue(broker, each)),
    openedTags: opened.map(({ comment }) => tagIn(comment)),
    deaths: gateway.deaths.before + gateway.deaths.after,
    doubted,
  };
}

/** A person who can ask the broker: settles what only a person can, and looks again where the gateway contradicted itself. */
function operate(engine: Engine, broker: Simulator): void {
  const corrections = engine.recovery.report?.differences.flatMap((difference) => difference.corrections) ?? [];
  const waiting = new Set(corrections.filter(({ status }) => status === "waiting").map(({ id }) => id));
  if (waiting.size > 0) void engine.recovery.apply([...waiting], "N", "asked the broker");
  else if (engine.state === "REVIEW" || engine.state === "HALTED") void engine.retry();
  for (const { agentId, uuid, candidates } of engine.feed.value("inDoubt")) {
    if (candidates.length === 0) continue;
    const ticket = openedBy(broker, agentId, uuid)[0] ?? null;
    void engine.orders.resolve({ agentId, uuid, as: ticket === null ? "refused" : "filled", ticket, name: "N", reason: "asked the broker" });
  }
}

async function brokerOf(kind: KindName): Promise<Simulator> {
  const broker = await startSimulator({ kind, positions: 0, balance: 1_000_000_000, seed });
  onTestFinished(() => broker.stop());
  return broker;
}

/** One after another, some of them a close of what was filled before. */
async function trade(strategy: Strategy, agentId: string, rng: Rng): Promise<Asked[]> {
  const asked: Asked[] = [];
  const held: number[] = [];
  const give = async (request: Answer): Promise<Answer> => {
    const answer = await strategy.ask(request);
    asked.push({ agentId, request, answer });
    return answer;
  };
  for (let number = 1, taken = 0; taken < orders / AGENTS; number += 1) {
    const uuid = `${agentId}-${number}`;
    const ticket = rng.chance(0.3) ? held.shift() : undefined;
    const request = ticket === undefined ? openRequest({ uuid, symbol: rng.pick(SYMBOLS), type: rng.pick(["BUY", "SELL"]), volume: rng.int(1, 500) / 100 }) : { action: "CLOSE", uuid, ticket };
    const { status, error_code, ticket: filled } = await give(request);
    if (status === "FILLED" && ticket === undefined) held.push(Number(filled));
    // What was denied here never came near the gateway: it counts for nothing, and asking on at once is of no use.
    if (error_code === "IN_DOUBT" || error_code === "REVIEW" || error_code === "NOT_SYNCED") await pause(DENIED_PAUSE_MS);
    else taken += 1;
  }
  return asked;
}

const settlementsIn = (engine: Engine): number => engine.orders.search({ limit: orders }).filter(({ settledBy }) => settledBy !== null).length;

/** Tickets that the broker opened for this order: it keeps the comment, whatever its gateway says of it. */
const openedBy = (broker: Simulator, agentId: string, uuid: string): number[] =>
  broker.account.deals().filter(({ entry, comment }) => entry === "IN" && tagIn(comment) === orderTag(agentId, uuid)).map(({ position }) => position);

/** Is what the strategy was told last what the broker did? */
function isTrue(broker: Simulator, { agentId, request, answer }: Asked): boolean {
  const { status } = answer;
  if (status !== "FILLED" && status !== "REJECTED") return false;
  if (request["action"] === "CLOSE") {
    const isClosed = broker.account.deals().some(({ entry, position }) => entry === "OUT" && position === request["ticket"]);
    return isClosed === (status === "FILLED");
  }
  const opened = openedBy(broker, agentId, String(request["uuid"]));
  return status === "FILLED" ? opened.length === 1 && opened[0] === answer["ticket"] : opened.length === 0;
}
