import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { MessagePort } from "node:worker_threads";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { makeFolder, makePrivate, writeDurably } from "./durable-file.ts";
import { failureFrom, isBusy, succeeded } from "./failure.ts";
import { type DataFiles, dataFiles } from "./files.ts";
import { journalLimits } from "./limits.ts";
import { post } from "./mailbox.ts";
import type { Holder, LockJob, LockReply, LockRequest } from "./messages.ts";

/**
 * Holds the lock of a data folder until it is released. It is SQLite's own exclusive lock on an empty database: the
 * system drops it with the process, however that ends, so it can never be stale. Nothing but SQLite may open the file
 * here: on POSIX systems, closing any other handle on it would drop the lock.
 */
export function serveLock(port: MessagePort, { dataDir, holder }: LockJob): void {
  const say = (reply: LockReply): void => post(port, reply);
  const files = dataFiles(dataDir);
  const taken = take(files, holder);
  if (taken.type !== "acquired") {
    say(taken);
    return port.close();
  }
  port.on("message", (request: LockRequest) => {
    if (request.type === "describe") return say({ type: "described", result: writeHolder(files, request.holder) });
    rmSync(files.holder, { force: true });
    taken.db.close();
    port.close();
  });
  say({ type: "acquired" });
}

type Taken = { readonly type: "acquired"; readonly db: DatabaseSync } | Exclude<LockReply, { type: "acquired" | "described" }>;

function take(files: DataFiles, holder: Holder): Taken {
  let db: DatabaseSync | undefined;
  try {
    makeFolder(files.dataDir);
    db = new DatabaseSync(files.lock, { timeout: journalLimits.lockWaitMs });
    // In memory: the database stays empty, so there is nothing to keep a rollback file for.
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;");
    // Whoever can read the file can take a lock on it that keeps every engine out.
    makePrivate(files.lock);
    const written = writeHolder(files, holder);
    if (written.ok) return { type: "acquired", db };
    db.close();
    return { type: "failed", failure: written.failure };
  } catch (error) {
    db?.close();
    return isBusy(error) ? { type: "held" } : { type: "failed", failure: failureFrom(error, files.lock) };
  }
}

function writeHolder(files: DataFiles, holder: Holder): Result<Holder, JournalFailure> {
  try {
    writeDurably(files.holder, `${JSON.stringify(holder, null, 2)}\n`);
    return succeeded(holder);
  } catch (error) {
    return { ok: false, failure: failureFrom(error, files.holder) };
  }
}
