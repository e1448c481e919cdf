import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Every process a row started and that still runs: none outlives the row, however the row ends. */
const running = new Set<ChildProcess>();
let isGuarded = false;

/** Only a process that has helpers takes its signals into its own hands. */
function guard(child: ChildProcess): void {
  running.add(child);
  if (isGuarded) return;
  isGuarded = true;
  process.once("exit", () => {
    for (const each of running) each.kill("SIGKILL");
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
}

export interface Started {
  readonly pid: number;
  /** The first thing it said. */
  readonly first: unknown;
  end(): Promise<void>;
}

export interface Helper extends Started {
  send(message: object): void;
  /** Sends, and waits for the next thing it says. One at a time. */
  ask(message: object): Promise<unknown>;
}

/** Starts a file of this folder as a process of its own and waits for its first message. */
export async function startHelper(file: string, options: object): Promise<Helper> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(options)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const gone = endOf(child);
  const said = (): Promise<unknown> => Promise.race([once(child, "message").then(([message]) => message as unknown), gone.then(() => refuse(file))]);
  const first = await said();
  const ask = (message: object): Promise<unknown> => {
    child.send(message);
    return said();
  };
  return { pid: child.pid ?? -1, first, send: (message) => void child.send(message), ask, end: () => ended(child, gone) };
}

/** Starts any program with the Node that runs this, and waits for its first line. */
export async function startNode(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Started> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  const gone = endOf(child);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line").then(([line]) => line as unknown), gone.then(() => refuse(args.join(" ")))]);
  return { pid: child.pid ?? -1, first, end: () => ended(child, gone) };
}

function endOf(child: ChildProcess): Promise<unknown> {
  guard(child);
  return once(child, "exit").finally(() => running.delete(child));
}

async function ended(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  child.kill();
  await gone;
}

function refuse(what: string): never {
  throw new Error(`${what} ended before it said what it was to say`);
}
