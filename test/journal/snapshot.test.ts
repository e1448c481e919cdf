import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openJournal, type SnapshotPart } from "../../src-main/journal/journal.ts";
import { sealedFile, sealText } from "../../src-main/journal/sealed-file.ts";
import { dataFolder } from "./support/folders.ts";
import { failureOf, filled, numbered, numberedUpTo, overwriteLastByte, restored, STATE_VERSION, T0, tamper, valueOf, written } from "./support/journals.ts";

const HOUR_MS = 3_600_000;
const partsUpTo = (count: number): SnapshotPart[] => Array.from({ length: count }, (_, index) => [`agent ${index + 1}`, { capital: index, note: "one\ntwo — ∅" }]);
const snapshotsOf = (dataDir: string): string[] => readdirSync(join(dataDir, "journal-snapshots")).toSorted();
const pathOf = (dataDir: string, seq: number): string => join(dataDir, "journal-snapshots", `${String(seq).padStart(12, "0")}.zst`);

/** A closed journal of 10 events with snapshots after the 4th and the 8th. */
async function twoSnapshots(nowMs = T0): Promise<string> {
  const dataDir = dataFolder();
  await written(dataDir, 10);
  const { journal } = await restored(dataDir, { nowMs });
  valueOf(await journal.writeSnapshot(4, [["at", 4]]));
  valueOf(await journal.writeSnapshot(8, [["at", 8]]));
  await journal.close();
  return dataDir;
}

describe("a snapshot", () => {
  it("brings the state back as it was handed over, and only the events after it are replayed", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 10);
    const first = await restored(dataDir);
    expect(first).toMatchObject({ parts: [], journal: { snapshot: null } });
    const header = valueOf(await first.journal.writeSnapshot(7, partsUpTo(5_000)));
    expect(header).toMatchObject({ format: 1, stateVersion: 1, takenAtMs: T0, seq: 7, parts: 5_000 });
    valueOf(await first.journal.append({ kind: "ENGINE_STOPPED", body: { reason: "quit" } }));
    await first.journal.close();
    const again = await restored(dataDir);
    expect(again.parts).toEqual(partsUpTo(5_000));
    expect(again.replayed.map(({ seq }) => seq)).toEqual([8, 9, 10, 11]);
    expect(again.journal).toMatchObject({ events: 11, cleanExitBefore: true, snapshot: header, skippedSnapshots: [] });
    expect(valueOf(await again.journal.append(numbered(0))).seq).toBe(12);
  });

  it("of the very last event leaves nothing to replay, and the way the last run ended is still known", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 3);
    const first = await restored(dataDir);
    valueOf(await first.journal.writeSnapshot(3, partsUpTo(1)));
    await first.journal.close();
    expect(await restored(dataDir)).toMatchObject({ replayed: [], journal: { events: 3, cleanExitBefore: false } });
  });

  it("gives the loop its turn between slices, and appends go on meanwhile", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1);
    const { journal } = await restored(dataDir);
    let turns = 0;
    const over = new AbortController();
    const counting = (async () => {
      for (; !over.signal.aborted; turns++) await nextTurn();
    })();
    const turnsSeen = new Set<number>();
    function* state(): Generator<SnapshotPart> {
      for (let part = 0; part < 100; part++) {
        turnsSeen.add(turns);
        yield ["trades", "x".repeat(64 * 1024)];
      }
    }
    const snapshot = journal.writeSnapshot(1, state());
    const appended = await journal.append(numbered(2));
    expect(valueOf(appended).seq).toBe(2);
    valueOf(await snapshot);
    over.abort();
    await counting;
    expect(turnsSeen.size).toBeGreaterThan(40);
  });

  it("cannot be written ahead of the journal, nor two at a time, nor without saying what version it is", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 3);
    const { journal } = await restored(dataDir);
    expect(failureOf(await journal.writeSnapshot(4, []))).toMatchObject({ code: "IO", message: expect.stringContaining("has no event 4") });
    const one = journal.writeSnapshot(3, partsUpTo(3));
    expect(failureOf(await journal.writeSnapshot(2, [])).message).toContain("being written already");
    valueOf(await one);
    await journal.close();
    const plain = valueOf(await openJournal({ dataDir, wallMs: () => T0, onReplay: () => undefined }));
    expect(failureOf(await plain.writeSnapshot(3, [])).message).toContain("opened without snapshots");
    await plain.close();
    expect(snapshotsOf(dataDir)).toEqual(["000000000003.zst"]);
  });

  it("rejects what JSON would change, leaves no file, and the next one is written", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1);
    const { journal } = await restored(dataDir);
    await expect(journal.writeSnapshot(1, [["agent 1", { capital: Number.NaN }]])).rejects.toThrow("snapshot agent 1[1].capital: NaN");
    expect(existsSync(join(dataDir, "journal-snapshots"))).toBe(false);
    expect(valueOf(await journal.writeSnapshot(1, [["agent 1", 1]])).parts).toBe(1);
  });

  it("tells whoever waits when the journal is closed under it, and leaves no part of a file", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1);
    const { journal } = await restored(dataDir);
    const snapshot = journal.writeSnapshot(1, partsUpTo(50_000));
    await journal.close();
    expect(failureOf(await snapshot).code).toBe("CLOSED");
    expect(await restored(dataDir)).toMatchObject({ parts: [], journal: { events: 1, skippedSnapshots: [] } });
  });
});

