import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { arch, availableParallelism, cpus, loadavg, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Figure, isReached } from "./figure.ts";
import { rows } from "./rows.ts";
import { tableOf } from "./table.ts";

/**
 * `npm run bench`: the figures of the design, each against the bare thing measured in the same run. A figure that misses
 * its goal is told, not failed; the exit code is 1 only when something broke, 2 when the command line is wrong,
 * 130 after Ctrl+C.
 */
const HELP = `npm run bench -- [--only NAME]… [--json]
  --only NAME  one row, or several: ${rows.map((row) => row.name).join(", ")}
  --json       one JSON object instead of the table
`;

/** Longest a row may take; one that hangs is broken. */
const ROW_LIMIT_MS = 120_000;

interface Measured {
  readonly name: string;
  readonly tookMs: number;
  readonly figures: readonly Figure[];
}

/** Ctrl+C ends the row under way, and leaves nothing behind. */
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort());

async function main(): Promise<number> {
  const { json = false, only = rows.map((row) => row.name), help = false } = argumentsGiven();
  const unknown = only.filter((name) => !rows.some((row) => row.name === name));
  if (help || unknown.length > 0) {
    for (const name of unknown) process.stderr.write(`--only is ${name}; there is no such row\n`);
    (help ? process.stdout : process.stderr).write(HELP);
    return help ? 0 : 2;
  }
  if (!json) process.stdout.write(`${machineText()}\n\n`);
  const { measured, broken } = await measureAll(rows.map((row) => row.name).filter((name) => only.includes(name)));
  if (interrupted.signal.aborted) return 130;
  process.stdout.write(json ? `${jsonOf(measured, broken)}\n` : `${tableOf(measured.flatMap((row) => row.figures))}\n`);
  for (const name of broken) process.stderr.write(`${name}: broken, see above\n`);
  return broken.length === 0 ? 0 : 1;
}

function argumentsGiven(): { json?: boolean; only?: string[]; help?: boolean } {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string", multiple: true }, help: { type: "boolean" } } });
  return values;
}

async function measureAll(names: readonly string[]): Promise<{ readonly measured: Measured[]; readonly broken: string[] }> {
  const workDir = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  const measured: Measured[] = [];
  const broken: string[] = [];
  try {
    for (const name of names) {
      if (interrupted.signal.aborted) break;
      progress(`${name} …`);
      const startedAtMs = performance.now();
      const figures = await measureApart(name, workDir);
      if (figures === null) broken.push(name);
      else measured.push({ name, tookMs: Math.round(performance.now() - startedAtMs), figures });
    }
  } finally {
    progress("");
    await rm(workDir, { recursive: true, force: true, maxRetries: 5 });
  }
  return { measured, broken };
}

/** One row in a process of its own; `null` when it ended without figures. */
function measureApart(name: string, workDir: string): Promise<readonly Figure[] | null> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL("row-process.ts", import.meta.url)), [name, workDir], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const stop = (): void => void child.kill();
    const limit = setTimeout(stop, ROW_LIMIT_MS);
    interrupted.signal.addEventListener("abort", stop, { once: true });
    let figures: readonly Figure[] | null = null;
    child.on("message", (message) => {
      figures = message as readonly Figure[];
    });
    child.on("exit", () => {
      clearTimeout(limit);
      interrupted.signal.removeEventListener("abort", stop);
      resolve(figures);
    });
  });
}

/** Which row is being measured, on a terminal only, and gone when the table comes. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

const machine = {
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()} ${arch()}`,
  node: process.versions.node,
  /** Average over a minute of what the machine was busy with before we began; Windows does not say. */
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
};

function machineText(): string {
  const { cores, cpu, memoryGiB, system, node, loadBefore } = machine;
  return `${cores} cores (${cpu}), ${memoryGiB} GiB, ${system}, Node ${node}, load before the run ${loadBefore}`;
}

const jsonOf = (measured: readonly Measured[], broken: readonly string[]): string =>
  JSON.stringify({
    machine,
    rows: measured.map(({ name, tookMs, figures }) => ({ name, tookMs, figures: figures.map((figure) => ({ ...figure, reached: isReached(figure) })) })),
    broken,
  });

process.exitCode = await main();
