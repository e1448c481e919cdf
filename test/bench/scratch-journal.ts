import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { JournalEvent } from "../../src-main/engine/journal-events.ts";
import { type OpenJournal, openJournal } from "../../src-main/journal/journal.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { positionsOf } from "./positions.ts";

/** An empty journal in a folder of its own under `workDir`, which is deleted with the run. */
export async function openScratchJournal(workDir: string): Promise<{ readonly journal: OpenJournal; readonly folder: string }> {
  const folder = await mkdtemp(join(workDir, "journal-"));
  const opened = await openJournal({ dataDir: folder, wallMs: systemClock.wallMs, onReplay: () => undefined });
  if (!opened.ok) throw new Error(opened.failure.message);
  return { journal: opened.value, folder };
}

const [position] = positionsOf(1, 1);

/** What a fill leaves in the journal: one position, about 250 bytes. */
export const typicalEvent: JournalEvent = { kind: "POSITIONS_RECORDED", body: { positions: position === undefined ? [] : [position] } };

/** Appends, and is told that it is durable. */
export async function appendDurably(journal: OpenJournal, event: JournalEvent): Promise<void> {
  const written = await journal.append(event);
  if (!written.ok) throw new Error(written.failure.message);
}
