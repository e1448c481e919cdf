import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireLock, type Holder, type Lock, readHolder } from "../../src-main/journal/lock.ts";
import { dataFolder } from "./support/folders.ts";
import { failureOf, valueOf } from "./support/journals.ts";
import { startFixture } from "./support/processes.ts";

const US: Holder = { pid: process.pid, host: "desktop", startedAtMs: Date.UTC(2026, 0, 15, 3, 8, 13) };

async function locked(dataDir: string): Promise<Lock> {
  const lock = valueOf(await acquireLock(dataDir, US));
  onTestFinished(() => lock.release());
  return lock;
}

describe("the lock of a data folder", () => {
  it("is taken once, and tells the second starter who holds it", async () => {
    const dataDir = join(dataFolder(), "accounts", "one");
    await locked(dataDir);
    expect(failureOf(await acquireLock(dataDir, { ...US, host: "cli" }))).toEqual({
      code: "HELD",
      path: join(dataDir, "engine.lock"),
      holder: US,
      message: `${dataDir} is held by the desktop engine, process ${process.pid}, since 2026-01-15T03:08:13.000Z. One account has one engine at a time.`,
    });
    expect(readHolder(dataDir)).toEqual(US);
  });

  it("holds across processes", async () => {
    const dataDir = dataFolder();
    const lock = await locked(dataDir);
    expect(JSON.parse(await startFixture("lock-holder", [dataDir]).nextLine())).toMatchObject({ code: "HELD", holder: US });
    await lock.release();
    expect(JSON.parse(await startFixture("lock-holder", [dataDir]).nextLine())).toBe("acquired");
  });

  it("ends with a process that is killed: nobody holds it, whatever engine.json still says", async () => {
    const dataDir = dataFolder();
    const other = startFixture("lock-holder", [dataDir]);
    expect(JSON.parse(await other.nextLine())).toBe("acquired");
    expect(readHolder(dataDir)).toMatchObject({ pid: other.process.pid, host: "headless", url: "http://127.0.0.1:8787" });
    expect(failureOf(await acquireLock(dataDir, US)).message).toContain(`the headless engine, process ${other.process.pid}`);
    await other.kill();
    expect(existsSync(join(dataDir, "engine.json"))).toBe(true);
    expect(readHolder(dataDir)).toBeNull();
    await locked(dataDir);
    expect(readHolder(dataDir)).toEqual(US);
  });

  it("survives looks at it from the same process", async () => {
    const dataDir = dataFolder();
    await locked(dataDir);
    for (let look = 0; look < 3; look++) readHolder(dataDir);
    expect(JSON.parse(await startFixture("lock-holder", [dataDir]).nextLine())).toMatchObject({ code: "HELD" });
  });

  it("can be taken again after release, which leaves no trace of a holder", async () => {
    const dataDir = dataFolder();
    const lock = await locked(dataDir);
    await Promise.all([lock.release(), lock.release()]);
    expect(readHolder(dataDir)).toBeNull();
    expect(readdirSync(dataDir)).toEqual(["engine.lock"]);
    expect(failureOf(await lock.describe({ url: "x" })).code).toBe("CLOSED");
    await locked(dataDir);
  });

  it("adds what the host says of itself, whole and for the owner's eyes", async () => {
    const dataDir = dataFolder();
    const lock = await locked(dataDir);
    valueOf(await lock.describe({ url: "http://127.0.0.1:8787" }));
    const described = { ...US, url: "http://127.0.0.1:8787", tokenFile: "token" };
    expect(valueOf(await lock.describe({ tokenFile: "token" }))).toEqual(described);
    expect(readHolder(dataDir)).toEqual(described);
    expect(readdirSync(dataDir).toSorted()).toEqual(["engine.json", "engine.lock"]);
  });

  it.skipIf(process.platform === "win32")("writes engine.json for the owner alone", async () => {
    const dataDir = dataFolder();
    const lock = await locked(dataDir);
    await lock.describe({ url: "x" });
    expect(statSync(join(dataDir, "engine.json")).mode & 0o777).toBe(0o600);
  });

  it("is held by another process when engine.json cannot be read", async () => {
    const dataDir = dataFolder();
    await locked(dataDir);
    writeFileSync(join(dataDir, "engine.json"), "{");
    expect(failureOf(await acquireLock(dataDir, US))).toMatchObject({ code: "HELD", holder: null, message: expect.stringContaining("held by another process") });
  });

  it("is not held, but impossible, where the folder is a file", async () => {
    const path = join(dataFolder(), "taken");
    writeFileSync(path, "");
    expect(failureOf(await acquireLock(path, US))).toMatchObject({ code: "IO", message: expect.stringContaining(path) });
    expect(readFileSync(path, "utf8")).toBe("");
    expect(readHolder(path)).toBeNull();
  });
});
