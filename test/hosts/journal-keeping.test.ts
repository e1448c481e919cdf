import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { expect, it, onTestFinished } from "vitest";
import { createRestoration, STATE_VERSION } from "../../src-main/engine/restoration.ts";
import { keepJournal } from "../../src-main/hosts/journal-keeping.ts";
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

it("after a stop no snapshot begins, not even when one was under way", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const clock = new VirtualClock();
  const journal = await journalIn(dataDir, clock);
  await journal.append({ kind: "ENGINE_STOPPED", body: { reason: "x" } });
  let snapshots = 0;
  const asked = (): OpenJournal => {
    snapshots += 1;
    return journal;
  };
  const keeping = keepJournal({ journal: asked, record: journal, clock, intervalMs: INTERVAL_MS, retention: { keepDays: 7, maxArchiveBytes: 1e9 }, log: pino({ enabled: false }) });
  await clock.advance(60_000);
  keeping.stop();
  expect(await keeping.snapshot()).toMatchObject({ ok: true, value: { seq: 1 } });

  await clock.advance(3 * INTERVAL_MS);
  expect(snapshots).toBe(1);
});
