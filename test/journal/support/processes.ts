import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Fixture {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  /** What it wrote, line by line. */
  readonly lines: AsyncIterableIterator<string>;
  nextLine(): Promise<string>;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
}

const fixturePath = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));

/** Starts a file of this folder as a process of its own; `wrapper` goes before node on the command line. */
export function startFixture(name: string, args: readonly string[], wrapper: readonly string[] = []): Fixture {
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, fixturePath(name), ...args];
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  onTestFinished(kill);
  return {
    process: child,
    lines,
    kill,
    nextLine: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${name} ended without another line`);
      return value;
    },
  };
}
