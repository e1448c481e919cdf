import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCodes } from "../../src-main/hosts/exit-codes.ts";
import { verify } from "../../src-main/hosts/cli/journal.ts";
import { dataFolder } from "../journal/support/folders.ts";
import { filled, restored, T0, valueOf } from "../journal/support/journals.ts";

const EVENTS = 35_000;
const dateOf = (seq: number): number => T0 + seq * 10_000;

async function snapshotAt(dataDir: string, seq: number): Promise<void> {
  const { journal } = await restored(dataDir, { nowMs: dateOf(seq) });
  valueOf(await journal.writeSnapshot(seq, [["state at", seq]]));
  await journal.close();
}

function verified(dataDir: string): { readonly code: number; readonly out: readonly string[] } {
  const out: string[] = [];
  const never = new AbortController().signal;
  const code = verify({ line: (text) => void out.push(text), errorLine: (text) => void out.push(text), signal: never, readerGone: never }, { dataDir });
  return { code, out };
}

it("holdfast journal verify names every archive: there, dropped by the retention, or missing", async () => {
  const dataDir = dataFolder();
  filled(dataDir, EVENTS, dateOf);
  await snapshotAt(dataDir, 25_000);
  await snapshotAt(dataDir, EVENTS);
  const { journal } = await restored(dataDir, { nowMs: dateOf(EVENTS) });
  valueOf(await journal.compact({ keepDays: 1, maxArchiveBytes: 1e9 }));
  const there = verified(dataDir);
  expect(there.code).toBe(exitCodes.ok);
  expect(there.out).toEqual([expect.stringMatching(/^whole: 35000 events/), "  there    000000000001-000000010000.zst, events 1 to 10000", "  there    000000010001-000000020000.zst, events 10001 to 20000"]);

  rmSync(join(dataDir, "journal-archive", "000000010001-000000020000.zst"));
  const missing = verified(dataDir);
  expect(missing.code).toBe(exitCodes.failed);
  expect(missing.out[0]).toMatch(/^NOT whole/);
  expect(missing.out).toContain("  missing  000000010001-000000020000.zst, events 10001 to 20000");
});
