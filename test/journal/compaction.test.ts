import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { openJournal, type OpenJournal, type Retention } from "../../src-main/journal/journal.ts";
import { dataFolder } from "./support/folders.ts";
import { failureOf, filled, overwriteLastByte, numberedUpTo, openingFailure, opened, restored, STATE_VERSION, tamper, T0, valueOf } from "./support/journals.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EVENTS = 35_000;
/** The journal's events come every 10 s, and end at `NOW`: a little over 4 days. */
const NOW = T0 + EVENTS * 10_000;
const dateOf = (seq: number): number => T0 + seq * 10_000;
/** The last event that is a day old. */
const DAY_OLD = EVENTS - DAY_MS / 10_000;

const keepAll: Retention = { keepDays: 1, maxArchiveBytes: 1e9 };
const dropAll: Retention = { keepDays: 1, maxArchiveBytes: 0 };
const archivesOf = (dataDir: string): string[] => readdirSync(join(dataDir, "journal-archive")).toSorted();
const liveEvents = (dataDir: string): { readonly first: number; readonly count: number } => {
  const db = new DatabaseSync(join(dataDir, "journal.db"), { readOnly: true });
  const row = db.prepare("SELECT min(seq) AS first, count(*) AS count FROM events").get();
  db.close();
  return { first: Number(row?.["first"]), count: Number(row?.["count"]) };
};

async function snapshotAt(dataDir: string, seq: number, nowMs: number): Promise<void> {
  const { journal } = await restored(dataDir, { nowMs });
  valueOf(await journal.writeSnapshot(seq, [["state at", seq]]));
  await journal.close();
}

