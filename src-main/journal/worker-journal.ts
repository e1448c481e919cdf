import type { Worker } from "node:worker_threads";
import type { JournalEntry } from "../contract/journal.ts";
import type { JournalEvent } from "../engine/journal-events.ts";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { Answers } from "./answers.ts";
import { bodyText } from "./body-text.ts";
import type { Compacted, Retention } from "./compaction.ts";
import { entriesFrom, entryFrom, type SnapshotPart } from "./entry.ts";
import { failed, succeeded } from "./failure.ts";
import type { ChainFlaw, EventRow, NewEvent } from "./hash-chain.ts";
import type { OpenJournal, PastListener } from "./journal.ts";
import { post } from "./mailbox.ts";
import type { Found, JournalReply, JournalRequest } from "./messages.ts";
import type { Moment, PastInfo, PastRange } from "./past.ts";
import { PastReadings } from "./past-readings.ts";
import type { SkippedSnapshot, SnapshotHeader } from "./snapshot-file.ts";
import { sendSnapshot } from "./snapshot-sender.ts";

interface PendingAppend {
  readonly event: NewEvent;
  readonly settle: (result: Result<JournalEntry, JournalFailure>) => void;
}

interface Opening {
  readonly worker: Worker;
  readonly path: string;
  readonly wallMs: () => number;
  readonly found: Found;
}

type Answer<T> = Result<T, JournalFailure>;

/** An open journal, as the main thread has it: everything is asked of the worker, nothing here waits for a disk. */
export class WorkerJournal implements OpenJournal {
  readonly events: number;
  readonly cleanExitBefore: boolean;
  readonly snapshot: SnapshotHeader | null;
  readonly skippedSnapshots: readonly SkippedSnapshot[];
  readonly #worker: Worker;
  readonly #path: string;
  readonly #wallMs: () => number;
  /** Appends of this turn, not yet sent. */
  #unsent: NewEvent[] = [];
  #appends: PendingAppend[] = [];
  readonly #tails = new Answers<Answer<EventRow[]>>();
  readonly #snapshotSteps = new Answers<Answer<SnapshotHeader | null>>();
  readonly #compactions = new Answers<Answer<Compacted>>();
  readonly #checks = new Answers<Answer<ChainFlaw | null>>();
  readonly #ranges = new Answers<Answer<PastRange | null>>();
  readonly #readings: PastReadings;
  #writingSnapshot = false;
  #compacting: Promise<Answer<Compacted>> | null = null;
  readonly #ended: Promise<void>;
  /** Why nothing more is taken; `null` while open. */
  #over: JournalFailure | null = null;

  constructor({ worker, path, wallMs, found }: Opening) {
    this.#worker = worker;
    this.#path = path;
    this.#wallMs = wallMs;
    this.#readings = new PastReadings(path, (request) => this.#ask(request));
    this.events = found.events;
    this.cleanExitBefore = found.lastKind === null || found.lastKind === "ENGINE_STOPPED";
    this.snapshot = found.snapshot;
    this.skippedSnapshots = found.skippedSnapshots;
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
  append(event: JournalEvent): Promise<Answer<JournalEntry>> {
    if (this.#over !== null) return Promise.resolve({ ok: false, failure: this.#over });
    const written = { atMs: this.#nowMs(), kind: event.kind, body: bodyText(event.kind, event.body) };
    if (this.#unsent.length === 0) queueMicrotask(() => this.#send());
    this.#unsent.push(written);
    return new Promise((settle) => this.#appends.push({ event: written, settle }));
  }

  async tail(limit: number, beforeSeq?: number): Promise<Answer<JournalEntry[]>> {
    const rows = await this.#answer(this.#tails, { type: "tail", limit, beforeSeq });
    return rows.ok ? succeeded(entriesFrom(rows.value)) : rows;
  }

  async writeSnapshot(seq: number, parts: Iterable<SnapshotPart>): Promise<Answer<SnapshotHeader>> {
    if (this.#writingSnapshot) return failed("IO", `${this.#path}: a snapshot is being written already.`, this.#path);
    this.#writingSnapshot = true;
    try {
      return await sendSnapshot(seq, this.#nowMs(), parts, (request) => this.#answer(this.#snapshotSteps, request));
    } finally {
      this.#writingSnapshot = false;
    }
  }

  compact(retention: Retention): Promise<Answer<Compacted>> {
    this.#compacting ??= this.#answer(this.#compactions, { type: "compact", retention, nowMs: this.#nowMs() }).finally(() => {
      this.#compacting = null;
    });
    return this.#compacting;
  }

  verifyEarlier(): Promise<Answer<ChainFlaw | null>> {
    return this.#answer(this.#checks, { type: "verifyEarlier" });
  }

  pastRange(): Promise<Answer<PastRange | null>> {
    return this.#answer(this.#ranges, { type: "pastRange", nowMs: this.#nowMs() });
  }

  past(moment: Moment, listener: PastListener): Promise<Answer<PastInfo>> {
    if (this.#over !== null) return Promise.resolve({ ok: false, failure: this.#over });
    return this.#readings.begin(moment, this.#nowMs(), listener);
  }

  close(): Promise<void> {
    if (this.#over === null) {
      this.#ask({ type: "close" });
      this.#over = { code: "CLOSED", message: `${this.#path}: the journal is closed.`, path: this.#path };
    }
    return this.#ended;
  }

  #nowMs(): number {
    return Math.round(this.#wallMs());
  }

  #answer<T>(answers: Answers<Answer<T>>, request: JournalRequest): Promise<Answer<T>> {
    if (this.#over !== null) return Promise.resolve({ ok: false, failure: this.#over });
    this.#ask(request);
    return answers.next();
  }

  #ask(request: JournalRequest): void {
    if (this.#over !== null) return;
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
    switch (reply.type) {
      case "appended":
        return this.#settleAppends(reply.count, reply.result);
      case "tail":
        return this.#tails.settle(reply.result);
      case "snapshot":
        return this.#snapshotSteps.settle(reply.result);
      case "compacted":
        return this.#compactions.settle(reply.result);
      case "verifiedEarlier":
        return this.#checks.settle(reply.result);
      case "pastRange":
        return this.#ranges.settle(reply.result);
      case "past":
        return this.#readings.take(reply.id, reply.chunk);
      case "pastRead":
        return this.#readings.end(reply.id, reply.result);
      case "replay":
      case "opened":
      case "failed":
        throw new Error(`The journal is open, and its worker says "${reply.type}".`);
    }
  }

  #settleAppends(count: number, result: Answer<number>): void {
    for (const [index, { event, settle }] of this.#appends.splice(0, count).entries()) {
      settle(result.ok ? succeeded(entryFrom(result.value + index, event)) : result);
    }
  }

  /** Nobody answers any more: whoever still waits is told so. */
  #end(why: string): void {
    this.#over ??= { code: "IO", message: `${this.#path}: the journal cannot be used any more: ${why}.`, path: this.#path };
    const nothing = { ok: false, failure: this.#over } as const;
    for (const { settle } of this.#appends.splice(0)) settle(nothing);
    for (const answers of [this.#tails, this.#snapshotSteps, this.#compactions, this.#checks, this.#ranges]) answers.settleAll(nothing);
    this.#readings.endAll(nothing);
  }
}