describe("keeping snapshots", () => {
  it("keeps the newest, the newest that is a day old, and the one that will be that next", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 60);
    let hour = 1;
    const journal = valueOf(await openJournal({ dataDir, wallMs: () => T0 + hour * HOUR_MS, onReplay: () => undefined, snapshots: { stateVersion: STATE_VERSION, keep: 3, onSnapshot: () => undefined } }));
    for (; hour <= 52; hour++) valueOf(await journal.writeSnapshot(hour, []));
    await journal.close();
    const hours = snapshotsOf(dataDir).map((name) => Number(name.slice(0, 12)));
    expect(hours.slice(-3)).toEqual([50, 51, 52]);
    expect(hours.filter((hour) => hour <= 52 - 24)).toHaveLength(1);
    expect(hours.length).toBeLessThanOrEqual(5);
  });
});

describe("snapshot damaged: it is skipped for the one before, and said", () => {
  const at8 = (dataDir: string): Buffer => readFileSync(pathOf(dataDir, 8));
  const forged = (fields: object): Buffer =>
    sealedFile({ format: 1, stateVersion: 1, takenAtMs: T0, seq: 8, eventAtMs: T0, hash: "0".repeat(64), parts: 1, ...fields }, [sealText('["at",8]\n')]);
  it.each<[string, (dataDir: string) => void, string, string]>([
    ["truncated", (dataDir) => truncateSync(pathOf(dataDir, 8), at8(dataDir).length - 5), "DAMAGED", "its hash does not fit"],
    ["one byte changed", (dataDir) => overwriteLastByte(pathOf(dataDir, 8)), "DAMAGED", "its hash does not fit"],
    ["a date changed by hand", (dataDir) => writeFileSync(pathOf(dataDir, 8), at8(dataDir).toString("latin1").replace(String(T0), String(T0 - 1)), "latin1"), "DAMAGED", "its hash does not fit"],
    ["garbage", (dataDir) => writeFileSync(pathOf(dataDir, 8), "once upon a time ".repeat(1000)), "DAMAGED", "not a file of ours"],
    ["empty", (dataDir) => writeFileSync(pathOf(dataDir, 8), ""), "DAMAGED", "not a file of ours"],
    ["a folder", (dataDir) => (rmSync(pathOf(dataDir, 8)), mkdirSync(pathOf(dataDir, 8))), "DAMAGED", "cannot be read"],
    ["an unknown format", (dataDir) => writeFileSync(pathOf(dataDir, 8), forged({ format: 2 })), "DAMAGED", "format"],
    ["another version of the state", (dataDir) => writeFileSync(pathOf(dataDir, 8), forged({ stateVersion: 2 })), "OTHER_STATE", "version 2"],
    ["of an event past the end", (dataDir) => writeFileSync(pathOf(dataDir, 8), forged({ seq: 11 })), "PAST_THE_END", "the journal with 10"],
    ["of another chain", (dataDir) => writeFileSync(pathOf(dataDir, 8), forged({})), "OTHER_CHAIN", "event 8 of the journal is another one"],
  ])("%s", async (_, harm, flaw, why) => {
    const dataDir = await twoSnapshots();
    harm(dataDir);
    const { journal, parts, replayed } = await restored(dataDir);
    expect(parts).toEqual([["at", 4]]);
    expect(replayed.map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9, 10]);
    expect(journal.skippedSnapshots).toEqual([{ file: "000000000008.zst", flaw, why: expect.stringContaining(why) }]);
  });

  it("clock set back: a snapshot dated after now is passed over, and so is one dated before its event", async () => {
    const dataDir = await twoSnapshots();
    const before = await restored(dataDir, { nowMs: T0 - HOUR_MS });
    expect(before.journal.skippedSnapshots.map(({ flaw }) => flaw)).toEqual(["FUTURE", "FUTURE"]);
    expect(before.replayed).toHaveLength(10);
    valueOf(await before.journal.writeSnapshot(9, [["at", 9]]));
    await before.journal.close();
    const after = await restored(dataDir);
    expect(after.journal.skippedSnapshots).toEqual([{ file: "000000000009.zst", flaw: "BEFORE_ITS_EVENT", why: expect.stringContaining("2026-01-15T02:08:13.000Z") }]);
    expect(after.parts).toEqual([["at", 8]]);
  });

  it("with none left, every event is replayed", async () => {
    const dataDir = await twoSnapshots();
    for (const seq of [4, 8]) truncateSync(pathOf(dataDir, seq), 20);
    const { journal, parts, replayed } = await restored(dataDir);
    expect([parts, replayed.length]).toEqual([[], 10]);
    expect(journal.skippedSnapshots.map(({ file }) => file)).toEqual(["000000000008.zst", "000000000004.zst"]);
  });

  it("a draft that a crash left behind is no snapshot, and goes", async () => {
    const dataDir = await twoSnapshots();
    renameSync(pathOf(dataDir, 8), `${pathOf(dataDir, 8)}.draft`);
    expect((await restored(dataDir)).parts).toEqual([["at", 4]]);
    expect(snapshotsOf(dataDir)).toEqual(["000000000004.zst"]);
  });
});

