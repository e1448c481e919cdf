import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import type { JournalEntry } from "../../../src-main/contract/journal.ts";
import type { JournalEvent } from "../../../src-main/engine/journal-events.ts";
import type { JournalFailure, Result } from "../../../src-main/engine/ports.ts";
import { dataFiles } from "../../../src-main/journal/files.ts";
import { type OpenJournal, openJournal, type SnapshotPart } from "../../../src-main/journal/journal.ts";
import { createJournal, openStore } from "../../../src-main/journal/store.ts";

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

export interface Restored extends Reopened {
  /** Of the snapshot it was opened from, in order. */
  readonly parts: SnapshotPart[];
}

export const STATE_VERSION = 1;

/** Opens from the newest good snapshot at a clock that stands still, and closes when the test ends. */
export async function restored(dataDir: string, { nowMs = T0, stateVersion = STATE_VERSION, keep = 3 } = {}): Promise<Restored> {
  const replayed: JournalEntry[] = [];
  const parts: SnapshotPart[] = [];
  const snapshots = { stateVersion, keep, onSnapshot: (more: SnapshotPart[]) => void parts.push(...more) };
  const journal = valueOf(await openJournal({ dataDir, wallMs: () => nowMs, onReplay: (entries) => replayed.push(...entries), snapshots }));
  onTestFinished(() => journal.close());
  return { journal, replayed, parts };
}

/** A closed journal with many numbered events, each dated by its number. Quick: in one transaction. */
export function filled(dataDir: string, count: number, dateOf: (seq: number) => number): void {
  const files = dataFiles(dataDir);
  createJournal(files, []);
  const store = valueOf(openStore(files.journal));
  valueOf(store.append(numberedUpTo(count).map(({ kind, body }, index) => ({ atMs: dateOf(index + 1), kind, body: JSON.stringify(body) }))));
  store.close();
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

export function overwriteLastByte(path: string): void {
  const content = readFileSync(path);
  content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
  writeFileSync(path, content);
}
