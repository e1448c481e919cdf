import { existsSync } from "node:fs";
import type { PastMoment, PastRange } from "../../contract/records.ts";
import type { Records } from "../../domain/records.ts";
import { createRecords } from "../../domain/records.ts";
import type { JournalFailure, Result } from "../../engine/ports.ts";
import { STATE_VERSION, type Restoration } from "../../engine/restoration.ts";
import { dataFiles } from "../../journal/files.ts";
import { readMoment, readPastRange } from "../../journal/inspection.ts";
import type { OpenJournal } from "../../journal/journal.ts";
import { systemClock } from "../../system/clock.ts";
import { recordsAt, stateAt } from "../journal-history.ts";

/** The past of a data folder, read without changing it, also beside a running engine. Waits for the disk in this thread. */
const historyOf = (dataDir: string): Pick<OpenJournal, "past"> => ({
  past: (moment, { onSnapshot, onEntries }) => Promise.resolve(readMoment(dataDir, moment, { stateVersion: STATE_VERSION, nowMs: systemClock.wallMs(), onSnapshot, onEntries })),
});

/** The end of the journal, whatever its number is. */
const END: PastMoment = { seq: Number.MAX_SAFE_INTEGER };

/** The record as it was then; without a moment, as it is now. `atMs` is when its last event was written. */
export const recordThen = (dataDir: string, moment: PastMoment | null): Promise<Result<{ readonly records: Records; readonly atMs: number | null }, JournalFailure>> => recordsAt(historyOf(dataDir), moment ?? END);

/** The moments that a data folder's record can go back to. */
export const rangeOf = (dataDir: string): Result<PastRange | null, JournalFailure> => readPastRange(dataDir, { stateVersion: STATE_VERSION, nowMs: systemClock.wallMs() });

/** Everything that the last run left behind. */
export async function stateNow(dataDir: string): Promise<Result<Restoration, JournalFailure>> {
  const found = await stateAt(historyOf(dataDir), END);
  return found.ok ? { ok: true, value: found.value.state } : found;
}

/** The record as it is now; a folder without a journal has an empty one. */
export async function recordNow(dataDir: string): Promise<Result<Records, JournalFailure>> {
  if (!existsSync(dataFiles(dataDir).journal)) return { ok: true, value: createRecords() };
  const found = await recordThen(dataDir, null);
  return found.ok ? { ok: true, value: found.value.records } : found;
}
