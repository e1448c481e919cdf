import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireLock } from "../../src-main/journal/lock.ts";
import { dataFolder } from "./support/folders.ts";
import { numbered, opened, valueOf } from "./support/journals.ts";

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const modesIn = (folder: string): Record<string, string> => Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]));
const PRIVATE = { "journal.db": "600", "journal.db-wal": "600", "journal.db-shm": "600", "engine.lock": "600", "engine.json": "600" };

async function lockedAndWritten(folder: string): Promise<() => Promise<void>> {
  const lock = valueOf(await acquireLock(folder, { pid: process.pid, host: "cli", startedAtMs: 0 }));
  const { journal } = await opened(folder);
  valueOf(await journal.append(numbered(1)));
  return async () => {
    await journal.close();
    await lock.release();
  };
}

describe.skipIf(process.platform === "win32")("a data folder", () => {
  it("is its owner's alone, and so is everything in it, whatever the umask", async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const folder = join(dataFolder(), "of", "an", "account");
    const close = await lockedAndWritten(folder);
    expect(modeOf(folder)).toBe("700");
    expect(modesIn(folder)).toEqual(PRIVATE);
    await close();
  });

  it("that was there keeps its own rights, and its files lose those of others", async () => {
    const folder = join(dataFolder(), "shared");
    mkdirSync(folder);
    const close = await lockedAndWritten(folder);
    await close();
    chmodSync(folder, 0o755);
    for (const name of ["journal.db", "engine.lock"]) chmodSync(join(folder, name), 0o644);
    const closeAgain = await lockedAndWritten(folder);
    expect(modeOf(folder)).toBe("755");
    expect(modesIn(folder)).toEqual(PRIVATE);
    await closeAgain();
  });
});
