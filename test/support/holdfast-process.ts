import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const bin = resolve(import.meta.dirname, "../../bin/holdfast.js");

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The answer as JSON: its last line. */
  readonly json: unknown;
}

/** A running `holdfast …` and what it has said. Killed at the end of the test. */
export interface RunningProcess {
  readonly pid: number;
  /** The first line it printed, as JSON. */
  readonly first: Record<string, unknown>;
  readonly out: readonly string[];
  /** Settles with the exit code, `null` after a signal. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal and does not wait for an end. */
  send(signal: NodeJS.Signals): void;
  /** Stops reading what it prints, as `head` does when it has enough. */
  stopReading(): void;
}

/** Runs a command to its end. */
export const holdfast = (...args: string[]): Promise<Finished> => holdfastWith({}, ...args);

/** The same with more in its environment. */
export async function holdfastWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Finished> {
  const child = start(args, env);
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const code = await exitOf(child);
  return { code, out, err, json: parsed(out.trim().split("\n").at(-1) ?? "") };
}

/** Starts a command that stays, and waits for its first line. */
export const startHoldfast = (...args: string[]): Promise<RunningProcess> => startHoldfastWith({}, ...args);

/** The same with more in its environment. */
export async function startHoldfastWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<RunningProcess> {
  const child = start(args, env);
  const out: string[] = [];
  let err = "";
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const exited = exitOf(child);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const first = await new Promise<string>((resolveLine, reject) => {
    lines.on("line", (line) => {
      out.push(line);
      resolveLine(line);
    });
    void exited.then((code) => reject(new Error(`holdfast ${args.join(" ")} ended with ${code} before its first line: ${err}`)));
  });
  return {
    pid: child.pid ?? -1,
    first: parsed(first) as Record<string, unknown>,
    out,
    exited,
    kill: (signal) => {
      child.kill(signal);
      return exited;
    },
    send: (signal) => void child.kill(signal),
    stopReading: () => child.stdout?.destroy(),
  };
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const start = (args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...cleanEnv(), ...env }, cwd: tmpdir() });

/** The tests must not hear what the developer's own shell or `.env` says about gateways. */
const cleanEnv = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GATEWAY|SYNC|HEARTBEAT|MAGIC|ACCOUNT|TRUTH|AUTO|CONSOLE|DATA_DIR|LOG_LEVEL|VITEST|NODE_OPTIONS)/.test(name)));

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolveCode) => {
    child.once("close", (code) => resolveCode(code));
  });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