const template = mkdtempSync(join(tmpdir(), "holdfast-long-journal-"));
beforeAll(async () => {
  filled(template, EVENTS, dateOf);
  for (const [seq, nowMs] of [[25_000, dateOf(25_000)], [EVENTS, NOW]] as const) {
    const journal = valueOf(await openJournal({ dataDir: template, wallMs: () => nowMs, onReplay: () => undefined, snapshots: { stateVersion: STATE_VERSION, keep: 3, onSnapshot: () => undefined } }));
    valueOf(await journal.writeSnapshot(seq, [["state at", seq]]));
    await journal.close();
  }
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

/** A closed journal with a snapshot that is more than a day old, and one of now. */
function longJournal(): string {
  const dataDir = dataFolder();
  cpSync(template, dataDir, { recursive: true });
  return dataDir;
}

async function compacted(dataDir: string, retention: Retention): Promise<OpenJournal> {
  const { journal } = await restored(dataDir, { nowMs: NOW });
  valueOf(await journal.compact(retention));
  return journal;
}

describe("compaction", () => {
  it("moves whole archives of old events out, and the chain still verifies from the first event to the last", async () => {
    const dataDir = longJournal();
    const before = valueOf(verifyJournal(dataDir));
    const { journal } = await restored(dataDir, { nowMs: NOW });
    expect(valueOf(await journal.compact(keepAll))).toMatchObject({ archived: 2, dropped: 0, droppedTo: 0, archivedTo: 20_000 });
    expect(archivesOf(dataDir)).toEqual(["000000000001-000000010000.zst", "000000010001-000000020000.zst"]);
    expect(liveEvents(dataDir)).toEqual({ first: 20_001, count: 15_000 });
    expect(valueOf(verifyJournal(dataDir))).toEqual({
      ...before,
      archives: [
        { file: "000000000001-000000010000.zst", firstSeq: 1, lastSeq: 10_000, state: "there" },
        { file: "000000010001-000000020000.zst", firstSeq: 10_001, lastSeq: 20_000, state: "there" },
      ],
    });
    await journal.close();
    // Without any snapshot the archives are replayed like everything else.
    rmSync(join(dataDir, "journal-snapshots"), { recursive: true });
    const { journal: again, replayed } = await opened(dataDir);
    expect(again.events).toBe(EVENTS);
    expect(replayed.map(({ body }) => body)).toEqual(numberedUpTo(EVENTS).map(({ body }) => body));
    expect(valueOf(await again.append({ kind: "ENGINE_STOPPED", body: { reason: "quit" } })).seq).toBe(EVENTS + 1);
  });

  it("never touches the last 24 hours, nor what no good snapshot covers", async () => {
    const dataDir = dataFolder();
    filled(dataDir, EVENTS, dateOf);
    const { journal } = await restored(dataDir, { nowMs: NOW });
    expect(valueOf(await journal.compact(keepAll))).toMatchObject({ archived: 0, archivedTo: 0 });
    valueOf(await journal.writeSnapshot(10_500, []));
    expect(valueOf(await journal.compact(keepAll))).toMatchObject({ archived: 1, archivedTo: 10_000 });
    valueOf(await journal.writeSnapshot(EVENTS, []));
    expect(valueOf(await journal.compact(keepAll)).archivedTo).toBe(Math.floor(DAY_OLD / 10_000) * 10_000);
    expect(valueOf(await journal.compact({ ...keepAll, keepDays: 4 })).archived).toBe(0);
  });

  it("clock set far ahead: what was just written does not count as old", async () => {
    const dataDir = dataFolder();
    filled(dataDir, EVENTS, () => T0);
    const { journal } = await restored(dataDir, { nowMs: T0 + 400 * DAY_MS });
    valueOf(await journal.writeSnapshot(EVENTS, []));
    expect(valueOf(await journal.compact(keepAll)).archived).toBe(0);
  });

  it("clock once ahead: a date of the far future does not keep old events for ever", async () => {
    const dataDir = dataFolder();
    filled(dataDir, EVENTS, (seq) => (seq === 500 ? NOW + 400 * DAY_MS : dateOf(seq)));
    await snapshotAt(dataDir, EVENTS, NOW);
    const { journal } = await restored(dataDir, { nowMs: NOW });
    expect(valueOf(await journal.compact(keepAll)).archived).toBe(2);
  });

  it("answers appends while it works, and gives the space back to later events", async () => {
    const dataDir = longJournal();
    const { journal } = await restored(dataDir, { nowMs: NOW });
    const compacting = journal.compact(keepAll);
    const order: string[] = [];
    await Promise.all([compacting.then(() => order.push("compacted")), Promise.all(numberedUpTo(50).map((event) => journal.append(event))).then(() => order.push("appended"))]);
    expect(order).toEqual(["appended", "compacted"]);
    await journal.close();
    const bytes = statSync(join(dataDir, "journal.db")).size;
    const { journal: again } = await restored(dataDir, { nowMs: NOW });
    await Promise.all(numberedUpTo(10_000).map((event) => again.append(event)));
    await again.close();
    expect(statSync(join(dataDir, "journal.db")).size).toBeLessThanOrEqual(bytes);
  });

  it("seals nothing that does not verify", async () => {
    const dataDir = longJournal();
    tamper(dataDir, "UPDATE events SET body = '{}' WHERE seq = 15000");
    const { journal } = await restored(dataDir, { nowMs: NOW });
    expect(failureOf(await journal.compact(keepAll))).toMatchObject({ code: "DAMAGED", message: expect.stringContaining("event 15000 is not what was written") });
    expect(archivesOf(dataDir)).toEqual(["000000000001-000000010000.zst"]);
  });

  it.each<[Retention, string]>([
    [{ keepDays: 0.5, maxArchiveBytes: 0 }, "keepDays is 0.5, and must be 1 or more"],
    [{ keepDays: 1, maxArchiveBytes: -1 }, "maxArchiveBytes is -1, and must be 0 or more"],
  ])("refuses %j", async (retention, words) => {
    const { journal } = await restored(dataFolder());
    expect(failureOf(await journal.compact(retention)).message).toContain(words);
  });
});

describe("dropping archives", () => {
  it("keeps within the limit, and the chain verifies from the recorded anchor", async () => {
    const dataDir = longJournal();
    const journal = await compacted(dataDir, dropAll);
    expect(archivesOf(dataDir)).toEqual([]);
    const verdict = valueOf(verifyJournal(dataDir));
    expect(verdict).toMatchObject({ whole: true, events: EVENTS, archives: [{ state: "dropped", firstSeq: 1 }, { state: "dropped", lastSeq: 20_000 }] });
    expect(valueOf(await journal.pastRange())).toMatchObject({ firstSeq: 25_000, firstAtMs: dateOf(25_000), lastSeq: EVENTS });
    await journal.close();
    expect(await restored(dataDir, { nowMs: NOW })).toMatchObject({ parts: [["state at", EVENTS]], replayed: [], journal: { events: EVENTS } });
  });

  it("keeps what a moment of the last 24 hours needs: no snapshot a day old, nothing is dropped", async () => {
    const dataDir = dataFolder();
    filled(dataDir, EVENTS, dateOf);
    await snapshotAt(dataDir, EVENTS - 10, NOW);
    await snapshotAt(dataDir, EVENTS, NOW);
    const { journal } = await restored(dataDir, { nowMs: NOW });
    expect(valueOf(await journal.compact(dropAll))).toMatchObject({ archived: 2, dropped: 0 });
  });

  it("keeps within a limit above zero by dropping the oldest only", async () => {
    const dataDir = longJournal();
    const journal = await compacted(dataDir, keepAll);
    const [first] = archivesOf(dataDir);
    const most = statSync(join(dataDir, "journal-archive", String(first))).size + 1_000;
    expect(valueOf(await journal.compact({ keepDays: 1, maxArchiveBytes: most }))).toMatchObject({ dropped: 1, droppedTo: 10_000 });
    expect(archivesOf(dataDir)).toEqual(["000000010001-000000020000.zst"]);
  });

  it("cannot be opened without the snapshot that stands for the beginning: damage for whoever restores, untouched for whoever does not", async () => {
    const dataDir = longJournal();
    await (await compacted(dataDir, dropAll)).close();
    for (const name of readdirSync(join(dataDir, "journal-snapshots"))) writeFileSync(join(dataDir, "journal-snapshots", name), "garbage");
    expect(await openingFailure(dataDir)).toMatchObject({ code: "IO", message: expect.stringContaining("dropped by the retention") });
    expect(existsSync(join(dataDir, "journal.db"))).toBe(true);
    await expect(restored(dataDir, { nowMs: NOW })).rejects.toThrow(/DAMAGED.*000000035000\.zst: it is not a file of ours/);
  });

  it("clock set back before every snapshot: the newest one still stands for what was dropped, and it is said", async () => {
    const dataDir = longJournal();
    await (await compacted(dataDir, dropAll)).close();
    const { journal, parts } = await restored(dataDir, { nowMs: T0 - DAY_MS });
    expect(parts).toEqual([["state at", EVENTS]]);
    expect(journal.skippedSnapshots.map(({ flaw }) => flaw)).toEqual(["FUTURE", "FUTURE"]);
  });
});

describe("damage to an archive", () => {
  const second = (dataDir: string): string => join(dataDir, "journal-archive", "000000010001-000000020000.zst");
  it.each<[string, (path: string) => void, string]>([
    ["missing, and not by policy", (path) => rmSync(path), "is missing"],
    ["one byte changed", (path) => overwriteLastByte(path), "its hash does not fit"],
    ["another archive in its place", (path) => writeFileSync(path, readFileSync(path.replace("000000010001-000000020000", "000000000001-000000010000"))), "event 10001 is not what was written"],
  ])("%s is found, and a good snapshot still opens", async (_, harm, why) => {
    const dataDir = longJournal();
    await (await compacted(dataDir, keepAll)).close();
    harm(second(dataDir));
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: false, firstBadSeq: 10_001, why: expect.stringContaining(why) });
    const { journal, parts } = await restored(dataDir, { nowMs: NOW });
    expect(parts).toEqual([["state at", EVENTS]]);
    expect(valueOf(await journal.verifyEarlier())).toMatchObject({ firstBadSeq: 10_001 });
  });

  it("is damage to the journal when nothing else stands for it; journal and archives are set aside together", async () => {
    const dataDir = longJournal();
    await (await compacted(dataDir, keepAll)).close();
    rmSync(second(dataDir));
    expect(await openingFailure(dataDir)).toMatchObject({ code: "DAMAGED", message: expect.stringContaining("archive 000000010001-000000020000.zst is missing") });
    expect(readdirSync(dataDir).filter((name) => name.endsWith(".journal-archive"))).toHaveLength(1);
  });
});

