import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { CallInput, CallName, CallOutput, CallResult } from "../../src-main/contract/api.ts";
import { readAccess } from "../../src-main/serve/tokens.ts";

const bin = resolve(import.meta.dirname, "../../bin/holdfast.js");

export interface EngineFlags {
  readonly dataDir: string;
  readonly gatewayPort: number;
  readonly strategyPort: number;
  readonly limitsFile: string;
}

/** A running `holdfast serve`. */
export interface EngineRun {
  readonly startedAtMs: number;
  /** Settles when it takes calls; rejects when it ended before. */
  readonly opened: Promise<void>;
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<CallOutput<C>>;
  /** SIGKILL. Settles when it is gone. */
  kill(): Promise<void>;
}

/** A whole Holdfast as it ships, in a process of its own. Nobody is asked to confirm what a recovery corrected alone. */
export function startEngine({ dataDir, gatewayPort, strategyPort, limitsFile }: EngineFlags): EngineRun {
  const settings = {
    "data-dir": dataDir,
    "gateway-host": "127.0.0.1",
    "gateway-port": gatewayPort,
    "gateway-tick-port": 0,
    "strategy-port": strategyPort,
    "console-port": 0,
    "risk-limits-file": limitsFile,
    "confirm-recovery": "never",
    "reconcile-interval-s": 2,
    "journal-keep-days": 1,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [bin, "serve", "--json", ...flags], { stdio: ["ignore", "pipe", "pipe"], cwd: tmpdir(), env: { PATH: process.env["PATH"] } });
  const gone = once(child, "close");
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => (said += `${line}\n`));
  const early = gone.then(() => {
    throw new Error(`the engine ended: ${said}`);
  });
  const opened = Promise.race([once(lines, "line").then(() => undefined), early]);
  // Whoever kills it while it starts does not wait for it to open.
  opened.catch(() => undefined);
  return {
    startedAtMs: performance.now(),
    opened,
    call: async (name, input) => {
      const access = await readAccess(dataDir);
      if (!access.ok) throw new Error(access.failure.message);
      const { url, tokens } = access.value;
      const response = await fetch(`${url}/api/${name}`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${tokens.command}` }, body: JSON.stringify(input) });
      const result = (await response.json()) as CallResult<typeof name>;
      if (!result.ok) throw new Error(`${name} was refused: ${result.failure.message}`);
      return result.value;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
