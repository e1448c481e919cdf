import { describe, expect, it } from "vitest";
import { readMoment, readPastRange } from "../../src-main/journal/inspection.ts";
import type { Moment, OpenJournal, PastInfo, SnapshotPart } from "../../src-main/journal/journal.ts";
import type { JournalFailure, Result } from "../../src-main/engine/ports.ts";
import { dataFolder } from "./support/folders.ts";
import { failureOf, filled, numbered, restored, STATE_VERSION, T0, tamper, valueOf } from "./support/journals.ts";

interface Read {
  readonly result: Result<PastInfo, JournalFailure>;
  readonly parts: SnapshotPart[];
  readonly seqs: number[];
}

async function readBy(journal: OpenJournal, moment: Moment): Promise<Read> {
  const parts: SnapshotPart[] = [];
  const seqs: number[] = [];
  const result = await journal.past(moment, { onSnapshot: (more) => void parts.push(...more), onEntries: (entries) => void seqs.push(...entries.map(({ seq }) => seq)) });
  return { result, parts, seqs };
}

function readBeside(dataDir: string, moment: Moment): Read {
  const parts: SnapshotPart[] = [];
  const seqs: number[] = [];
  const result = readMoment(dataDir, moment, {
    stateVersion: STATE_VERSION,
    nowMs: T0,
    onSnapshot: (more) => void parts.push(...more),
    onEntries: (entries) => void seqs.push(...entries.map(({ seq }) => seq)),
  });
  return { result, parts, seqs };
}

const MINUTE_MS = 60_000;

/** A running engine's journal of `dates.length` events, at these minutes before T0, with a snapshot after the event `snapshotAt`. */
async function running(minutes: readonly number[], snapshotAt: number | null = null) {
  const dataDir = dataFolder();
  filled(dataDir, minutes.length, (seq) => T0 + (minutes[seq - 1] ?? 0) * MINUTE_MS);
  const { journal } = await restored(dataDir);
  if (snapshotAt !== null) valueOf(await journal.writeSnapshot(snapshotAt, [["state at", snapshotAt]]));
  return { dataDir, journal };
}