describe("a compaction cut short loses nothing, and the next one goes on", () => {
  const whole = { whole: true, events: EVENTS };

  it("after the archive was written, before it was recorded", async () => {
    const dataDir = longJournal();
    const copy = join(dataFolder(), "journal.db");
    writeFileSync(copy, readFileSync(join(dataDir, "journal.db")));
    await (await compacted(dataDir, keepAll)).close();
    renameSync(copy, join(dataDir, "journal.db"));
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ ...whole, archives: [] });
    await (await compacted(dataDir, keepAll)).close();
    expect(liveEvents(dataDir)).toEqual({ first: 20_001, count: 15_000 });
    expect(valueOf(verifyJournal(dataDir))).toMatchObject(whole);
  });

  it("after it was recorded, while its events were leaving", async () => {
    const dataDir = longJournal();
    const { journal } = await restored(dataDir, { nowMs: NOW });
    const compacting = journal.compact(keepAll);
    // Closing ends a compaction between two of its steps, wherever it is.
    for (let first = 1; first === 1; ) {
      valueOf(await journal.tail(1));
      ({ first } = liveEvents(dataDir));
    }
    await journal.close();
    expect(failureOf(await compacting).code).toBe("CLOSED");
    expect(valueOf(verifyJournal(dataDir))).toMatchObject(whole);
    await (await compacted(dataDir, keepAll)).close();
    expect(liveEvents(dataDir)).toEqual({ first: 20_001, count: 15_000 });
  });

  it("after a drop was recorded, before the file went", async () => {
    const dataDir = longJournal();
    await (await compacted(dataDir, keepAll)).close();
    const path = join(dataDir, "journal-archive", "000000000001-000000010000.zst");
    const content = readFileSync(path);
    await (await compacted(dataDir, dropAll)).close();
    writeFileSync(path, content);
    await restored(dataDir, { nowMs: NOW });
    expect(existsSync(path)).toBe(false);
    expect(valueOf(verifyJournal(dataDir))).toMatchObject(whole);
  });
});
