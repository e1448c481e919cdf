import type { DatabaseSync } from "node:sqlite";
import { CHAIN_START, type ChainHead } from "./hash-chain.ts";
import { schemaVersion } from "./schema.ts";

/** Events that left the journal together, as the journal remembers them. */
export interface Segment {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly lastHash: string;
  /** The earliest date in it, UTC, Unix ms. */
  readonly leastAtMs: number;
  /** Of its file. */
  readonly bytes: number;
  /** When the retention took its file away; `null` while the file should be there. */
  readonly droppedAtMs: number | null;
}

/** Where the events in the journal itself begin. */
export interface Base {
  /** The last event that is no longer there. */
  readonly anchor: ChainHead;
  /** Up to here everything is in archives, also what is still there. */
  readonly archivedTo: number;
}

const FIRST_LAYOUT_WITH_ARCHIVES = 2;

export function readBase(db: DatabaseSync): Base {
  if (schemaVersion(db) < FIRST_LAYOUT_WITH_ARCHIVES) return { anchor: CHAIN_START, archivedTo: 0 };
  const row = db.prepare("SELECT seq, lower(hex(hash)) AS hash, archived_to FROM base WHERE id = 1").get();
  return { anchor: { seq: Number(row?.["seq"]), hash: String(row?.["hash"]) }, archivedTo: Number(row?.["archived_to"]) };
}

/** Oldest first. */
export function readSegments(db: DatabaseSync): Segment[] {
  if (schemaVersion(db) < FIRST_LAYOUT_WITH_ARCHIVES) return [];
  const rows = db.prepare("SELECT first_seq, last_seq, lower(hex(last_hash)) AS last_hash, least_at_ms, bytes, dropped_at_ms FROM archives ORDER BY first_seq").all();
  return rows.map((row) => ({
    firstSeq: Number(row["first_seq"]),
    lastSeq: Number(row["last_seq"]),
    lastHash: String(row["last_hash"]),
    leastAtMs: Number(row["least_at_ms"]),
    bytes: Number(row["bytes"]),
    droppedAtMs: row["dropped_at_ms"] === null ? null : Number(row["dropped_at_ms"]),
  }));
}

/** How far the retention has dropped the beginning; the chain's own start while nothing was dropped. */
export function droppedTo(segments: readonly Segment[]): ChainHead {
  const last = segments.findLast(({ droppedAtMs }) => droppedAtMs !== null);
  return last === undefined ? CHAIN_START : { seq: last.lastSeq, hash: last.lastHash };
}

/** Remembers an archive whose file is whole on disk. From here on its events may leave. */
export function recordSegment(db: DatabaseSync, { firstSeq, lastSeq, lastHash, leastAtMs, bytes }: Omit<Segment, "droppedAtMs">): void {
  transaction(db, () => {
    db.prepare("INSERT INTO archives (first_seq, last_seq, last_hash, least_at_ms, bytes) VALUES (?, ?, unhex(?), ?, ?)").run(firstSeq, lastSeq, lastHash, leastAtMs, bytes);
    db.prepare("UPDATE base SET archived_to = ? WHERE id = 1").run(lastSeq);
  });
}

/** Lets archived events up to `lastSeq` go, and moves the anchor with them. */
export function releaseEvents(db: DatabaseSync, lastSeq: number): void {
  transaction(db, () => {
    db.prepare("UPDATE base SET seq = ?1, hash = (SELECT hash FROM events WHERE seq = ?1) WHERE id = 1").run(lastSeq);
    db.prepare("DELETE FROM events WHERE seq <= ?").run(lastSeq);
  });
}

export function recordDrop(db: DatabaseSync, { firstSeq }: Segment, nowMs: number): void {
  db.prepare("UPDATE archives SET dropped_at_ms = ? WHERE first_seq = ?").run(nowMs, firstSeq);
}

function transaction(db: DatabaseSync, change: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    change();
    db.exec("COMMIT");
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}
