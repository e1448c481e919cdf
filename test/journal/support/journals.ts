import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import type { JournalEntry } from "../../../src-main/contract/journal.ts";
import type { JournalEvent } from "../../../src-main/engine/journal-events.ts";
import type { JournalFailure, Result } from "../../../src-main/engine/ports.ts";
import { type OpenJournal, openJournal } from "../../../src-main/journal/journal.ts";

export const T0 = Date.UTC(2026, 0, 15, 3, 8, 13);

/** An event that is told from the others by its number. */
export const numbered = (n: number): JournalEvent => ({ kind: "RELEASED", body: { reasons: ["HEARTBEAT_FAILURE"], by: `sync ${n}` } });

export const numberedUpTo = (count: number): JournalEvent[] => Array.from({ length: count }, (_, index) => numbered(index + 1));

export function valueOf<T, F>(result: Result<T, F>): T {
  if (!result.ok) throw new Error(`expected a value, got ${JSON.stringify(result.failure)}`);
  return result.value;
}

export function failureOf<T, F>(result: Result<T, F>): F {
  if (result.ok) throw new Error("expected a failure, got a value");
  return result.failure;
}

export interface Reopened {
  readonly journal: OpenJournal;
  readonly replayed: JournalEntry[];
}

/** Opens, and closes when the test ends. The clock moves 1 ms a look. */
export async function opened(dataDir: string): Promise<Reopened> {
  const replayed: JournalEntry[] = [];
  let nowMs = T0;
  const journal = valueOf(await openJournal({ dataDir, wallMs: () => nowMs++, onReplay: (entries) => replayed.push(...entries) }));
  onTestFinished(() => journal.close());
  return { journal, replayed };
}

export const openingFailure = async (dataDir: string): Promise<JournalFailure> =>
  failureOf(await openJournal({ dataDir, wallMs: () => T0, onReplay: () => undefined }));

/** A closed journal with `count` numbered events. */
export async function written(dataDir: string, count: number): Promise<void> {
  const { journal } = await opened(dataDir);
  await Promise.all(numberedUpTo(count).map((event) => journal.append(event)));
  await journal.close();
}

/** Does to the file what no code of ours would: past the triggers, by somebody with a database tool. */
export function tamper(dataDir: string, sql: string): void {
  const db = new DatabaseSync(join(dataDir, "journal.db"));
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${String(name)}`);
  db.exec(sql);
  db.close();
}

/** What a power cut would leave of an open journal: its files as they are on disk now. */
export function copyAsAfterPowerCut(from: string, to: string): void {
  for (const name of ["journal.db", "journal.db-wal"]) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}
