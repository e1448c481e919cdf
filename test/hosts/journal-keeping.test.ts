import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { createRestoration, STATE_VERSION } from "../../src-main/engine/restoration.ts";
import { keepJournal, type Upkeep } from "../../src-main/hosts/journal-keeping.ts";
import { type OpenJournal, openJournal } from "../../src-main/journal/journal.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const INTERVAL_MS = 3_600_000;

async function journalIn(dataDir: string, clock: VirtualClock): Promise<OpenJournal> {
  const { fold, restore } = createRestoration();
  const opened = await openJournal({ dataDir, wallMs: () => clock.wallMs(), onReplay: fold, snapshots: { stateVersion: STATE_VERSION, keep: 3, onSnapshot: restore } });
  if (!opened.ok) throw new Error(opened.failure.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

/** A journal of one event that is kept this way, and how often a snapshot of it began. */
async function kept(upkeep: Upkeep | null) {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const clock = new VirtualClock();
  const journal = await journalIn(dataDir, clock);
  await journal.append({ kind: "ENGINE_STOPPED", body: { reason: "x" } });
  const compact = vi.spyOn(journal, "compact");
  const begun = vi.fn(() => journal);
  return { clock, compact, begun, keeping: keepJournal({ journal: begun, record: journal, clock, upkeep, log: pino({ enabled: false }) }) };
}

it("after a stop no snapshot begins, not even when one was under way", async () => {
  const { clock, begun, keeping } = await kept({ intervalMs: INTERVAL_MS, retention: { keepDays: 7, maxArchiveBytes: 1e9 } });
  await clock.advance(60_000);
  keeping.stop();
  expect(await keeping.snapshot()).toMatchObject({ ok: true, value: { seq: 1 } });

  await clock.advance(3 * INTERVAL_MS);
  expect(begun).toHaveBeenCalledOnce();
});

it("without upkeep no snapshot begins by itself, and one that is asked for archives and drops nothing", async () => {
  const { clock, compact, begun, keeping } = await kept(null);
  await clock.advance(3 * INTERVAL_MS);
  expect(begun).not.toHaveBeenCalled();
  expect(await keeping.snapshot()).toMatchObject({ ok: true, value: { seq: 1 } });
  expect(compact).not.toHaveBeenCalled();
});