describe("what opening from a snapshot verifies", () => {
  const body = '{"reasons":[],"by":"nobody"}';

  it("every event after it", async () => {
    const dataDir = await twoSnapshots();
    tamper(dataDir, `UPDATE events SET body = '${body}' WHERE seq = 9`);
    await expect(restored(dataDir)).rejects.toThrow("event 9 is not what was written");
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining([expect.stringMatching(/^journal\.damaged-.*\.journal-snapshots$/)]));
    expect(existsSync(join(dataDir, "journal-snapshots"))).toBe(false);
  });

  it("the event it stands on, by its hash", async () => {
    const dataDir = await twoSnapshots();
    tamper(dataDir, "UPDATE events SET hash = zeroblob(32) WHERE seq = 8");
    await expect(restored(dataDir)).rejects.toThrow("event 8 is not what was written");
  });

  it("not what lies before it: that is checked afterwards, when asked", async () => {
    const dataDir = await twoSnapshots();
    tamper(dataDir, `UPDATE events SET body = '${body}' WHERE seq = 3`);
    const { journal } = await restored(dataDir);
    expect(valueOf(await journal.verifyEarlier())).toEqual({ firstBadSeq: 3, why: expect.stringContaining("event 3 is not what was written") });
  });

  it("finds nothing wrong with what is whole", async () => {
    const dataDir = dataFolder();
    filled(dataDir, 5_000, (seq) => T0 + seq);
    const first = await restored(dataDir, { nowMs: T0 + 5_000 });
    valueOf(await first.journal.writeSnapshot(4_000, []));
    await first.journal.close();
    const { journal } = await restored(dataDir, { nowMs: T0 + 5_000 });
    const checked = journal.verifyEarlier();
    const appended = await Promise.all(numberedUpTo(10).map((event) => journal.append(event)));
    expect(appended.every(({ ok }) => ok)).toBe(true);
    expect(valueOf(await checked)).toBeNull();
  });
});