describe("a moment of the past", () => {
  it.each<[string, Moment, number, number[], number[]]>([
    ["at a date", { atMs: T0 - 6 * MINUTE_MS }, 4, [], [1, 2, 3, 4]],
    ["between two dates", { atMs: T0 - 6 * MINUTE_MS + 1 }, 4, [], [1, 2, 3, 4]],
    ["after an event", { seq: 3 }, 3, [], [1, 2, 3]],
    ["from the nearest snapshot before it", { atMs: T0 - 3 * MINUTE_MS }, 7, [5], [6, 7]],
    ["exactly at a snapshot", { seq: 5 }, 5, [5], []],
    ["after the end", { atMs: T0 + MINUTE_MS }, 10, [5], [6, 7, 8, 9, 10]],
    ["before the first event", { atMs: T0 - 60 * MINUTE_MS }, 0, [], []],
  ])("%s: the same in the running engine and beside it", async (_, moment, seq, states, seqs) => {
    const { dataDir, journal } = await running([-9, -8, -7, -6, -5, -4, -3, -2, -1, 0], 5);
    const read = await readBy(journal, moment);
    expect(valueOf(read.result)).toMatchObject({ seq, atMs: seq === 0 ? null : T0 + (seq - 10) * MINUTE_MS, skipped: [] });
    expect(read).toMatchObject({ parts: states.map((state) => ["state at", state]), seqs });
    expect(readBeside(dataDir, moment)).toEqual(read);
  });

  it("is what was written up to the last event of that date or earlier, where the clock was set back", async () => {
    // The clock was an hour ahead for two events, and was then set right.
    const { journal } = await running([-10, -9, 52, 53, -6, -5, 0]);
    expect((await readBy(journal, { atMs: T0 - 9 * MINUTE_MS })).seqs).toEqual([1, 2]);
    // Nothing that was written before an event of the moment is left out, whatever its own date.
    expect((await readBy(journal, { atMs: T0 - 6 * MINUTE_MS })).seqs).toEqual([1, 2, 3, 4, 5]);
    expect((await readBy(journal, { atMs: T0 })).seqs).toHaveLength(7);
    expect((await readBy(journal, { seq: 3 })).seqs).toEqual([1, 2, 3]);
  });

  it("is found among many events, and appends are answered while it is read", async () => {
    const dataDir = dataFolder();
    filled(dataDir, 50_000, (seq) => T0 + seq);
    const { journal } = await restored(dataDir, { nowMs: T0 + 60_000 });
    const reading = readBy(journal, { atMs: T0 + 12_345 });
    const order: string[] = [];
    await Promise.all([journal.append(numbered(1)).then(() => order.push("appended")), reading.then(() => order.push("read"))]);
    const { result, seqs } = await reading;
    expect(valueOf(result).seq).toBe(12_345);
    expect(seqs).toHaveLength(12_345);
    expect(order).toEqual(["appended", "read"]);
  });

  it("can be called off, and several can be read at once", async () => {
    const dataDir = dataFolder();
    filled(dataDir, 5_000, (seq) => T0 + seq);
    const { journal } = await restored(dataDir, { nowMs: T0 + 60_000 });
    const slider = new AbortController();
    const dragged = journal.past({ seq: 5_000 }, { onSnapshot: () => undefined, onEntries: () => slider.abort(), signal: slider.signal });
    const [off, kept] = await Promise.all([dragged, readBy(journal, { seq: 4_000 })]);
    expect(failureOf(off)).toMatchObject({ code: "CLOSED", message: expect.stringContaining("called off") });
    expect(kept.seqs).toHaveLength(4_000);
  });

  it("rejects when the listener throws, and the journal goes on", async () => {
    const { journal } = await running([-1, 0]);
    const onEntries = (): never => {
      throw new Error("no such state");
    };
    await expect(journal.past({ seq: 2 }, { onSnapshot: () => undefined, onEntries })).rejects.toThrow("no such state");
    expect(valueOf(await journal.append(numbered(1))).seq).toBe(3);
  });

  it("tells whoever waits when the journal is closed", async () => {
    const dataDir = dataFolder();
    filled(dataDir, 5_000, (seq) => T0 + seq);
    const { journal } = await restored(dataDir, { nowMs: T0 + 60_000 });
    const reading = readBy(journal, { seq: 5_000 });
    await journal.close();
    const late = await readBy(journal, { seq: 2 });
    expect(failureOf(late.result).code).toBe("CLOSED");
    expect((await reading).result).toMatchObject({ ok: false, failure: { code: "CLOSED" } });
  });

  it.each<[Moment, string]>([
    [{ seq: -1 }, "seq is -1, and must be a whole number from 0"],
    [{ seq: 1.5 }, "seq is 1.5"],
    [{ atMs: Number.NaN }, "atMs is NaN"],
  ])("refuses %j", async (moment, words) => {
    const { journal } = await running([0]);
    expect(failureOf((await readBy(journal, moment)).result)).toMatchObject({ code: "IO", message: expect.stringContaining(words) });
  });

  it("is not told from events that were changed", async () => {
    const { dataDir } = await running([-2, -1, 0]);
    tamper(dataDir, "UPDATE events SET body = '{}' WHERE seq = 2");
    expect(failureOf(readBeside(dataDir, { seq: 3 }).result)).toMatchObject({ code: "DAMAGED", message: expect.stringContaining("event 2") });
  });
});

describe("the range of the past", () => {
  it("reaches from the first event to the last", async () => {
    const { dataDir, journal } = await running([-9, -8, 0], 2);
    const range = { firstSeq: 1, firstAtMs: T0 - 9 * MINUTE_MS, lastSeq: 3, lastAtMs: T0 };
    expect(valueOf(await journal.pastRange())).toEqual(range);
    expect(valueOf(readPastRange(dataDir, { stateVersion: STATE_VERSION, nowMs: T0 }))).toEqual(range);
  });

  it("is none without events", async () => {
    const { journal } = await restored(dataFolder());
    expect(valueOf(await journal.pastRange())).toBeNull();
  });
});
