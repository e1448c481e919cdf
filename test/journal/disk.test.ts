import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { EventStore } from "../../src-main/journal/store.ts";
import { dataFolder } from "./support/folders.ts";
import { failureOf, openingFailure, valueOf, written } from "./support/journals.ts";
import { startFixture } from "./support/processes.ts";

const event = { atMs: 1, kind: "ENGINE_STOPPED", body: JSON.stringify({ reason: "x".repeat(2000) }) };

describe("a store that may not grow", () => {
  it("answers DISK_FULL, keeps what it has, and goes on when there is room again", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1);
    const path = join(dataDir, "journal.db");
    const db = new DatabaseSync(path);
    const store = new EventStore(db, path);
    const pages = Number(db.prepare("PRAGMA page_count").get()?.["page_count"]);
    db.exec(`PRAGMA max_page_count = ${pages + 2}`);
    let last = store.append([event]);
    let kept = 1;
    for (; last.ok; last = store.append([event, event])) kept = last.value;
    expect(last.failure).toMatchObject({ code: "DISK_FULL", path, message: expect.stringContaining("the disk is full") });
    const before = valueOf(store.tail(1)).at(0)?.seq ?? 0;
    expect(before).toBeGreaterThanOrEqual(kept);
    db.exec(`PRAGMA max_page_count = ${pages + 100}`);
    expect(valueOf(store.append([event, event]))).toBe(before + 1);
    store.close();
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: true, events: before + 2 });
  });

  it("answers READ_ONLY on a connection that may not write", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1);
    const path = join(dataDir, "journal.db");
    const db = new DatabaseSync(path);
    const store = new EventStore(db, path);
    db.exec("PRAGMA query_only = ON");
    expect(failureOf(store.append([event]))).toMatchObject({ code: "READ_ONLY", path });
    db.exec("PRAGMA query_only = OFF");
    expect(valueOf(store.append([event]))).toBe(2);
    store.close();
  });
});

/** A disk of its own, 1 MB, for one process: Linux gives it to anybody who may make a user namespace. */
const UNSHARE = ["--user", "--map-root-user", "--mount", "sh", "-c"];
const ownDisk = (dataDir: string, then: string): string[] => [
  "unshare",
  ...UNSHARE,
  `mount -t tmpfs -o size=1m tmpfs '${dataDir}' && ${then} exec "$0" "$@"`,
];
const canMakeDisks = process.platform === "linux" && spawnSync("unshare", [...UNSHARE, "mount -t tmpfs tmpfs /mnt"]).status === 0;

describe.skipIf(!canMakeDisks)("a real disk of 1 MB", () => {
  it("full: everyone who waits is told, the chain stays whole, and it heals when there is room", async () => {
    const dataDir = dataFolder();
    const seen = JSON.parse(await startFixture("full-disk", [dataDir], ownDisk(dataDir, "")).nextLine());
    expect(seen).toMatchObject({
      failure: { code: "DISK_FULL", path: join(dataDir, "journal.db"), message: expect.stringContaining("the disk is full") },
      pending: [false, false],
      healed: { ok: true, value: { seq: seen.taken + 1 } },
      verdict: { ok: true, value: { whole: true, events: seen.taken + 1 } },
    });
    expect(seen.taken).toBeGreaterThan(0);
  });

  it("disk full during a snapshot: said, nothing of it stays, the journal goes on, and the next one is whole", async () => {
    const dataDir = dataFolder();
    const seen = JSON.parse(await startFixture("full-disk-snapshot", [dataDir], ownDisk(dataDir, "")).nextLine());
    expect(seen).toEqual({
      failure: { code: "DISK_FULL", path: join(dataDir, "journal-snapshots", "000000000001.zst"), message: expect.stringContaining("the disk is full") },
      left: [],
      appended: { ok: true, value: expect.objectContaining({ seq: 2 }) },
      next: { ok: true, value: expect.objectContaining({ seq: 2, parts: 400 }) },
      restored: { parts: 400, replayed: 0 },
    });
  });

  it.each([
    ["full before the first start", "head -c 2m /dev/zero > '$DIR/ballast' 2>/dev/null;", "DISK_FULL"],
    ["read-only", "mount -o remount,ro tmpfs '$DIR' &&", "READ_ONLY"],
  ])("%s: neither lock nor journal, and a sentence that says why", async (_, then, code) => {
    const dataDir = dataFolder();
    const seen = JSON.parse(await startFixture("open-once", [dataDir], ownDisk(dataDir, then.replace("$DIR", dataDir))).nextLine());
    expect(seen).toMatchObject({ lock: { code, message: expect.stringContaining(dataDir) }, journal: { code, message: expect.stringContaining(dataDir) } });
  });
});

const permissionsCount = process.platform !== "win32" && process.getuid?.() !== 0;

describe.skipIf(!permissionsCount)("a folder that may not be written", () => {
  it("is READ_ONLY", async () => {
    const dataDir = join(dataFolder(), "locked");
    mkdirSync(dataDir, { mode: 0o500 });
    onTestFinished(() => chmodSync(dataDir, 0o700));
    expect((await openingFailure(dataDir)).code).toBe("READ_ONLY");
  });
});
