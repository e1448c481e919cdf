import type { Worker } from "node:worker_threads";
import type { JournalEntry } from "../contract/journal.ts";
import { severityOf, type JournalEvent } from "../engine/journal-events.ts";
import type { Journal, JournalFailure, Result } from "../engine/ports.ts";
import { bodyText } from "./body-text.ts";
import { entriesFrom, entryFrom } from "./entry.ts";
import { failed, succeeded } from "./failure.ts";
import { dataFiles } from "./files.ts";
import type { NewEvent } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { post } from "./mailbox.ts";
import type { JournalReply, JournalRequest, ReplayRow, Replacement } from "./messages.ts";
import { startWorker } from "./worker-thread.ts";

export interface JournalOptions {
  /** The folder of one account's engine; made when it is not there. */
  readonly dataDir: string;
  /** The wall clock that dates every event: UTC, Unix ms. */
  readonly wallMs: () => number;
  /**
   * Told every event there is, oldest first, in chunks, before the journal is open: state is a fold over them. What was
   * told is worth something only when opening ends `ok`.
   */
  readonly onReplay: (entries: JournalEntry[]) => void;
}

export interface OpenJournal extends Journal {
  /** Events found when it was opened. */
  readonly events: number;
  /** False when the run before did not end with `ENGINE_STOPPED`. True when there was none. */
  readonly cleanExitBefore: boolean;
  /** Writes what is still waiting, and lets go of the files. Later appends answer `CLOSED`. */
  close(): Promise<void>;
}

type Opened = Result<OpenJournal, JournalFailure>;

/**
 * Opens the journal of a data folder, making it when there is none, and verifies every event on the way. Failures:
 * `DAMAGED` (set aside, see `damage.ts`; stays so until `startFreshJournal`), `NEWER_SCHEMA` (left untouched),
 * `READ_ONLY`, `DISK_FULL`, `LOCKED`, `IO`. Rejects only when `onReplay` throws. The caller holds the lock (`lock.ts`).
 */
export const openJournal = (options: JournalOptions): Promise<Opened> => open(options, null);

/**
 * An operator's deliberate act after `DAMAGED`: keeps the damaged journal and its marker beside, and opens a new one
 * whose first event, `JOURNAL_REPLACED`, says who did it and why. Fails with `IO` when no damage is known.
 */
export const startFreshJournal = (options: JournalOptions & Replacement): Promise<Opened> =>
  open(options, { name: options.name, reason: options.reason });

