import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { openJournal } from "../../src-main/journal/journal.ts";
import { dataFolder } from "./support/folders.ts";
import { copyAsAfterPowerCut, failureOf, numbered, numberedUpTo, opened, openingFailure, T0, tamper, valueOf, written } from "./support/journals.ts";

const walBytes = (dataDir: string): number => statSync(join(dataDir, "journal.db-wal")).size;

describe("append", () => {
  it("answers the entry as it will be read again", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    const entry = valueOf(await journal.append({ kind: "TRIPPED", body: { reason: "HEARTBEAT_FAILURE", detail: "3 beats missed — ∅" } }));
    expect(entry).toEqual({ seq: 1, atMs: T0 + 1, kind: "TRIPPED", severity: "critical", body: { reason: "HEARTBEAT_FAILURE", detail: "3 beats missed — ∅" } });
    await journal.close();
    expect((await opened(dataDir)).replayed).toEqual([entry]);
  });

  it("is durable when it answers: a power cut right after loses nothing", async () => {
    const [dataDir, afterCut] = [dataFolder(), dataFolder()];
    const { journal } = await opened(dataDir);
    for (const event of numberedUpTo(5)) valueOf(await journal.append(event));
    copyAsAfterPowerCut(dataDir, afterCut);
    expect((await opened(afterCut)).replayed.map(({ body }) => body)).toEqual(numberedUpTo(5).map(({ body }) => body));
  });

  it("keeps the order of the calls, whoever waits for what", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    const answers = [];
    for (const event of numberedUpTo(1000)) {
      answers.push(journal.append(event));
      if (answers.length % 7 === 0) await nextTurn();
    }
    const entries = (await Promise.all(answers)).map(valueOf);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries.map(({ body }) => body)).toEqual(numberedUpTo(1000).map(({ body }) => body));
    expect(valueOf(await journal.tail(1000))).toEqual(entries);
  });

  it("dates an event with the caller's clock at the call, in whole ms", async () => {
    const journal = valueOf(await openJournal({ dataDir: dataFolder(), wallMs: () => 1_700_000_000_000.75, onReplay: () => undefined }));
    expect(valueOf(await journal.append(numbered(1))).atMs).toBe(1_700_000_000_001);
    await journal.close();
  });

  it("throws for a body that JSON would change, and writes nothing of it", async () => {
    const { journal } = await opened(dataFolder());
    const probed = { endpoint: "127.0.0.1:5555", kind: "v4.3", latencyMs: Number.NaN, detail: "" } as const;
    expect(() => journal.append({ kind: "GATEWAY_PROBED", body: probed })).toThrow("GATEWAY_PROBED body.latencyMs: NaN");
    expect(valueOf(await journal.append(numbered(1))).seq).toBe(1);
  });

  it("lets what waits share one commit", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    valueOf(await journal.append(numbered(0)));
    const other = new DatabaseSync(join(dataDir, "journal.db"));
    const before = walBytes(dataDir);
    other.exec("BEGIN IMMEDIATE");
    const answers = [];
    for (const event of numberedUpTo(100)) {
      answers.push(journal.append(event));
      await nextTurn();
    }
    other.exec("ROLLBACK");
    for (const answer of answers) valueOf(await answer);
    other.close();
    // A commit of its own costs each event two pages at least: the event's and the head's.
    expect(walBytes(dataDir) - before).toBeLessThan(100 * 4096);
  });
});

describe("a write that fails", () => {
  it("is told to everyone who waits, leaves the chain as it was, and the next one tries again", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    valueOf(await journal.append(numbered(1)));
    const other = new DatabaseSync(join(dataDir, "journal.db"));
    other.exec("BEGIN IMMEDIATE");
    const refused = await Promise.all([journal.append(numbered(2)), journal.append(numbered(3))]);
    expect(refused.map((result) => failureOf(result).code)).toEqual(["LOCKED", "LOCKED"]);
    expect(failureOf(refused[0]).path).toBe(join(dataDir, "journal.db"));
    other.exec("ROLLBACK");
    other.close();
    expect(valueOf(await journal.append(numbered(4))).seq).toBe(2);
    await journal.close();
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: true, events: 2 });
  });
});

