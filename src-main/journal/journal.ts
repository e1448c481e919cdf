import type { JournalEntry } from "../contract/journal.ts";
import type { Journal, JournalFailure, Result } from "../engine/ports.ts";
import type { Compacted, Retention } from "./compaction.ts";
import { chunkEntries, partsFrom, type SnapshotPart } from "./entry.ts";
import { failed, succeeded } from "./failure.ts";
import { dataFiles } from "./files.ts";
import type { ChainFlaw } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { post } from "./mailbox.ts";
import type { JournalReply, JournalRequest, Replacement, SnapshotJob } from "./messages.ts";
import type { Moment, PastInfo, PastRange } from "./past.ts";
import type { SkippedSnapshot, SnapshotHeader } from "./snapshot-file.ts";
import { WorkerJournal } from "./worker-journal.ts";
import { startWorker } from "./worker-thread.ts";

export type { ChainFlaw, Compacted, Moment, PastInfo, PastRange, Retention, SkippedSnapshot, SnapshotHeader, SnapshotPart };

export interface JournalOptions {
  /** The folder of one account's engine; made when it is not there. */
  readonly dataDir: string;
  /** The wall clock that dates every event: UTC, Unix ms. */
  readonly wallMs: () => number;
  /**
   * Told every event there is (after the snapshot's, when there is one), oldest first, in chunks, before the journal is
   * open: state is a fold over them. What was told is worth something only when opening ends `ok`.
   */
  readonly onReplay: (entries: JournalEntry[]) => void;
  /** Left out: every event is replayed, and no snapshot can be written. */
  readonly snapshots?: SnapshotOptions;
}

export interface SnapshotOptions {
  /** Version of what the parts look like. Snapshots of any other are passed over. */
  readonly stateVersion: number;
  /** How many of the newest are kept, 2 at least; 3 when left out. One or two older ones stay for the last 24 hours' sake. */
  readonly keep?: number;
  /** Told the parts of the newest good snapshot, in the order they were written, before the first event after it. */
  readonly onSnapshot: (parts: SnapshotPart[]) => void;
}

export interface PastListener {
  /** The state to begin from; never told when the reading begins at the first event. */
  readonly onSnapshot: (parts: SnapshotPart[]) => void;
  /** Then every event after it up to the moment, oldest first, in chunks that are short work. */
  readonly onEntries: (entries: JournalEntry[]) => void;
  /** Ends the reading early; it then answers `CLOSED`. */
  readonly signal?: AbortSignal;
}

export interface OpenJournal extends Journal {
  /** Events ever written, as found when it was opened. */
  readonly events: number;
  /** False when the run before did not end with `ENGINE_STOPPED`. True when there was none. */
  readonly cleanExitBefore: boolean;
  /** The snapshot the replay began at; `null`: the first event. What lies before it is not verified yet, see `verifyEarlier`. */
  readonly snapshot: SnapshotHeader | null;
  /** Snapshots that were passed over on opening, newest first, and why. */
  readonly skippedSnapshots: readonly SkippedSnapshot[];
  /**
   * Writes a snapshot of the state as it is after the event `seq`. `parts` is taken bit by bit over many turns of the
   * loop, so it must go on telling the state of that moment while events go on; a part should be a few KB, and a long list
   * several parts. A failure (`DISK_FULL`, `READ_ONLY`, `IO`) leaves no trace, and the journal as it was. One at a time:
   * a second one meanwhile answers `IO`. Rejects when `parts` throws, or holds what JSON would change.
   */
  writeSnapshot(seq: number, parts: Iterable<SnapshotPart>): Promise<Result<SnapshotHeader, JournalFailure>>;
  /** Moves old events into archives and drops what the retention says. Asked again meanwhile, it answers with the one under way. */
  compact(retention: Retention): Promise<Result<Compacted, JournalFailure>>;
  /** Checks the chain before the snapshot it was opened from, which opening did not. `null`: nothing is wrong. */
  verifyEarlier(): Promise<Result<ChainFlaw | null, JournalFailure>>;
  /** The moments that can be rebuilt; `null` when there are none. */
  pastRange(): Promise<Result<PastRange | null, JournalFailure>>;
  /** Reads one moment of the past while everything goes on. What was told is worth something only when it ends `ok`. Rejects when the listener throws. */
  past(moment: Moment, listener: PastListener): Promise<Result<PastInfo, JournalFailure>>;
  /** Writes what is still waiting, and lets go of the files. Later appends answer `CLOSED`. */
  close(): Promise<void>;
}

type Opened = Result<OpenJournal, JournalFailure>;

/**
 * Opens the journal of a data folder, making it when there is none. From a snapshot it verifies every event after it;
 * without one every event there is, and the file's structure. Failures: `DAMAGED` (set aside, see `damage.ts`; stays so
 * until `startFreshJournal`), `NEWER_SCHEMA` (left untouched), `READ_ONLY`, `DISK_FULL`, `LOCKED`, `IO`. Rejects only when
 * `onSnapshot` or `onReplay` throws. The caller holds the lock (`lock.ts`).
 */
export const openJournal = (options: JournalOptions): Promise<Opened> => open(options, null);

/**
 * An operator's deliberate act after `DAMAGED`: keeps the damaged journal and its marker beside, and opens a new one
 * whose first event, `JOURNAL_REPLACED`, says who did it and why. Fails with `IO` when no damage is known.
 */
export const startFreshJournal = (options: JournalOptions & Replacement): Promise<Opened> =>
  open(options, { name: options.name, reason: options.reason });

function open({ dataDir, wallMs, onReplay, snapshots }: JournalOptions, replacement: Replacement | null): Promise<Opened> {
  const path = dataFiles(dataDir).journal;
  const worker = startWorker({ role: "journal", dataDir, nowMs: wallMs(), replacement, snapshots: snapshotJob(snapshots) });
  const askForMore = (): void => post<JournalRequest>(worker, { type: "more" });

  return new Promise((resolve, reject) => {
    worker.on("error", (error) => resolve(failed("IO", `${path}: the journal's worker failed (${error.message}).`, path)));
    worker.on("exit", () => resolve(failed("IO", `${path}: the journal's worker ended before the journal was open.`, path)));
    worker.on("message", function take(reply: JournalReply) {
      try {
        if (reply.type === "failed") return resolve({ ok: false, failure: reply.failure });
        if (reply.type === "opened") {
          worker.off("message", take);
          return resolve(succeeded(new WorkerJournal({ worker, path, wallMs, found: reply.found })));
        }
        if (reply.type !== "replay") return;
        if (reply.chunk.type === "parts") snapshots?.onSnapshot(partsFrom(reply.chunk));
        else onReplay(chunkEntries(reply.chunk));
        // In its own turn: chunks that are ready already must not follow one another without the loop breathing.
        setImmediate(askForMore);
      } catch (error) {
        reject(error);
        void worker.terminate();
      }
    });
    for (let chunk = 0; chunk < journalLimits.replayChunksAhead; chunk++) askForMore();
  });
}

const snapshotJob = (options: SnapshotOptions | undefined): SnapshotJob | null =>
  options === undefined ? null : { stateVersion: options.stateVersion, keep: Math.max(options.keep ?? journalLimits.snapshotsKept, journalLimits.snapshotsLeast) };
