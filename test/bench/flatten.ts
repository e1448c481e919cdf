import { Dealer } from "zeromq";
import { encode, requests } from "../../src-main/gateway/wire.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { armedEngine, openIn, untilTold } from "./bench-engine.ts";
import type { BenchWorld, Figure, Row } from "./figure.ts";
import { compare } from "./rounds.ts";
import { type SimulatedGateway, startGateway } from "./simulated-gateway.ts";
import { median } from "./statistics.ts";

const POSITIONS = 200;

/**
 * From the kill until the report says `done`: read, closed, and verified by a fresh read. Against a client that already
 * knows the tickets, hands the gateway all 200 closes at once and stops at the last reply. At two speeds: 2 ms a request
 * is a terminal that trades into memory, 15 ms one that has a fast broker behind it.
 */
export const flatten: Row = {
  name: "flatten",
  measure: async (world) => [
    await flattenAt(world, 2, { warmUps: 1, rounds: 5 }),
    await flattenAt(world, 15, { warmUps: 0, rounds: 2 }),
  ],
};

async function flattenAt({ workDir }: BenchWorld, serviceMs: number, plan: { warmUps: number; rounds: number }): Promise<Figure> {
  const gatewayOf = (): Promise<SimulatedGateway> => startGateway({ kind: "extended", positions: POSITIONS, seed: 1, serviceMs });
  const lastClosedMs: number[] = [];
  const { bare, ours, ratio, spread } = await compare(
    async () => withGateway(await gatewayOf(), closedAtOnce),
    async () =>
      withGateway(await gatewayOf(), async (gateway) => {
        const flattened = await flattenedByEngine(workDir, gateway);
        lastClosedMs.push(flattened.lastClosedMs);
        return flattened.doneMs;
      }),
    plan,
  );
  return {
    what: `flatten ${POSITIONS} positions until verified, ${serviceMs} ms a request`,
    measured: { value: ours, unit: "ms" },
    bare: { value: bare, unit: "ms" },
    ratio,
    goal: { on: "ratio", atMost: 1.2 },
    notes: [`bare: the gateway's own time for ${POSITIONS} closes; the last close was answered after ${Math.round(median(lastClosedMs))} ms; ${spread}`],
  };
}

async function withGateway<T>(gateway: SimulatedGateway, use: (gateway: SimulatedGateway) => Promise<T>): Promise<T> {
  try {
    return await use(gateway);
  } finally {
    await gateway.end();
  }
}

async function flattenedByEngine(workDir: string, { port }: SimulatedGateway): Promise<{ readonly doneMs: number; readonly lastClosedMs: number }> {
  let startedAtMs = 0;
  let lastClosedMs = 0;
  const { engine, stop } = await armedEngine({
    workDir,
    gatewayPort: port,
    between: (venue) => ({
      closePosition: async (position, timeoutMs) => {
        const outcome = await venue.closePosition(position, timeoutMs);
        lastClosedMs = performance.now() - startedAtMs;
        return outcome;
      },
    }),
  });
  if (openIn(engine).length !== POSITIONS) throw new Error(`${openIn(engine).length} positions are open`);
  startedAtMs = performance.now();
  engine.kill({ reason: "drill", scope: { kind: "all" }, flatten: true, includeForeign: false, source: "console" });
  await untilTold(engine, () => engine.feed.value("kill").flatten?.endedAtMs != null);
  const doneMs = performance.now() - startedAtMs;
  const report = engine.feed.value("kill").flatten;
  if (report?.status !== "done" || report.closed !== POSITIONS) throw new Error(`the flatten ended ${report?.status} with ${report?.closed} closed`);
  await stop();
  return { doneMs, lastClosedMs };
}

/** Every close handed over at once; the time until the last one is answered. */
async function closedAtOnce({ port }: SimulatedGateway): Promise<number> {
  const socket = new Dealer({ linger: 0 });
  socket.connect(`tcp://127.0.0.1:${port}`);
  const ask = async (body: string): Promise<Record<string, unknown>> => {
    await socket.send(["", body]);
    return bodyOf(await socket.receive());
  };
  const truth = await ask(encode(requests.syncAll(), "sync", systemClock.wallMs()));
  const tickets = (truth["positions"] as readonly { readonly ticket: number }[]).map(({ ticket }) => ticket);
  const closes = tickets.map((ticket) => JSON.stringify({ action: "CLOSE", uuid: systemIds.uuid(), ticket }));
  const startedAtMs = performance.now();
  for (const close of closes) await socket.send(["", close]);
  for (const _ of closes) if (bodyOf(await socket.receive())["status"] !== "FILLED") throw new Error("a close was not filled");
  const tookMs = performance.now() - startedAtMs;
  socket.close();
  if (tickets.length !== POSITIONS) throw new Error(`${tickets.length} positions were open`);
  return tookMs;
}

const bodyOf = (frames: readonly Buffer[]): Record<string, unknown> => JSON.parse(frames.at(-1)?.toString() ?? "{}") as Record<string, unknown>;
