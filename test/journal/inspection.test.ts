import { describe, expect, it, onTestFinished, vi } from "vitest";
import { truncateSync, statSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../../src-main/contract/journal.ts";
import { followJournal, readTail, verifyJournal } from "../../src-main/journal/inspection.ts";
import { dataFolder } from "./support/folders.ts";
import { failureOf, numbered, numberedUpTo, opened, openingFailure, tamper, valueOf, written } from "./support/journals.ts";

describe("verify", () => {
  it("finds a journal whole, also beside a running engine", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    for (const event of numberedUpTo(3)) valueOf(await journal.append(event));
    const running = valueOf(verifyJournal(dataDir));
    expect(running).toEqual({ whole: true, events: 3, archives: [], lastHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await journal.close();
    expect(valueOf(verifyJournal(dataDir))).toEqual(running);
  });

  it("leaves the engine its next append", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    valueOf(await journal.append(numbered(1)));
    verifyJournal(dataDir);
    expect(valueOf(await journal.append(numbered(2))).seq).toBe(2);
  });

  const copyOf = (seq: number, from: number): string => `INSERT INTO events SELECT ${seq}, at_ms, kind, body, hash FROM events WHERE seq = ${from}`;
  it.each([
    ["a changed body", "UPDATE events SET body = '{}' WHERE seq = 5", 5, "event 5 is not what was written"],
    ["one changed letter", "UPDATE events SET body = replace(body, 'sync 5', 'sync 6') WHERE seq = 5", 5, "event 5 is not what was written"],
    ["a changed moment", "UPDATE events SET at_ms = at_ms + 1 WHERE seq = 5", 5, "event 5 is not what was written"],
    ["a changed kind", "UPDATE events SET kind = 'REARMED' WHERE seq = 5", 5, "event 5 is not what was written"],
    ["a changed hash", "UPDATE events SET hash = zeroblob(32) WHERE seq = 5", 5, "event 5 is not what was written"],
    ["a deleted row", "DELETE FROM events WHERE seq = 5", 5, "event 5 is missing"],
    ["the first row deleted", "DELETE FROM events WHERE seq = 1", 1, "event 1 is missing"],
    ["the last rows deleted", "DELETE FROM events WHERE seq > 7", 8, "10 events were written, 7 are there"],
    ["every row deleted", "DELETE FROM events", 1, "10 events were written, 0 are there"],
    ["a row inserted at the end", copyOf(11, 3), 11, "event 11 is not what was written"],
    ["a row inserted before the first", copyOf(0, 3), 0, "event 0 stands before the first event"],
    [
      "a row inserted in the middle, the rest moved up",
      `UPDATE events SET seq = -seq WHERE seq > 4; UPDATE events SET seq = 1 - seq WHERE seq < 0; ${copyOf(5, 3)}; UPDATE head SET seq = 11`,
      5,
      "event 5 is not what was written",
    ],
    ["two rows in each other's place", "UPDATE events SET seq = -4 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 5; UPDATE events SET seq = 5 WHERE seq = -4", 4, "event 4"],
    ["a last event that is not the head's", "UPDATE head SET hash = zeroblob(32)", 10, "event 10, the last one"],
    ["the head gone", "DELETE FROM head", null, ""],
    ["a table gone", "DROP TABLE events", 1, "no such table"],
    ["a number no journal writes", "UPDATE events SET at_ms = 9223372036854775807 WHERE seq = 5", null, ""],
  ])("finds %s", async (_, sql, firstBadSeq, why) => {
    const dataDir = dataFolder();
    await written(dataDir, 10);
    tamper(dataDir, sql);
    const verdict = valueOf(verifyJournal(dataDir));
    expect(verdict).toMatchObject({ whole: false, why: expect.stringContaining(why) });
    if (firstBadSeq !== null) expect(verdict).toMatchObject({ firstBadSeq });
    expect((await openingFailure(dataDir)).code).toBe("DAMAGED");
  });

  it("finds a truncated file", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 2000);
    const journal = join(dataDir, "journal.db");
    truncateSync(journal, Math.floor(statSync(journal).size / 8192) * 4096);
    expect(valueOf(verifyJournal(dataDir))).toEqual({ whole: false, firstBadSeq: null, archives: [], why: "it cannot be read: database disk image is malformed" });
  });

  it("says so where there is no journal", () => {
    const dataDir = dataFolder();
    expect(failureOf(verifyJournal(dataDir))).toMatchObject({ code: "IO", message: `${dataDir} holds no journal.` });
  });
});

describe("readTail", () => {
  it("reads the end beside a running engine, and backwards from there", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    for (const event of numberedUpTo(6)) valueOf(await journal.append(event));
    expect(valueOf(readTail(dataDir, 2))).toEqual(valueOf(await journal.tail(2)));
    expect(valueOf(readTail(dataDir, 2, 3)).map(({ seq }) => seq)).toEqual([1, 2]);
  });
});

describe("followJournal", () => {
  it("hands over what is there and what comes, in order and once, until it is cancelled", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    for (const event of numberedUpTo(3)) valueOf(await journal.append(event));
    const seen: JournalEntry[] = [];
    const cancel = followJournal(dataDir, 1, { onEntries: (entries) => seen.push(...entries) });
    onTestFinished(cancel);
    await vi.waitFor(() => expect(seen.map(({ seq }) => seq)).toEqual([2, 3]));
    for (const event of numberedUpTo(3)) valueOf(await journal.append(event));
    await vi.waitFor(() => expect(seen.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]));
  });

  it("waits for a journal that is not there yet, and says so once", async () => {
    const dataDir = dataFolder();
    const seen: number[] = [];
    const onFailure = vi.fn();
    onTestFinished(followJournal(dataDir, 0, { onEntries: (entries) => seen.push(...entries.map(({ seq }) => seq)), onFailure }));
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalledOnce());
    const { journal } = await opened(dataDir);
    valueOf(await journal.append(numbered(1)));
    await vi.waitFor(() => expect(seen).toEqual([1]));
    expect(onFailure).toHaveBeenCalledOnce();
  });

  it("stops from within its own listener", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 600);
    let calls = 0;
    await new Promise<void>((resolve) => {
      const cancel = followJournal(dataDir, 0, {
        onEntries: () => {
          calls++;
          cancel();
          resolve();
        },
      });
    });
    valueOf(readTail(dataDir, 1));
    expect(calls).toBe(1);
  });
});
