import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { type OpenJournal, startFreshJournal } from "../../src-main/journal/journal.ts";
import { dataFolder } from "./support/folders.ts";
import { copyAsAfterPowerCut, failureOf, numbered, numberedUpTo, opened, openingFailure, T0, tamper, valueOf, written } from "./support/journals.ts";

const DAMAGED_FILE = "journal.damaged-20260115T030813Z.db";
const markerOf = (dataDir: string): unknown => JSON.parse(readFileSync(join(dataDir, "journal.damaged.json"), "utf8"));

async function damagedFolder(): Promise<string> {
  const dataDir = dataFolder();
  await written(dataDir, 20);
  tamper(dataDir, "UPDATE events SET body = '{\"reasons\":[],\"by\":\"nobody\"}' WHERE seq = 7");
  return dataDir;
}

async function fresh(dataDir: string): Promise<OpenJournal> {
  return valueOf(await startFreshJournal({ dataDir, wallMs: () => T0, onReplay: () => undefined, name: "Night operator", reason: "disk replaced" }));
}

describe("a damaged journal", () => {
  it("is named and set aside as it was, with a marker that says what is wrong", async () => {
    const dataDir = await damagedFolder();
    const before = readFileSync(join(dataDir, "journal.db"));
    expect(await openingFailure(dataDir)).toMatchObject({
      code: "DAMAGED",
      path: join(dataDir, DAMAGED_FILE),
      message: expect.stringMatching(/event 7 is not what was written.*journal\.damaged-20260115T030813Z\.db/),
    });
    expect(existsSync(join(dataDir, "journal.db"))).toBe(false);
    expect(readFileSync(join(dataDir, DAMAGED_FILE)).equals(before)).toBe(true);
    expect(markerOf(dataDir)).toEqual({ file: DAMAGED_FILE, why: "event 7 is not what was written: its hash does not fit", atMs: T0, firstBadSeq: 7 });
  });

  it("stays DAMAGED at every start, and is never replaced in silence", async () => {
    const dataDir = await damagedFolder();
    const first = await openingFailure(dataDir);
    expect(await openingFailure(dataDir)).toEqual(first);
    expect(existsSync(join(dataDir, "journal.db"))).toBe(false);
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: false, firstBadSeq: 7 });
  });

  it("is left behind by an operator's word, which the new journal begins with", async () => {
    const dataDir = await damagedFolder();
    await openingFailure(dataDir);
    const journal = await fresh(dataDir);
    expect(journal).toMatchObject({ events: 1, cleanExitBefore: false });
    expect(valueOf(await journal.tail(10))).toEqual([
      { seq: 1, atMs: T0, kind: "JOURNAL_REPLACED", severity: "critical", body: { damagedFile: DAMAGED_FILE, name: "Night operator", reason: "disk replaced" } },
    ]);
    expect(valueOf(await journal.append(numbered(1))).seq).toBe(2);
    await journal.close();
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining([DAMAGED_FILE, "journal.damaged-20260115T030813Z.json"]));
    expect(existsSync(join(dataDir, "journal.damaged.json"))).toBe(false);
    expect((await opened(dataDir)).journal.events).toBe(2);
  });

  it("keeps both when a second one is damaged in the same second", async () => {
    const dataDir = await damagedFolder();
    await openingFailure(dataDir);
    await (await fresh(dataDir)).close();
    tamper(dataDir, "DELETE FROM events");
    expect(await openingFailure(dataDir)).toMatchObject({ path: join(dataDir, "journal.damaged-20260115T030813Z-2.db") });
    expect(existsSync(join(dataDir, DAMAGED_FILE))).toBe(true);
  });

  it("is set aside also when the start that found it was cut short after the marker", async () => {
    const dataDir = await damagedFolder();
    await openingFailure(dataDir);
    renameSync(join(dataDir, DAMAGED_FILE), join(dataDir, "journal.db"));
    expect((await openingFailure(dataDir)).code).toBe("DAMAGED");
    const journal = await fresh(dataDir);
    expect(journal.events).toBe(1);
    expect(existsSync(join(dataDir, DAMAGED_FILE))).toBe(true);
  });

  it("counts as damaged also with a marker that cannot be read", async () => {
    const dataDir = dataFolder();
    writeFileSync(join(dataDir, "journal.damaged.json"), "{");
    expect(await openingFailure(dataDir)).toMatchObject({ code: "DAMAGED", message: expect.stringContaining("journal.damaged.json itself cannot be read") });
  });

  it("stays where it is when it cannot be set aside, and is found again", async () => {
    const dataDir = await damagedFolder();
    // No marker can be written where a folder is.
    mkdirSync(join(dataDir, "journal.damaged.json.draft"));
    for (let start = 0; start < 2; start++) {
      expect(await openingFailure(dataDir)).toMatchObject({ code: "DAMAGED", path: join(dataDir, "journal.db") });
    }
  });
});

