import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyJournal } from "../../src-main/journal/inspection.ts";
import { dataFolder } from "./support/folders.ts";
import { opened, valueOf } from "./support/journals.ts";
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
