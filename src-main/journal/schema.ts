import type { DatabaseSync } from "node:sqlite";
import { events } from "./migrations/0001-events.ts";
import { archives } from "./migrations/0002-archives.ts";

/** One step of the layout, from the version before to `toVersion`. Once released it never changes. */
export interface Migration {
  readonly toVersion: number;
  readonly sql: string;
}

const MIGRATIONS: readonly Migration[] = [events, archives];

/** The layout this program writes; SQLite keeps it in the file as `user_version`. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** "HOLD": marks the file as a journal of ours, so that no other database is taken for one. */
const APPLICATION_ID = 0x484f4c44;

export const schemaVersion = (db: DatabaseSync): number => pragmaNumber(db, "user_version");

export const isJournal = (db: DatabaseSync): boolean => pragmaNumber(db, "application_id") === APPLICATION_ID;

/** Marks a new, empty database as a journal. */
export const markAsJournal = (db: DatabaseSync): void => db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);

/** Takes the file to `SCHEMA_VERSION`, each step in a transaction of its own. Throws what SQLite throws. */
export function migrate(db: DatabaseSync, migrations: readonly Migration[] = MIGRATIONS): void {
  const from = schemaVersion(db);
  for (const { sql, toVersion } of migrations) {
    if (toVersion > from) db.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${toVersion}; COMMIT;`);
  }
}

function pragmaNumber(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
