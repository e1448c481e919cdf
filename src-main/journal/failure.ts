import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { journalLimits } from "./limits.ts";

type Code = JournalFailure["code"];

export const failed = (code: Code, message: string, path: string): { readonly ok: false; readonly failure: JournalFailure } => ({
  ok: false,
  failure: { code, message, path },
});

export const succeeded = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const newerSchema = (path: string, version: number): { readonly ok: false; readonly failure: JournalFailure } =>
  failed("NEWER_SCHEMA", `${path}: a newer version of Holdfast wrote it (layout ${version}). It was left untouched; start that version.`, path);

/** SQLite's primary result codes that mean something here: https://www.sqlite.org/rescode.html */
const SQLITE = { ERROR: 1, PERM: 3, BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, SCHEMA: 17, NOTADB: 26 } as const;

/** What SQLite or the file system threw, as a value: a code for the engine and a sentence for people. */
export function failureFrom(error: unknown, path: string): JournalFailure {
  const code = codeOf(error, path);
  return { code, message: `${path}: ${SENTENCES[code]} (${wordsOf(error)}).`, path };
}

/**
 * True when the content of the file is to blame, not its surroundings: no database, a broken page, a table that is not
 * there, a number that no journal writes.
 */
export function isDamage(error: unknown): boolean {
  const result = sqliteResultOf(error);
  if (result === null) return nodeCodeOf(error) === "ERR_OUT_OF_RANGE";
  return result === SQLITE.NOTADB || result === SQLITE.CORRUPT || result === SQLITE.ERROR || result === SQLITE.SCHEMA;
}

/** True when another connection holds the lock that was wanted. */
export function isBusy(error: unknown): boolean {
  const result = sqliteResultOf(error);
  return result === SQLITE.BUSY || result === SQLITE.LOCKED;
}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const SENTENCES: Record<Code, string> = {
  DISK_FULL: "the disk is full",
  READ_ONLY: "it cannot be written; check its permissions and those of its folder",
  DAMAGED: "the file is damaged",
  LOCKED: "another process is writing to it",
  NEWER_SCHEMA: "a newer version of Holdfast wrote it",
  CLOSED: "it is closed",
  IO: "it cannot be used",
};

function codeOf(error: unknown, path: string): Code {
  const result = sqliteResultOf(error);
  if (result === null) return codeOfFileError(nodeCodeOf(error));
  if (isBusy(error)) return "LOCKED";
  if (result === SQLITE.FULL) return "DISK_FULL";
  if (result === SQLITE.READONLY || result === SQLITE.PERM) return "READ_ONLY";
  if (result === SQLITE.CORRUPT || result === SQLITE.NOTADB) return "DAMAGED";
  if (result === SQLITE.CANTOPEN || result === SQLITE.IOERR) return codeOfSurroundings(path);
  return "IO";
}

function codeOfFileError(code: string | null): Code {
  if (code === "ENOSPC" || code === "EDQUOT") return "DISK_FULL";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "READ_ONLY";
  return "IO";
}

/** SQLite tells only that opening or writing failed, not why; the folder knows. */
function codeOfSurroundings(path: string): Code {
  const folder = dirname(path);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < journalLimits.fullDiskBytes ? "DISK_FULL" : "IO";
  } catch (error) {
    return codeOfFileError(nodeCodeOf(error));
  }
}

function sqliteResultOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}

function nodeCodeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
