import { REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import type { Engine } from "../../src-main/engine/engine.ts";
import { armedEngine, openIn } from "./bench-engine.ts";
import type { Row } from "./figure.ts";
import { startGateway } from "./simulated-gateway.ts";
import { largest, median, percentile } from "./statistics.ts";

const POSITIONS = 200;
const KILLS = 1_000;

/** How long a kill takes to return, and that no order path lets anything through from that moment on. */
export const kill: Row = {
  name: "kill",
  measure: async ({ workDir }) => {
    const gateway = await startGateway({ kind: "extended", positions: POSITIONS, seed: 1 });
    const { engine, stop } = await armedEngine({ workDir, gatewayPort: gateway.port });
    const tookMs: number[] = [];
    for (let count = 0; count < KILLS; count += 1) tookMs.push(await killedAndRearmed(engine));
    await stop();
    await gateway.end();
    return [
      {
        what: "kill requested → every order path denies, p99",
        measured: { value: percentile(tookMs, 99), unit: "ms" },
        bare: null,
        ratio: null,
        goal: { on: "measured", atMost: 1, strict: true },
        notes: [
          `${KILLS.toLocaleString("en-US")} kills of an ARMED engine, re-armed in between, its journal on disk and one console listening; denied right after each: every time`,
          `p50 ${median(tookMs).toFixed(3)} ms, longest ${largest(tookMs).toFixed(3)} ms, the first of the process (nothing compiled yet) ${tookMs[0]?.toFixed(3)} ms`,
        ],
      },
    ];
  },
};

async function killedAndRearmed(engine: Engine): Promise<number> {
  const symbols = new Set(openIn(engine).map(({ symbol }) => symbol));
  expectOpens(engine, symbols, true);
  const startedAtMs = performance.now();
  const { durable } = engine.kill({ reason: "drill", scope: { kind: "all" }, flatten: false, includeForeign: false, source: "console" });
  const tookMs = performance.now() - startedAtMs;
  expectOpens(engine, symbols, false);
  if (!(await durable).durable) throw new Error("a kill was not written down");
  const rearmed = await engine.rearm({ name: "Operator", reason: "drill over", confirmation: REARM_CONFIRMATION });
  if (!rearmed.ok || !rearmed.value.armed) throw new Error("the engine did not arm again");
  return tookMs;
}

function expectOpens(engine: Engine, symbols: ReadonlySet<string>, expected: boolean): void {
  for (const symbol of symbols) if (engine.mayOpen({ agentId: "default", symbol }) !== expected) throw new Error(`an order for ${symbol} would ${expected ? "not leave" : "leave"}`);
}
