import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** SQLite alone, with the journal's pragmas and a table of the same columns: no chain, no checks, no thread between. */
export interface BareCommits {
  /** Writes these rows in one transaction; durable when it returns. */
  commit(bodies: readonly string[]): void;
  close(): void;
}

export function openBareCommits(folder: string): BareCommits {
  const db = new DatabaseSync(join(folder, "bare.db"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;");
  db.exec("CREATE TABLE events (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO events (at_ms, kind, body, hash) VALUES (?, ?, ?, ?)");
  const hash = new Uint8Array(32);
  return {
    commit: (bodies) => {
      db.exec("BEGIN IMMEDIATE");
      for (const body of bodies) insert.run(1_768_446_493_000, "POSITIONS_RECORDED", body, hash);
      db.exec("COMMIT");
    },
    close: () => db.close(),
  };
}
