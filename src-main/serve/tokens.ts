import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Permission } from "../contract/api.ts";
import type { Result } from "../engine/ports.ts";

/** The two keys of one run: `read` may look, `command` may also act. */
export interface Tokens {
  readonly read: string;
  readonly command: string;
}

/** 256 random bits each. The prefix lets the log recognise and hide them wherever they stand. */
export const newTokens = (): Tokens => ({ read: `hfr_${randomBytes(32).toString("base64url")}`, command: `hfc_${randomBytes(32).toString("base64url")}` });

/** What a token may do; `null` when it is none of ours. Takes the same time whatever is presented. */
export function permissionOf(tokens: Tokens, presented: string): Permission | null {
  const isRead = isSame(tokens.read, presented);
  const isCommand = isSame(tokens.command, presented);
  if (isCommand) return "command";
  return isRead ? "read" : null;
}

/** Hashed first, because `timingSafeEqual` needs equal lengths and a length is a hint too. */
const isSame = (token: string, presented: string): boolean => timingSafeEqual(digest(token), digest(presented));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** How a program of the same user reaches the running engine. */
const ConsoleAccess = z.object({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  pid: z.number().int().positive(),
  tokens: z.object({ read: z.string().min(1), command: z.string().min(1) }),
});
export type ConsoleAccess = z.infer<typeof ConsoleAccess>;

export interface AccessFailure {
  /** `NONE`: no file, so no engine has been running here, or it ended well. */
  readonly code: "NONE" | "UNREADABLE" | "UNWRITABLE";
  readonly path: string;
  readonly message: string;
}

export const accessPath = (dataDir: string): string => join(dataDir, "console-token.json");

/** The token that may only read, and nothing else: what a Prometheus takes as its `credentials_file`. */
export const readTokenPath = (dataDir: string): string => join(dataDir, "read-token");

/**
 * Writes the access file for this run, and the read token beside it, each whole or not at all. Only their owner may read
 * them: mode 0600 where the system has modes; on Windows the folder lies in the user's own profile, whose access list
 * keeps others out.
 */
export async function writeAccess(dataDir: string, access: ConsoleAccess): Promise<Result<{ readonly path: string }, AccessFailure>> {
  const path = accessPath(dataDir);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeSecret(readTokenPath(dataDir), access.tokens.read);
    await writeSecret(path, `${JSON.stringify(access, null, 2)}\n`);
    return { ok: true, value: { path } };
  } catch (error) {
    return { ok: false, failure: { code: "UNWRITABLE", path, message: (error as Error).message } };
  }
}

async function writeSecret(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    // A umask can only have taken rights away; this gives the owner's back.
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Reads what `writeAccess` wrote. The engine it names may be gone: it was killed, or the machine went down. */
export async function readAccess(dataDir: string): Promise<Result<ConsoleAccess, AccessFailure>> {
  const path = accessPath(dataDir);
  try {
    return { ok: true, value: ConsoleAccess.parse(JSON.parse(await readFile(path, "utf8"))) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { ok: false, failure: { code: "NONE", path, message: "no engine is running here" } };
    // Not the parser's own words: they quote what they could not read.
    return { ok: false, failure: { code: "UNREADABLE", path, message: "the file is not what the engine writes" } };
  }
}

/** Takes both files away at the end of a run, unless another run has written its own meanwhile. */
export async function removeAccess(dataDir: string, tokens: Tokens): Promise<void> {
  const access = await readAccess(dataDir);
  if (access.ok && permissionOf(access.value.tokens, tokens.command) === "command") {
    await Promise.all([accessPath, readTokenPath].map((path) => rm(path(dataDir), { force: true })));
  }
}
