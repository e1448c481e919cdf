import { createHash } from "node:crypto";
import { lstat, readFile, stat } from "node:fs/promises";
import { defaultRiskLimits, type LimitsProblem, parseRiskLimits } from "../domain/risk-limits.ts";
import type { RiskLimits } from "../domain/risk-table.ts";
import type { Result } from "../engine/ports.ts";
import { riskLimitsPaths } from "./paths.ts";
import { shownValue } from "./problem.ts";
import { parseStrictYaml } from "./strict-yaml.ts";

/** The limits that hold, and what they were read from. */
export interface LoadedLimits {
  readonly limits: RiskLimits;
  /** Absolute; `null`: there is no file, and every limit has its default. */
  readonly path: string | null;
  /** Of the file's bytes, in hex. */
  readonly sha256: string | null;
}

/** Why a limits file cannot be used: everything that is wrong with it at once. */
export interface LimitsFailure {
  readonly path: string;
  readonly problems: readonly LimitsProblem[];
}

/** Parsing takes ever longer with the number of keys, and the engine waits meanwhile. A thousand agents fit in. */
const FILE_MAX_BYTES = 256 * 1024;
const PROBLEMS_SHOWN = 50;

/**
 * Reads the risk limits from this file, or from the one in the data folder; where there is none, the defaults hold. A
 * file that is named has to be there. Never throws and never falls back: a broken file is a failure, since defaults in
 * the place of tighter limits are no limits.
 * @param path absolute; `null`: nobody named one
 */
export async function loadRiskLimits(path: string | null, dataDir: string): Promise<Result<LoadedLimits, LimitsFailure>> {
  if (path !== null) return readLimits(path);
  const found: string[] = [];
  for (const candidate of riskLimitsPaths(dataDir)) if (await isThere(candidate)) found.push(candidate);
  const [first, second] = found;
  if (first === undefined) return { ok: true, value: { limits: defaultRiskLimits(), path: null, sha256: null } };
  if (second !== undefined) return refused(first, first, `the only limits file in its folder: ${second} lies beside it`);
  return readLimits(first);
}

/** `risk.max_leverage = "2x": must be a number from 0.01 to 1000, or off`. */
export const limitsProblemText = ({ field, value, rule }: LimitsProblem): string => `${field} = ${value}: must be ${rule}`;

async function readLimits(path: string): Promise<Result<LoadedLimits, LimitsFailure>> {
  const bytes = await readBytes(path);
  if (!bytes.ok) return refused(path, path, bytes.failure);
  const text = textOf(bytes.value);
  if (text === null) return refused(path, path, "a text file in UTF-8");
  const yaml = parseStrictYaml(text);
  if (!yaml.ok) return broken(path, yaml.failure.map(({ line, column, text: value, rule }) => ({ field: `line ${line}, column ${column}`, value, rule })));
  if (yaml.value === null) return refused(path, path, "a file with limits in it; {} says that every limit has its default");
  const parsed = parseRiskLimits(yaml.value);
  if (!parsed.ok) return broken(path, parsed.problems);
  return { ok: true, value: { limits: parsed.limits, path, sha256: createHash("sha256").update(bytes.value).digest("hex") } };
}

const refused = (path: string, value: string, rule: string): Result<never, LimitsFailure> => ({ ok: false, failure: { path, problems: [{ field: "file", value, rule }] } });

/** What is wrong inside of the file, in a length that a person reads. */
const broken = (path: string, problems: readonly LimitsProblem[]): Result<never, LimitsFailure> => ({
  ok: false,
  failure: { path, problems: problems.slice(0, PROBLEMS_SHOWN).map((problem) => ({ ...problem, value: shownValue(problem.value) })) },
});

/** Anything but "it is not there" counts as there, a link to nowhere as well: reading it then says what is wrong with it. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return codeOf(error) !== "ENOENT";
  }
}

/** A failure is the rule that the path breaks. */
async function readBytes(path: string): Promise<Result<Uint8Array, string>> {
  try {
    const found = await stat(path);
    // Reading a pipe or a device would never end.
    if (!found.isFile()) return { ok: false, failure: "a file" };
    const bytes = found.size > FILE_MAX_BYTES ? null : await readFile(path);
    if (bytes === null || bytes.length > FILE_MAX_BYTES) return { ok: false, failure: `a file of at most ${FILE_MAX_BYTES / 1024} KiB` };
    return { ok: true, value: bytes };
  } catch (error) {
    const code = codeOf(error);
    return { ok: false, failure: code === "ENOENT" ? "a file that is there" : `a file that can be read (${code})` };
  }
}

/** `null`: it is no text. Node reads UTF-16, which Windows editors write, as something else without complaint. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