describe("a whole journal", () => {
  it("is never replaced", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 2);
    const replacing = await startFreshJournal({ dataDir, wallMs: () => T0, onReplay: () => undefined, name: "n", reason: "r" });
    expect(failureOf(replacing)).toMatchObject({ code: "IO", message: expect.stringContaining("No damaged journal is known") });
    expect((await opened(dataDir)).journal.events).toBe(2);
  });
});

describe("damage to the file", () => {
  it.each<[string, (journal: string) => void, string]>([
    ["no SQLite file", (journal) => writeFileSync(journal, "once upon a time ".repeat(1000)), "not a database"],
    ["an empty file", (journal) => truncateSync(journal, 0), "not a Holdfast journal"],
    ["a file cut in half", (journal) => truncateSync(journal, statSync(journal).size / 2), ""],
    ["a page overwritten", (journal) => overwrite(journal, statSync(journal).size - 4096), ""],
    ["its log left alone", (journal) => (writeFileSync(`${journal}-wal`, "log"), rmSync(journal)), "journal.db is missing beside its write-ahead log"],
  ])("%s", async (_, harm, why) => {
    const dataDir = dataFolder();
    await written(dataDir, 500);
    harm(join(dataDir, "journal.db"));
    expect(await openingFailure(dataDir)).toMatchObject({ code: "DAMAGED", message: expect.stringContaining(why) });
    expect(existsSync(join(dataDir, "journal.db"))).toBe(false);
    expect((await openingFailure(dataDir)).code).toBe("DAMAGED");
  });

  it("somebody else's database", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1);
    tamper(dataDir, "PRAGMA application_id = 0");
    expect(await openingFailure(dataDir)).toMatchObject({ code: "DAMAGED", message: expect.stringContaining("not a Holdfast journal") });
  });
});

describe("journal's last page torn: a log cut short by a power cut is no damage", () => {
  it("the uncommitted tail goes, everything before stays", async () => {
    const [dataDir, afterCut] = [dataFolder(), dataFolder()];
    const { journal } = await opened(dataDir);
    for (const event of numberedUpTo(30)) valueOf(await journal.append(event));
    copyAsAfterPowerCut(dataDir, afterCut);
    const log = join(afterCut, "journal.db-wal");
    truncateSync(log, statSync(log).size - 2000);
    const { replayed } = await opened(afterCut);
    expect(replayed.map(({ body }) => body)).toEqual(numberedUpTo(29).map(({ body }) => body));
    expect(valueOf(verifyJournal(afterCut))).toMatchObject({ whole: true, events: 29 });
  });

  it("half a page written beyond the last commit changes nothing", async () => {
    const [dataDir, afterCut] = [dataFolder(), dataFolder()];
    const { journal } = await opened(dataDir);
    for (const event of numberedUpTo(30)) valueOf(await journal.append(event));
    copyAsAfterPowerCut(dataDir, afterCut);
    writeFileSync(join(afterCut, "journal.db-wal"), Buffer.alloc(3000, 7), { flag: "a" });
    expect((await opened(afterCut)).journal.events).toBe(30);
  });
});

function overwrite(path: string, from: number): void {
  const content = readFileSync(path);
  content.fill(0x5a, from, from + 4096);
  writeFileSync(path, content);
}
