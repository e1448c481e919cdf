import type { Cancel, Clock, Journal, JournalFailure, Result } from "../engine/ports.ts";
import type { OpenJournal, Retention, SnapshotHeader } from "../journal/journal.ts";
import type { Logger } from "../system/log.ts";
import { writeSnapshotOfNow } from "./journal-history.ts";

/** Writes snapshots, and keeps the journal within its bounds. */
export interface JournalKeeping {
  snapshot(): Promise<Result<SnapshotHeader, JournalFailure>>;
  /** None begins by itself any more; one under way goes on. */
  stop(): void;
}

export interface KeepingOptions {
  /** `null` while there is none. */
  readonly journal: () => OpenJournal | null;
  /** Where what was done is written down. */
  readonly record: Pick<Journal, "append">;
  readonly clock: Clock;
  /** `null`: nothing begins by itself, and nothing is archived or dropped. */
  readonly upkeep: Upkeep | null;
  readonly log: Logger;
}

/** How often a snapshot is written, and what is left of the journal after it. */
export interface Upkeep {
  readonly intervalMs: number;
  readonly retention: Retention;
}

/** The first snapshot of a run comes soon, so that a crash loop does not replay everything each time. */
const FIRST_AFTER_MS = 60_000;

export function keepJournal({ journal, record, clock, upkeep, log }: KeepingOptions): JournalKeeping {
  let cancel: Cancel = () => undefined;
  let running: Promise<Result<SnapshotHeader, JournalFailure>> | null = null;
  let isStopped = false;

  const write = async (): Promise<Result<SnapshotHeader, JournalFailure>> => {
    const open = journal();
    if (open === null) return { ok: false, failure: { code: "CLOSED", message: "There is no journal.", path: "" } };
    const written = await writeSnapshotOfNow(open);
    if (!written.ok) {
      log.warn({ failure: written.failure }, "no snapshot was written");
      return written;
    }
    log.info({ seq: written.value.seq, parts: written.value.parts }, "snapshot written");
    if (upkeep !== null) await compact(open, upkeep.retention);
    return written;
  };

  const compact = async (open: OpenJournal, retention: Retention): Promise<void> => {
    const done = await open.compact(retention);
    if (!done.ok) return log.warn({ failure: done.failure }, "the journal could not be compacted");
    const { archived, dropped, archivedTo, droppedTo, archiveBytes } = done.value;
    if (archived > 0 || dropped > 0) await record.append({ kind: "JOURNAL_COMPACTED", body: { archivedTo, droppedTo, archiveBytes } });
  };

  /** One at a time: who asks meanwhile gets the one under way. */
  const snapshot = (): Promise<Result<SnapshotHeader, JournalFailure>> => {
    running ??= write().finally(() => (running = null));
    return running;
  };

  const plan = (every: Upkeep, delayMs = every.intervalMs): void => {
    // A stop may come while a snapshot is under way, when there is nothing to cancel.
    if (isStopped) return;
    cancel = clock.after(delayMs, () => void snapshot().finally(() => plan(every)));
  };
  if (upkeep !== null) plan(upkeep, Math.min(FIRST_AFTER_MS, upkeep.intervalMs));

  return {
    snapshot,
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}
