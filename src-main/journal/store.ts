import { closeSync, openSync, rmSync } from "node:fs";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { renameDurably } from "./durable-file.ts";
import { failed, failureFrom, succeeded } from "./failure.ts";
import { type DataFiles, SQLITE_SUFFIXES } from "./files.ts";
import { type ChainHead, type EventRow, linkAfter, type NewEvent } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { markAsJournal, migrate } from "./schema.ts";

const ROW = "seq, at_ms, kind, body, lower(hex(hash))";
type RowArray = [seq: number, atMs: number, kind: string, body: string, hash: string];

/** `synchronous = FULL` syncs every commit; `fullfsync` makes macOS sync to the platter too, and is nothing elsewhere. */
const DURABLE = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;";

/** Opens for reading only: changes nothing in the file, also beside a running engine. Throws what SQLite throws. */
export const openReader = (path: string): DatabaseSync => new DatabaseSync(path, { readOnly: true, timeout: journalLimits.readWaitMs });

/** Opens an existing, verified journal for appending; brings an older layout up to date. */
export function openStore(path: string): Result<EventStore, JournalFailure> {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: journalLimits.writeWaitMs });
    db.exec(DURABLE);
    // SQLite opens a file that it may not write as a readable one, without a word, until the first write.
    db.exec("BEGIN IMMEDIATE; ROLLBACK;");
    migrate(db);
    return succeeded(new EventStore(db, path));
  } catch (error) {
    db?.close();
    return { ok: false, failure: failureFrom(error, path) };
  }
}

/**
 * Makes a journal that holds `firstEvents`. It is made under another name and renamed when it is whole on disk, so that
 * an empty `journal.db` is never a first start cut short, but always damage. Throws what SQLite or the file system throw.
 */
export function createJournal(files: DataFiles, firstEvents: readonly NewEvent[]): void {
  for (const suffix of SQLITE_SUFFIXES) rmSync(`${files.journalInTheMaking}${suffix}`, { force: true });
  // Before SQLite makes it, readable by all: whatever it makes beside a database gets the database's own rights.
  closeSync(openSync(files.journalInTheMaking, "wx", 0o600));
  const db = new DatabaseSync(files.journalInTheMaking);
  try {
    db.exec(DURABLE);
    markAsJournal(db);
    migrate(db);
    appendAll(db, statementsOn(db), firstEvents);
    db.exec("PRAGMA journal_mode = WAL");
  } finally {
    db.close();
  }
  renameDurably(files.journalInTheMaking, files.journal);
}

/** The rows after `afterSeq`, oldest first. */
export function readAfter(db: DatabaseSync, afterSeq: number, limit: number): EventRow[] {
  return rowsOf(db.prepare(`SELECT ${ROW} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`), afterSeq, limit);
}

/** The last `limit` rows before `beforeSeq` (the newest when absent), oldest first. */
export function readBefore(db: DatabaseSync, limit: number, beforeSeq = Number.MAX_SAFE_INTEGER): EventRow[] {
  return rowsOf(db.prepare(`SELECT ${ROW} FROM events WHERE seq < ? ORDER BY seq DESC LIMIT ?`), beforeSeq, limit).toReversed();
}

export const readRow = (db: DatabaseSync, seq: number): EventRow | null => readAfter(db, seq - 1, 1).find((row) => row.seq === seq) ?? null;

export const readHead = (db: DatabaseSync): ChainHead => headFrom(db.prepare(SELECT_HEAD).get());

/** The one writer. Synchronous, so it lives in the worker. */
export class EventStore {
  /** For work beside the appends, in the same thread. */
  readonly db: DatabaseSync;
  readonly #path: string;
  readonly #statements: Statements;

  constructor(db: DatabaseSync, path: string) {
    this.db = db;
    this.#path = path;
    this.#statements = statementsOn(db);
  }

  /**
   * Writes all of them in one transaction and answers the first one's number; the others follow without a gap. All or
   * none: after a failure nothing was taken, and the next call starts from what the file says.
   */
  append(events: readonly NewEvent[]): Result<number, JournalFailure> {
    try {
      return succeeded(appendAll(this.db, this.#statements, events));
    } catch (error) {
      return { ok: false, failure: failureFrom(error, this.#path) };
    }
  }

  tail(limit: number, beforeSeq?: number): Result<EventRow[], JournalFailure> {
    if (!Number.isSafeInteger(limit) || limit < 1) {
      return failed("IO", `The journal cannot read ${limit} entries: limit must be a whole number from 1.`, this.#path);
    }
    try {
      return succeeded(readBefore(this.db, limit, beforeSeq));
    } catch (error) {
      return { ok: false, failure: failureFrom(error, this.#path) };
    }
  }

  /** Takes the write-ahead log into the file and lets go of it. Everything is durable already, so a failure costs nothing. */
  close(): void {
    try {
      this.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // The log stays beside the file, and the next start reads it.
    } finally {
      this.db.close();
    }
  }
}

const SELECT_HEAD = "SELECT seq, lower(hex(hash)) AS hash FROM head WHERE id = 1";

interface Statements {
  readonly head: StatementSync;
  readonly insert: StatementSync;
  readonly moveHead: StatementSync;
}

const statementsOn = (db: DatabaseSync): Statements => ({
  head: db.prepare(SELECT_HEAD),
  insert: db.prepare("INSERT INTO events (seq, at_ms, kind, body, hash) VALUES (?, ?, ?, ?, unhex(?))"),
  moveHead: db.prepare("UPDATE head SET seq = ?, hash = unhex(?) WHERE id = 1"),
});

function appendAll(db: DatabaseSync, statements: Statements, events: readonly NewEvent[]): number {
  db.exec("BEGIN IMMEDIATE");
  try {
    const before = headFrom(statements.head.get());
    let head: ChainHead = before;
    for (const event of events) {
      const row = linkAfter(head, event);
      statements.insert.run(row.seq, row.atMs, row.kind, row.body, row.hash);
      head = row;
    }
    if (head !== before) statements.moveHead.run(head.seq, head.hash);
    db.exec("COMMIT");
    return before.seq + 1;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

const headFrom = (row: Record<string, SQLOutputValue> | undefined): ChainHead => ({ seq: Number(row?.["seq"]), hash: String(row?.["hash"]) });

function rowsOf(statement: StatementSync, ...parameters: number[]): EventRow[] {
  statement.setReturnArrays(true);
  const rows = statement.all(...parameters) as unknown as RowArray[];
  return rows.map(([seq, atMs, kind, body, hash]) => ({ seq, atMs, kind, body, hash }));
}
