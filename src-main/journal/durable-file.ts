import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** What a file is called until it is whole on disk. */
export const DRAFT_SUFFIX = ".draft";

/** Writes a whole file so that a reader sees the old text or the new one, never a part; survives a power cut. */
export function writeDurably(path: string, text: string): void {
  const draft = `${path}${DRAFT_SUFFIX}`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameDurably(draft, path);
}

/** The same without holding up this thread's loop, for files of some MB. Rejects with what the file system says; then no draft stays. */
export async function writeDurablyMeanwhile(path: string, content: Buffer): Promise<void> {
  const draft = `${path}${DRAFT_SUFFIX}`;
  try {
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    renameDurably(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Makes a folder for durable files, its owner's alone, when it is not there; its own name survives a power cut too. */
export function makeFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) syncFolder(dirname(folder));
}

/** Takes the rights of everybody but its owner from a file, when it is there and the file system knows rights. */
export function makePrivate(path: string): void {
  try {
    chmodSync(path, statSync(path).mode & 0o700);
  } catch {
    return;
  }
}

/** Renames within one folder, and makes the new name survive a power cut. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** Windows, and some network drives, cannot sync a folder; there the rename itself is as durable as it gets. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    return;
  }
}
