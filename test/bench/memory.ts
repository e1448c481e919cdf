import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readAccess } from "../../src-main/serve/tokens.ts";
import { buildCli } from "./built-cli.ts";
import type { Figure, Row } from "./figure.ts";
import { startNode } from "./helper-process.ts";
import { account, millionEvents, OPEN_POSITIONS } from "./million-events.ts";
import { residentMemory } from "./resident-memory.ts";
import { startGateway } from "./simulated-gateway.ts";
import { largest, median } from "./statistics.ts";

const SETTLE_MS = 5_000;
/** Longer than the time from one reading of the truth to the next. */
const LOOKS = 14;
const LOOK_EVERY_MS = 500;
const ARMED_WITHIN_MS = 60_000;
const SOURCE = fileURLToPath(new URL("../../bin/holdfast.js", import.meta.url));

/**
 * `holdfast serve` with a million events behind it and 10,000 positions before it, against Node alone. Twice: as it ships,
 * and as it runs in a clone, where Node also strips the types in the process and in each of its workers.
 */
export const memory: Row = {
  name: "memory",
  measure: async ({ workDir }) => {
    const dataDir = await millionEvents(workDir);
    const { entry, folder } = await buildCli();
    try {
      return [await memoryOf(entry, dataDir, "as built"), await memoryOf(SOURCE, dataDir, "from the sources")];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function memoryOf(program: string, dataDir: string, words: string): Promise<Figure> {
  const gateway = await startGateway({ ...account, tickIntervalMs: 500 });
  const idle = await startNode(["-e", "console.log('idle'); setInterval(() => {}, 1_000)"]);
  const engine = await startNode([program, "serve", "--json", "--host", "127.0.0.1", "--port", String(gateway.port), "--data-dir", dataDir, "--console-port", "0", "--strategy-port", "0", "--confirm-recovery", "never"], withoutSettings());
  await untilArmed(dataDir);
  await pause(SETTLE_MS);
  const seen = await look(engine.pid, idle.pid);
  const { peakMiB } = residentMemory(engine.pid);
  await Promise.all([engine.end(), idle.end(), gateway.end()]);
  const [measuredMiB, bareMiB] = [median(seen.engineMiB), median(seen.idleMiB)];
  return {
    what: `engine's resident memory, 10,000 positions, 1,000,000 events, ${words}`,
    measured: { value: measuredMiB, unit: "MiB" },
    bare: { value: bareMiB, unit: "MiB" },
    ratio: measuredMiB / bareMiB,
    goal: { on: "ratio", atMost: 2.5 },
    notes: [
      `bare: the same Node with one timer; from ${SETTLE_MS / 1_000} s after ARMED, median of ${(LOOKS * LOOK_EVERY_MS) / 1_000} s, settings as shipped, market moving; most then ${inMiB(largest(seen.engineMiB))}, most ever ${inMiB(peakMiB)}`,
    ],
  };
}

const inMiB = (value: number | null): string => (value === null ? "unknown here" : `${Math.round(value)} MiB`);

async function look(enginePid: number, idlePid: number): Promise<{ readonly engineMiB: number[]; readonly idleMiB: number[] }> {
  const engineMiB: number[] = [];
  const idleMiB: number[] = [];
  for (let count = 0; count < LOOKS; count += 1) {
    engineMiB.push(residentMemory(enginePid).nowMiB);
    idleMiB.push(residentMemory(idlePid).nowMiB);
    await pause(LOOK_EVERY_MS);
  }
  return { engineMiB, idleMiB };
}

async function untilArmed(dataDir: string): Promise<void> {
  const access = await readAccess(dataDir);
  if (!access.ok) throw new Error(access.failure.message);
  const { url, tokens } = access.value;
  const limitMs = performance.now() + ARMED_WITHIN_MS;
  let last = "no answer";
  while (performance.now() < limitMs) {
    const response = await fetch(`${url}/api/status`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${tokens.read}` },
      body: "{}",
    });
    last = await response.text();
    const { value } = JSON.parse(last) as { readonly value?: { readonly state: string; readonly positions: number } };
    if (value?.state === "ARMED" && value.positions === OPEN_POSITIONS) return;
    await pause(100);
  }
  throw new Error(`the engine did not come to ARMED with ${OPEN_POSITIONS} positions: ${last}`);
}

/** What the developer's own shell says about gateways is none of this engine's business. */
const withoutSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GATEWAY|ALLOW_REMOTE|SYNC|HEARTBEAT|MAGIC|ACCOUNT|TRUTH|AUTO|CONSOLE|DATA_DIR|LOG_LEVEL|NODE_OPTIONS)/.test(name)));
