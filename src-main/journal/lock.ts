import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import { z } from "zod";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { failed, isBusy, succeeded } from "./failure.ts";
import { type DataFiles, dataFiles } from "./files.ts";
import { post } from "./mailbox.ts";
import type { Holder, LockReply, LockRequest } from "./messages.ts";
import { startWorker } from "./worker-thread.ts";

export type { Holder };

/** Somebody else runs on this data folder. `holder` is `null` when who it is cannot be read. */
export interface LockHeld {
  readonly code: "HELD";
  readonly message: string;
  readonly path: string;
  readonly holder: Holder | null;
}

/** The right to be the one engine of a data folder, for as long as this process lives. */
export interface Lock {
  /** Adds to what `engine.json` says of the holder, such as `{ url, tokenFile }`. No secrets: others may read it. */
  describe(extra: Record<string, unknown>): Promise<Result<Holder, JournalFailure>>;
  /** Gives the lock back. The second call changes nothing. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a data folder, making the folder when it is not there. A second engine gets `HELD` and who holds
 * it; a folder that cannot be used is a `JournalFailure`. The lock ends with the process at the latest.
 */
export function acquireLock(dataDir: string, holder: Holder): Promise<Result<Lock, LockHeld | JournalFailure>> {
  const files = dataFiles(dataDir);
  const worker = startWorker({ role: "lock", dataDir, holder });
  return new Promise((resolve) => {
    worker.on("error", (error) => resolve(failed("IO", `${files.lock}: the lock's worker failed (${error.message}).`, files.lock)));
    worker.on("exit", () => resolve(failed("IO", `${files.lock}: the lock's worker ended before it had the lock.`, files.lock)));
    worker.once("message", (reply: LockReply) => {
      if (reply.type === "failed") return resolve({ ok: false, failure: reply.failure });
      if (reply.type === "held") return resolve({ ok: false, failure: heldBy(files, readHolderFile(files)) });
      resolve(succeeded(new WorkerLock(worker, files, holder)));
    });
  });
}

/**
 * Who holds the lock now; `null` when nobody does, whatever a dead process left written. For the command line: it looks
 * at the disk in the calling thread.
 */
export function readHolder(dataDir: string): Holder | null {
  const files = dataFiles(dataDir);
  return existsSync(files.lock) && isLocked(files) ? readHolderFile(files) : null;
}

class WorkerLock implements Lock {
  readonly #worker: Worker;
  readonly #files: DataFiles;
  readonly #waiting: ((result: Result<Holder, JournalFailure>) => void)[] = [];
  readonly #ended: Promise<void>;
  #holder: Holder;
  #over = false;

  constructor(worker: Worker, files: DataFiles, holder: Holder) {
    this.#worker = worker;
    this.#files = files;
    this.#holder = holder;
    worker.on("message", (reply: LockReply) => {
      if (reply.type === "described") this.#waiting.shift()?.(reply.result);
    });
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.#over = true;
        for (const settle of this.#waiting.splice(0)) settle(this.#closed());
        resolve();
      };
      worker.once("error", end);
      worker.once("exit", end);
    });
  }

  describe(extra: Record<string, unknown>): Promise<Result<Holder, JournalFailure>> {
    if (this.#over) return Promise.resolve(this.#closed());
    this.#holder = { ...this.#holder, ...extra };
    this.#ask({ type: "describe", holder: this.#holder });
    return new Promise((settle) => this.#waiting.push(settle));
  }

  release(): Promise<void> {
    if (!this.#over) this.#ask({ type: "release" });
    this.#over = true;
    return this.#ended;
  }

  #ask(request: LockRequest): void {
    post(this.#worker, request);
  }

  #closed(): Result<never, JournalFailure> {
    return failed("CLOSED", `${this.#files.lock}: the lock was given back.`, this.#files.lock);
  }
}

function isLocked(files: DataFiles): boolean {
  let probe: DatabaseSync | undefined;
  try {
    probe = new DatabaseSync(files.lock, { readOnly: true });
    probe.exec("SELECT count(*) FROM sqlite_schema");
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    probe?.close();
  }
}

const HolderFile = z.looseObject({ pid: z.number().int(), host: z.enum(["desktop", "headless", "cli"]), startedAtMs: z.number() });

function readHolderFile(files: DataFiles): Holder | null {
  try {
    return HolderFile.parse(JSON.parse(readFileSync(files.holder, "utf8")));
  } catch {
    return null;
  }
}

function heldBy(files: DataFiles, holder: Holder | null): LockHeld {
  const who = holder === null ? "another process" : `the ${holder.host} engine, process ${holder.pid}, since ${new Date(holder.startedAtMs).toISOString()}`;
  return { code: "HELD", message: `${files.dataDir} is held by ${who}. One account has one engine at a time.`, path: files.lock, holder };
}
