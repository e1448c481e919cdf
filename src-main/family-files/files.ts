import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { familyLimits } from "./limits.ts";
import { broken, type Reading } from "./problem.ts";

/**
 * Files of a folder that anybody may have written. These wait for the disk in the calling thread: for the command line,
 * never for an engine that trades.
 */

/** A plain file's bytes. Links are refused: what they point to may be any file of this machine. */
export function readBounded(root: string, path: string, maxBytes: number): Reading<Uint8Array> {
  let handle: number | null = null;
  try {
    // Windows has no such flag; there `listFolder` has looked before.
    handle = openSync(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const found = fstatSync(handle);
    if (!found.isFile()) return broken(path, "", "", "must be a file");
    if (found.size > maxBytes) return broken(path, "size", found.size, `must be at most ${maxBytes} bytes`);
    const bytes = readFileSync(handle);
    return bytes.length > maxBytes ? broken(path, "size", bytes.length, `must be at most ${maxBytes} bytes`) : { ok: true, value: bytes };
  } catch (error) {
    const code = codeOf(error);
    return broken(path, "", "", code === "ELOOP" ? NO_LINK : `must be a file that can be read (${code})`);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

export const NO_LINK = "must be a file of its own, not a link";

export interface Listed {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

/** What lies in a folder, by name. A folder that is not there is an empty one. */
export function listFolder(root: string, path: string): Reading<readonly Listed[]> {
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    if (entries.length > familyLimits.filesMax) return broken(path, "", entries.length, `must hold at most ${familyLimits.filesMax} files`);
    const listed = entries.map((entry) => ({ name: entry.name, kind: entry.isSymbolicLink() ? "link" : entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other" }) as const);
    return { ok: true, value: listed.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" ? { ok: true, value: [] } : broken(path === "" ? root : path, "", "", `must be a folder that can be read (${code})`);
  }
}

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
