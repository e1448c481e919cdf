import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { dataFiles } from "../../src-main/journal/files.ts";
import { createJournal, openStore } from "../../src-main/journal/store.ts";
import type { Rng } from "../../src-main/simulator/rng.ts";

/** What a crash, or a disk, may do to the files of an engine that is not running. */

/** Flips one byte of the newest snapshot. False when there is none. */
export function damageNewestSnapshot(dataDir: string, rng: Rng): boolean {
  const { snapshots } = dataFiles(dataDir);
  const newest = existsSync(snapshots) ? readdirSync(snapshots).filter((name) => /^\d+\.zst$/.test(name)).toSorted().at(-1) : undefined;
  if (newest === undefined) return false;
  const path = join(snapshots, newest);
  const content = readFileSync(path);
  const at = rng.int(0, content.length - 1);
  content.writeUInt8(content.readUInt8(at) ^ 0xff, at);
  writeFileSync(path, content);
  return true;
}

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * Leaves behind the last commit what a power cut leaves of the next: the head of a frame that belongs there, and a page
 * that was written in part. What was committed, and so acknowledged, is not touched. False when there is no log.
 */
export function tearWrite(dataDir: string, rng: Rng): boolean {
  const path = `${dataFiles(dataDir).journal}-wal`;
  const wal = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (wal.length < WAL_HEADER_BYTES) return false;
  const pageBytes = wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  let end = WAL_HEADER_BYTES;
  // Frames of an earlier round of the log carry other salts.
  while (end + frameBytes <= wal.length && wal.subarray(end + 8, end + 16).equals(salts)) end += frameBytes;
  const head = Buffer.alloc(FRAME_HEADER_BYTES);
  head.writeUInt32BE(rng.int(1, 100), 0);
  head.writeUInt32BE(rng.int(100, 10_000), 4);
  salts.copy(head, 8);
  const torn = Buffer.concat([head, Buffer.alloc(rng.int(1, pageBytes), rng.int(0, 255))]);
  const file = openSync(path, "r+");
  writeSync(file, torn, 0, torn.length, end);
  closeSync(file);
  return true;
}

const DAY_MS = 86_400_000;

/** A journal with events of last month, so that there is something old enough for archives. */
export function fillWithPast(dataDir: string, events: number, nowMs: number): void {
  const files = dataFiles(dataDir);
  createJournal(files, []);
  const store = openStore(files.journal);
  if (!store.ok) throw new Error(store.failure.message);
  const body = JSON.stringify({ reasons: ["HEARTBEAT_FAILURE"], by: "sync" });
  const firstMs = nowMs - 40 * DAY_MS;
  const appended = store.value.append(Array.from({ length: events }, (_, index) => ({ atMs: firstMs + index, kind: "RELEASED", body })));
  if (!appended.ok) throw new Error(appended.failure.message);
  store.value.close();
}
