import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Rng } from "../../../src-main/simulator/rng.ts";
import { freePort } from "../../support/free-port.ts";

const program = fileURLToPath(new URL("relay-process.ts", import.meta.url));

/** Orders a relay passes on before the one it dies with. */
const LIFE = { least: 20, most: 120 } as const;

export interface MortalGateway {
  readonly port: number;
  /** Lives that ended with an order in hand, before it went on and after it was done. */
  readonly deaths: { readonly before: number; readonly after: number };
  /** From the next life on none dies any more; this one is ended, so that the next begins. */
  settleDown(): Promise<void>;
}

/** A gateway in front of the one at this port that is killed again and again with an order in hand, and started again. */
export async function startMortalGateway(behind: number, rng: Rng): Promise<MortalGateway> {
  const port = await freePort();
  const deaths = { before: 0, after: 0 };
  let isMortal = true;
  let isOver = false;
  let child: ChildProcess;

  const live = async (): Promise<void> => {
    const moment = rng.pick<"before" | "after">(["before", "after"]);
    const deadly = isMortal ? rng.int(LIFE.least, LIFE.most) : 0;
    const born = spawn(process.execPath, [program, String(port), String(behind), String(deadly), moment], { stdio: ["ignore", "pipe", "inherit"] });
    child = born;
    born.once("exit", () => {
      if (isMortal) deaths[moment] += 1;
      if (!isOver) void live();
    });
    await new Promise((resolve) => born.stdout.once("data", resolve));
  };

  await live();
  onTestFinished(async () => {
    isOver = true;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  });
  return {
    port,
    deaths,
    settleDown: async () => {
      isMortal = false;
      const last = child;
      const ended = new Promise((resolve) => last.once("exit", resolve));
      last.kill("SIGKILL");
      await ended;
    },
  };
}