function open({ dataDir, wallMs, onReplay }: JournalOptions, replacement: Replacement | null): Promise<Opened> {
  const path = dataFiles(dataDir).journal;
  const worker = startWorker({ role: "journal", dataDir, nowMs: wallMs(), replacement });
  const askForMore = (): void => post<JournalRequest>(worker, { type: "more" });
  let events = 0;
  let lastKind: string | null = null;

  return new Promise((resolve, reject) => {
    worker.on("error", (error) => resolve(failed("IO", `${path}: the journal's worker failed (${error.message}).`, path)));
    worker.on("exit", () => resolve(failed("IO", `${path}: the journal's worker ended before the journal was open.`, path)));
    worker.on("message", function take(reply: JournalReply) {
      try {
        if (reply.type === "failed") return resolve({ ok: false, failure: reply.failure });
        if (reply.type === "opened") {
          const cleanExitBefore = lastKind === null || lastKind === "ENGINE_STOPPED";
          worker.off("message", take);
          return resolve(succeeded(new WorkerJournal({ worker, path, wallMs, events, cleanExitBefore })));
        }
        if (reply.type !== "replay") return;
        const entries = replayedEntries(reply.rows);
        events += entries.length;
        lastKind = entries.at(-1)?.kind ?? lastKind;
        onReplay(entries);
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

const replayedEntries = (rows: string): JournalEntry[] =>
  (JSON.parse(rows) as ReplayRow[]).map(([seq, atMs, kind, body]) => ({ seq, atMs, kind, severity: severityOf(kind, body), body }));

interface PendingAppend {
  readonly event: NewEvent;
  readonly settle: (result: Result<JournalEntry, JournalFailure>) => void;
}

type SettleTail = (result: Result<JournalEntry[], JournalFailure>) => void;

interface Opening {
  readonly worker: Worker;
  readonly path: string;
  readonly wallMs: () => number;
  readonly events: number;
  readonly cleanExitBefore: boolean;
}

class WorkerJournal implements OpenJournal {
  readonly events: number;
  readonly cleanExitBefore: boolean;
  readonly #worker: Worker;
  readonly #path: string;
  readonly #wallMs: () => number;
  /** Appends of this turn, not yet sent. */
  #unsent: NewEvent[] = [];
  #appends: PendingAppend[] = [];
  readonly #tails: SettleTail[] = [];
  readonly #ended: Promise<void>;
  /** Why nothing more is taken; `null` while open. */
  #over: JournalFailure | null = null;

  constructor({ worker, path, wallMs, events, cleanExitBefore }: Opening) {
    this.#worker = worker;
    this.#path = path;
    this.#wallMs = wallMs;
    this.events = events;
    this.cleanExitBefore = cleanExitBefore;
    worker.on("message", (reply: JournalReply) => this.#take(reply));
    worker.on("error", (error) => this.#end(`its worker failed (${error.message})`));
    this.#ended = new Promise((resolve) => {
      worker.once("exit", () => {
        this.#end("its worker ended");
        resolve();
      });
    });
  }

  /** Throws an `AssertionError` for a body that JSON would change, which is a mistake in our own code. */
  append(event: JournalEvent): Promise<Result<JournalEntry, JournalFailure>> {
    if (this.#over !== null) return Promise.resolve({ ok: false, failure: this.#over });
    const written = { atMs: Math.round(this.#wallMs()), kind: event.kind, body: bodyText(event.kind, event.body) };
    if (this.#unsent.length === 0) queueMicrotask(() => this.#send());
    this.#unsent.push(written);
    return new Promise((settle) => this.#appends.push({ event: written, settle }));
  }

  tail(limit: number, beforeSeq?: number): Promise<Result<JournalEntry[], JournalFailure>> {
    if (this.#over !== null) return Promise.resolve({ ok: false, failure: this.#over });
    this.#ask({ type: "tail", limit, beforeSeq });
    return new Promise((settle) => this.#tails.push(settle));
  }

  close(): Promise<void> {
    if (this.#over === null) {
      this.#ask({ type: "close" });
      this.#over = { code: "CLOSED", message: `${this.#path}: the journal is closed.`, path: this.#path };
    }
    return this.#ended;
  }

  #ask(request: JournalRequest): void {
    this.#send();
    post(this.#worker, request);
  }

  /** What was appended in one turn of the loop goes over in one message, and shares a commit. */
  #send(): void {
    if (this.#unsent.length === 0) return;
    post<JournalRequest>(this.#worker, { type: "append", events: this.#unsent });
    this.#unsent = [];
  }

  #take(reply: JournalReply): void {
    if (reply.type === "appended") this.#settleAppends(reply.count, reply.result);
    if (reply.type === "tail") this.#tails.shift()?.(mapped(reply.result, entriesFrom));
  }

  #settleAppends(count: number, result: Result<number, JournalFailure>): void {
    for (const [index, { event, settle }] of this.#appends.splice(0, count).entries()) {
      settle(mapped(result, (firstSeq) => entryFrom(firstSeq + index, event)));
    }
  }

  /** Nobody answers any more: whoever still waits is told so. */
  #end(why: string): void {
    this.#over ??= { code: "IO", message: `${this.#path}: the journal cannot be used any more: ${why}.`, path: this.#path };
    const failure = this.#over;
    for (const { settle } of this.#appends.splice(0)) settle({ ok: false, failure });
    for (const settle of this.#tails.splice(0)) settle({ ok: false, failure });
  }
}

const mapped = <T, U>(result: Result<T, JournalFailure>, map: (value: T) => U): Result<U, JournalFailure> =>
  result.ok ? succeeded(map(result.value)) : result;

