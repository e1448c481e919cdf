import { closeSync, fsyncSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Records } from "../domain/records.ts";
import { familyFiles } from "./family-files.ts";
import { codeOf } from "./files.ts";
import { broken, type Reading } from "./problem.ts";

export interface Written {
  readonly files: number;
  /** Where what was in the folder before lies now; `null`: there was nothing. */
  readonly setAside: string | null;
}

/**
 * Writes the record in the family's layout. The folder is made beside and takes its name when it is whole, so that nobody
 * ever reads a part of it. One with files in it is refused, or, with `force`, set aside under another name: nothing is
 * deleted. Waits for the disk in the calling thread.
 * @param nowMs wall clock, for the name of what is set aside
 */
export function writeFamilyFiles(records: Records, dir: string, { force, nowMs }: { readonly force: boolean; readonly nowMs: number }): Reading<Written> {
  const target = resolve(dir);
  let draft: string | null = null;
  try {
    const there = whatIsThere(target);
    if (there === "other") return broken(target, "", "", "must be a folder");
    if (there === "full" && !force) return broken(target, "", "", "must be an empty folder, or --force sets aside what is in it");
    mkdirSync(dirname(target), { recursive: true });
    draft = mkdtempSync(join(dirname(target), `.${basename(target)}.draft-`));
    const files = familyFiles(records);
    for (const [path, text] of files) writeFile(join(draft, path), text);
    if (there === "empty") rmdirSync(target);
    const setAside = there === "full" ? `${target}.before-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}` : null;
    if (setAside !== null) renameSync(target, setAside);
    renameSync(draft, target);
    draft = null;
    return { ok: true, value: { files: files.size, setAside } };
  } catch (error) {
    return broken(target, "", "", `must be a folder that can be written (${codeOf(error)})`);
  } finally {
    if (draft !== null) rmSync(draft, { recursive: true, force: true });
  }
}

/** A link is none of ours to replace: what it points to would stay behind without a name. */
function whatIsThere(path: string): "nothing" | "empty" | "full" | "other" {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return "nothing";
  if (!found.isDirectory()) return "other";
  return readdirSync(path).length === 0 ? "empty" : "full";
}

function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
