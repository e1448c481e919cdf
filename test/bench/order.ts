import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../src-main/engine/engine.ts";
import { type BareDesk, openBareDesk } from "./bare-desk.ts";
import { armedEngine, openedToStrategies } from "./bench-engine.ts";
import type { Figure, Row } from "./figure.ts";
import { type Helper, startHelper } from "./helper-process.ts";
import { type Comparison, compare } from "./rounds.ts";
import { median } from "./statistics.ts";
import type { StrategyReport, StrategyTask } from "./strategy-process.ts";

const ORDERS_IN_A_ROW = 60;
const PLAN = { warmUps: 6, rounds: 30 } as const;

/**
 * One order from strategy to strategy: asked, judged, written down, signed, sent, filled, written down, answered. Against a
 * program at the same place that commits as many bytes twice and passes the message on. Each position is closed again,
 * which is timed apart.
 */
export const order: Row = {
  name: "order",
  measure: async ({ workDir }) => {
    const gateway = await startHelper("order-responder-process.ts", {});
    const ports = gateway.first as { readonly ours: number; readonly bare: number };
    const { engine, stop } = await armedEngine({ workDir, gatewayPort: ports.ours });
    const door = await openedToStrategies(engine);
    const bare = await openBareDesk(await mkdtemp(join(workDir, "bare-")), ports.bare);
    const strategy = await startHelper("strategy-process.ts", {});

    await tradedAt(strategy, door.port);
    bare.texts = textsIn(engine);
    const closes = { bare: [] as number[], ours: [] as number[] };
    const compared = await compare(
      async () => typicalOpenMs(await tradedAt(strategy, bare.port), closes.bare),
      async () => typicalOpenMs(await tradedAt(strategy, door.port), closes.ours),
      PLAN,
    );

    await strategy.end();
    await bare.close();
    await door.close();
    await stop();
    await gateway.end();
    return [figureOf(compared, closes, bare.texts)];
  },
};

function figureOf({ bare, ours, ratio, spread }: Comparison, closes: { readonly bare: readonly number[]; readonly ours: readonly number[] }, texts: BareDesk["texts"]): Figure {
  return {
    what: "order, strategy → strategy, intent and outcome durable, p50",
    measured: { value: ours, unit: "ms" },
    bare: { value: bare, unit: "ms" },
    ratio,
    goal: { on: "ratio", atMost: 1.5 },
    notes: [
      `bare: REQ to REP to REQ to REP and back through three processes, ${texts.before.length} and ${texts.after.length} bytes committed in a worker on the way; ${PLAN.rounds} × ${ORDERS_IN_A_ROW} each; ${spread}`,
      `its close, p50: ${median(closes.ours).toFixed(2)} ms, which reads the truth again to see that it is gone; bare, which does not: ${median(closes.bare).toFixed(2)} ms`,
    ],
  };
}

async function tradedAt(strategy: Helper, port: number): Promise<StrategyReport> {
  const task: StrategyTask = { port, strategies: 1, opens: ORDERS_IN_A_ROW, closes: "each" };
  return (await strategy.ask(task)) as StrategyReport;
}

function typicalOpenMs({ openMs, closeMs }: StrategyReport, closes: number[]): number {
  closes.push(median(closeMs));
  return median(openMs);
}

/** What the last position opened left in the journal, in the commit before it was sent and in the one before it was answered. */
function textsIn(engine: Engine): BareDesk["texts"] {
  const entries = engine.feed.value("activity").map(({ kind, body }) => ({ kind, text: JSON.stringify(body) }));
  const opens = new Map(entries.flatMap(({ kind, text }) => (kind === "ORDER_INTENDED" && text.includes('"action":"OPEN"') ? [[uuidIn(text), text]] : [])));
  const ended = entries.findLast(({ kind, text }) => kind === "ORDER_ENDED" && opens.has(uuidIn(text)));
  if (ended === undefined) throw new Error("no order is among the latest events");
  return { before: opens.get(uuidIn(ended.text)) ?? "", after: ended.text };
}

const uuidIn = (text: string): string => /"uuid":"([^"]+)"/.exec(text)?.[1] ?? "";
