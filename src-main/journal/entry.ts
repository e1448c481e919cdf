import type { JournalEntry } from "../contract/journal.ts";
import { severityOf } from "../engine/journal-events.ts";
import type { EventRow, NewEvent } from "./hash-chain.ts";
import type { Chunk, ReplayRow } from "./messages.ts";

/** A piece of the state. Keys may repeat: a long list comes in several parts. */
export type SnapshotPart = readonly [key: string, value: unknown];

/** A stored event as the contract tells it. Throws when the body is no JSON, which a verified journal rules out. */
export function entryFrom(seq: number, { atMs, kind, body: text }: NewEvent): JournalEntry {
  const body = JSON.parse(text) as Record<string, unknown>;
  return { seq, atMs, kind, severity: severityOf(kind, body), body };
}

export const entriesFrom = (rows: readonly EventRow[]): JournalEntry[] => rows.map((row) => entryFrom(row.seq, row));

export const chunkEntries = ({ text }: Chunk): JournalEntry[] =>
  (JSON.parse(text) as ReplayRow[]).map(([seq, atMs, kind, body]) => ({ seq, atMs, kind, severity: severityOf(kind, body), body }));

export const partsFrom = ({ text }: Chunk): SnapshotPart[] => JSON.parse(text) as SnapshotPart[];
