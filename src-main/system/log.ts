import { mkdirSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { destination, type Logger, pino } from "pino";
import type { Result } from "../engine/ports.ts";
import type { SettingValues } from "./settings.ts";

export type { Logger };

export interface LogOptions {
  readonly dir: string;
  readonly level: SettingValues["LOG_LEVEL"];
  /** A file that has reached this size is followed by the next one. */
  readonly fileMaxBytes?: number;
  /** Files kept, the current one included. */
  readonly filesKept?: number;
}

export interface Log {
  readonly logger: Logger;
  /** Writes out what is still waiting. Settles when it is on disk, or cannot be. */
  close(): Promise<void>;
}

type OutFile = ReturnType<typeof destination>;

const FILE = /^holdfast-(\d{6,})\.ndjson$/;
const fileName = (number: number): string => `holdfast-${String(number).padStart(6, "0")}.ndjson`;

/** What waits in memory for a disk that does not take it; what comes on top is dropped, never the engine. */
const WAITING_MAX_BYTES = 4 * 1024 * 1024;

/**
 * The program's log: one JSON object a line, in numbered files of which the newest are kept. Writing never blocks the
 * loop, and a full or vanished disk silences the log and nothing else.
 */
export function openLog({ dir, level, fileMaxBytes = 5 * 1024 * 1024, filesKept = 5 }: LogOptions): Result<Log, { readonly path: string; readonly message: string }> {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const files = rollingFiles(dir, fileMaxBytes, filesKept);
    const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: withoutSecrets } }, files);
    return { ok: true, value: { logger, close: () => files.close() } };
  } catch (error) {
    return { ok: false, failure: { path: dir, message: `the log cannot be written: ${(error as Error).message}` } };
  }
}

/** A JSON string under a name that says it is secret; and what console tokens look like, wherever they stand. */
const SECRET_FIELD = /("[^"]*(?:token|secret|password|authorization|cookie)[^"]*":)"(?:[^"\\]|\\.)*"/gi;
const TOKEN = /\bhf[a-z]_[\w-]{16,}/g;

/** Works on the written line, so that no depth, no new field and no error message gets around it. */
export const withoutSecrets = (line: string): string => line.replace(SECRET_FIELD, '$1"[hidden]"').replace(TOKEN, "[hidden]");

/** Numbered files instead of renamed ones: nothing has to rename a file that is open, which Windows does not like. */
function rollingFiles(dir: string, fileMaxBytes: number, filesKept: number): { write(line: string): void; close(): Promise<void> } {
  let number = Math.max(1, ...numbersIn(dir));
  let bytes = sizeOf(join(dir, fileName(number)));
  let current = openFile(join(dir, fileName(number)));
  let before: Promise<void> | null = null;
  let isClosed = false;
  const roll = (): void => {
    const next = openFile(join(dir, fileName(number + 1)));
    before = ended(current).finally(() => (before = null));
    current = next;
    number += 1;
    bytes = 0;
    dropOldest(dir, filesKept);
  };
  return {
    write: (line) => {
      if (isClosed) return;
      // Not while the file before is still being written out: two files' worth of lines is all that may wait in memory.
      if (bytes >= fileMaxBytes && before === null) quietly(roll);
      bytes += Buffer.byteLength(line);
      current.write(line);
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([before, ended(current)]);
    },
  };
}

function openFile(path: string): OutFile {
  const out = destination({ dest: openSync(path, "a", 0o600), sync: false, maxLength: WAITING_MAX_BYTES });
  // There is nowhere left to complain to; the next line is tried again.
  out.on("error", () => {});
  return out;
}

const ended = (out: OutFile): Promise<void> =>
  new Promise((resolve) => {
    out.once("close", resolve);
    out.once("error", () => resolve());
    out.end();
  });

const numbersIn = (dir: string): number[] => readdirSync(dir).flatMap((name) => Number(FILE.exec(name)?.[1] ?? []));

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function dropOldest(dir: string, filesKept: number): void {
  const oldest = numbersIn(dir).toSorted((a, b) => b - a).slice(filesKept);
  for (const number of oldest) quietly(() => rmSync(join(dir, fileName(number)), { force: true }));
}

/** For what may fail without the engine being any worse off: a log file that cannot be begun or removed just now. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Tried again when the next file is due.
  }
}
