import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { dataFolder } from "./support/folders.ts";
import { savingClockMs } from "./support/saved.ts";
import { filled, opened, restored, valueOf } from "./support/journals.ts";
import { startFixture } from "./support/processes.ts";

const ROUNDS = 10;

it("loses no acknowledged event to SIGKILL, at whatever moment, time after time", async () => {
  const dataDir = dataFolder();
  const acknowledged = new Map<number, string>();
  const acknowledge = (line: string): void => {
    const [seq = "", mark = ""] = line.split(" ");
    acknowledged.set(Number(seq), mark);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const appender = startFixture("appender", [dataDir]);
    const last = Math.ceil(Math.random() * 300);
    for (let line = 0; line < last; line++) acknowledge(await appender.nextLine());
    await appender.kill();
    // What it still said between the last line read here and its end counts as well.
    for await (const line of appender.lines) acknowledge(line);
    // After a power cut the shared index may be gone; it is made anew from the log.
    if (round % 2 === 1) rmSync(join(dataDir, "journal.db-shm"), { force: true });
    expect(valueOf(verifyJournal(dataDir))).toMatchObject({ whole: true });
  }
  const { replayed, journal } = await opened(dataDir);
  const marks = new Map(replayed.map(({ seq, body }) => [seq, body["by"]]));
  expect([...acknowledged].filter(([seq, mark]) => marks.get(seq) !== mark)).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(ROUNDS);
  expect(journal).toMatchObject({ cleanExitBefore: false, events: replayed.length });
});

it("loses nothing to SIGKILL while it snapshots and compacts, and every start finds a state and the events after it", async () => {
  const dataDir = dataFolder();
  // Old enough for archives from the first round on.
  filled(dataDir, 60_000, savingClockMs);
  let acknowledged = 60_000;
  let archives = 0;
  for (let round = 0; round < ROUNDS / 2 || archives === 0; round++) {
    const saver = startFixture("saver", [dataDir, String(acknowledged)]);
    const last = Math.ceil(Math.random() * 100);
    for (let line = 0; line < last; line++) acknowledged = Number(await saver.nextLine());
    await saver.kill();
    for await (const line of saver.lines) acknowledged = Number(line);
    const verdict = valueOf(verifyJournal(dataDir));
    expect(verdict).toMatchObject({ whole: true });
    archives = verdict.archives.length;
    const { journal, parts, replayed } = await restored(dataDir, { nowMs: savingClockMs(acknowledged) });
    const base = journal.snapshot?.seq ?? 0;
    expect(new Set(parts.map(([, seq]) => seq))).toEqual(new Set(base === 0 ? [] : [base]));
    expect(replayed.map(({ seq }) => seq)).toEqual(replayed.map((_, index) => base + index + 1));
    expect(journal.events).toBeGreaterThanOrEqual(acknowledged);
    expect(journal.skippedSnapshots).toEqual([]);
    await journal.close();
  }
});