describe("opening", () => {
  it("makes the folder and an empty journal, after no run at all", async () => {
    const { journal, replayed } = await opened(join(dataFolder(), "accounts", "one"));
    expect(replayed).toEqual([]);
    expect(journal).toMatchObject({ events: 0, cleanExitBefore: true });
  });

  it("replays everything, oldest first, and counts it", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 1234);
    const { journal, replayed } = await opened(dataDir);
    expect(journal.events).toBe(1234);
    expect(replayed.map(({ seq }) => seq)).toEqual(replayed.map((_, index) => index + 1));
    expect(replayed).toHaveLength(1234);
    expect(valueOf(await journal.append(numbered(0))).seq).toBe(1235);
  });

  it("gives the loop a turn between chunks, however slow the fold", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 12_000);
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns++;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const chunksByTurn = new Map<number, number>();
    const fold = (): void => {
      chunksByTurn.set(turns, (chunksByTurn.get(turns) ?? 0) + 1);
      // Slower than the worker, so that chunks pile up unless it waits.
      const until = performance.now() + 20;
      while (performance.now() < until);
    };
    const journal = valueOf(await openJournal({ dataDir, wallMs: () => T0, onReplay: fold }));
    counting = false;
    await journal.close();
    expect(chunksByTurn.size).toBeGreaterThan(3);
    expect(Math.max(...chunksByTurn.values())).toBeLessThanOrEqual(2);
  });

  it("rejects when the fold throws, and leaves nothing running", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 3);
    const onReplay = (): never => {
      throw new Error("no such state");
    };
    await expect(openJournal({ dataDir, wallMs: () => T0, onReplay })).rejects.toThrow("no such state");
    expect((await opened(dataDir)).journal.events).toBe(3);
  });

  it.each([
    ["ENGINE_STOPPED", true],
    ["RELEASED", false],
  ] as const)("after a run that ended with %s, says cleanExitBefore %s", async (lastKind, clean) => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    await journal.append(lastKind === "RELEASED" ? numbered(1) : { kind: lastKind, body: { reason: "quit" } });
    await journal.close();
    expect((await opened(dataDir)).journal.cleanExitBefore).toBe(clean);
  });

  it("says so when the data folder is a file", async () => {
    const path = join(dataFolder(), "taken");
    writeFileSync(path, "");
    expect(await openingFailure(path)).toMatchObject({ code: "IO", path, message: expect.stringContaining(path) });
  });

  it("refuses a newer layout and leaves the file untouched", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 3);
    const db = new DatabaseSync(join(dataDir, "journal.db"));
    db.exec("PRAGMA user_version = 99");
    db.close();
    const before = statSync(join(dataDir, "journal.db"));
    expect(await openingFailure(dataDir)).toMatchObject({ code: "NEWER_SCHEMA", message: expect.stringContaining("layout 99") });
    expect(failureOf(verifyJournal(dataDir)).code).toBe("NEWER_SCHEMA");
    expect(statSync(join(dataDir, "journal.db"))).toMatchObject({ mtimeMs: before.mtimeMs, size: before.size, ino: before.ino });
  });

  it("verifies a journal of the first layout as it is, and brings it up to date when it opens", async () => {
    const dataDir = dataFolder();
    await written(dataDir, 3);
    const firstLayout = `DROP TABLE archives; DROP TABLE base; PRAGMA user_version = 1;
      CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;`;
    tamper(dataDir, firstLayout);
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: true, events: 3, archives: [] });
    const { journal, replayed } = await opened(dataDir);
    expect(replayed).toHaveLength(3);
    expect(valueOf(await journal.append(numbered(4))).seq).toBe(4);
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: true, events: 4 });
  });

  it("starts afresh over a first start that was cut short", async () => {
    const dataDir = dataFolder();
    writeFileSync(join(dataDir, "journal.new.db"), "half");
    expect((await opened(dataDir)).journal.events).toBe(0);
  });
});

describe("tail", () => {
  it("gives the last entries, oldest first, also before a number", async () => {
    const { journal } = await opened(dataFolder());
    const appended = Promise.all(numberedUpTo(10).map((event) => journal.append(event)));
    // Asked in the same turn: what was appended before is in it.
    expect(valueOf(await journal.tail(3)).map(({ seq }) => seq)).toEqual([8, 9, 10]);
    expect(valueOf(await journal.tail(2, 4)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(valueOf(await journal.tail(5, 1))).toEqual([]);
    expect((await appended).every(({ ok }) => ok)).toBe(true);
  });

  it("refuses a limit that is no count", async () => {
    const { journal } = await opened(dataFolder());
    expect(failureOf(await journal.tail(0)).message).toContain("limit must be a whole number from 1");
  });
});

describe("close", () => {
  it("writes what still waits, empties the log, and answers CLOSED from then on", async () => {
    const dataDir = dataFolder();
    const { journal } = await opened(dataDir);
    const waiting = numberedUpTo(300).map((event) => journal.append(event));
    const closing = journal.close();
    const late = journal.append(numbered(301));
    await closing;
    expect((await Promise.all(waiting)).every(({ ok }) => ok)).toBe(true);
    expect(failureOf(await late).code).toBe("CLOSED");
    expect(failureOf(await journal.tail(1)).code).toBe("CLOSED");
    await journal.close();
    rmSync(join(dataDir, "journal.db-wal"), { force: true });
    rmSync(join(dataDir, "journal.db-shm"), { force: true });
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: true, events: 300 });
  });
});
