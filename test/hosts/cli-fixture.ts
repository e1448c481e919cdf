import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { commandLine } from "../../src-main/hosts/cli/command-line.ts";
import { acquireLock } from "../../src-main/journal/lock.ts";
import type { Handlers } from "../../src-main/serve/dispatcher.ts";
import { writeAccess } from "../../src-main/serve/tokens.ts";
import { serve } from "../serve/http-fixtures.ts";

export interface Ran {
  readonly code: number | null;
  readonly out: string[];
  readonly err: string[];
  /** The last line as JSON. */
  readonly json: unknown;
}

export interface Terminal {
  readonly dataDir: string;
  /** Runs `holdfast …` on the engine of this fixture. */
  holdfast(...args: string[]): Promise<Ran>;
  /** What was printed so far, by all commands. */
  readonly out: string[];
  /** Ctrl+C. */
  interrupt(): void;
}

/** A data folder that an engine of these answers holds: real lock, real HTTP door, real command line. */
export async function engineOf(handlers: Partial<Handlers>): Promise<Terminal> {
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-cli-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const lock = await acquireLock(dataDir, { pid: process.pid, host: "headless", startedAtMs: 0 });
  if (!lock.ok) throw new Error(lock.failure.message);
  onTestFinished(() => lock.value.release());
  const { url, tokens } = await serve({}, handlers);
  const written = await writeAccess(dataDir, { url, pid: process.pid, tokens });
  if (!written.ok) throw new Error(written.failure.message);
  return terminalOn(dataDir);
}

/** The same with nobody there. */
export async function noEngine(): Promise<Terminal> {
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-cli-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  return terminalOn(dataDir);
}

function terminalOn(dataDir: string): Terminal {
  const out: string[] = [];
  const abort = new AbortController();
  return {
    dataDir,
    out,
    interrupt: () => abort.abort("SIGINT"),
    holdfast: async (...args) => {
      const from = out.length;
      const err: string[] = [];
      let code: number | null = null;
      const io = { line: (text: string) => void out.push(text), errorLine: (text: string) => void err.push(text), signal: abort.signal, readerGone: new AbortController().signal };
      const program = commandLine(io, (exitCode) => (code = exitCode));
      for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ writeErr: (text) => err.push(text.trimEnd()) });
      try {
        await program.parseAsync([...args, "--data-dir", dataDir], { from: "user" });
      } catch (error) {
        err.push(String(error));
      }
      const said = out.slice(from).flatMap((text) => text.split("\n"));
      return { code, out: said, err, json: parsed(said.at(-1)) };
    },
  };
}

function parsed(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return null;
  }
}
