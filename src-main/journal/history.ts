import type { DatabaseSync } from "node:sqlite";
import { readArchive } from "./archive-file.ts";
import { readBase, readSegments, type Segment } from "./archive-table.ts";
import type { DataFiles } from "./files.ts";
import { breakBetween, CHAIN_START, type ChainFlaw, type ChainHead, type EventRow } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import { readAfter, readRow } from "./store.ts";

/** How far a walk came, and what ended it early. */
export interface Walked {
  readonly head: ChainHead;
  readonly flaw: ChainFlaw | null;
}

/**
 * Every event after `from` up to `untilSeq`, oldest first, wherever it lies: in archives, then in the journal. Yields
 * each page once every link in it was checked. Events may move from the journal into archives meanwhile.
 */
export function* walkHistory(db: DatabaseSync, files: DataFiles, from: ChainHead, untilSeq = Number.MAX_SAFE_INTEGER): Generator<readonly EventRow[], Walked> {
  let head = from;
  while (head.seq < untilSeq) {
    const wasArchived = isArchived(db, head);
    const pages = wasArchived ? readArchived(db, files, head.seq + 1) : onePage(readAfter(db, head.seq, journalLimits.rowsPerPage));
    const walked: Walked = yield* walkPages(pages, head, untilSeq);
    // A gap that opened between two looks: the events moved into an archive.
    if (walked.flaw !== null && !wasArchived && isArchived(db, head)) continue;
    if (walked.flaw !== null || walked.head.seq === head.seq) return walked;
    head = walked.head;
  }
  return { head, flaw: null };
}

/** True when the event after `head` is no longer in the journal itself. */
const isArchived = (db: DatabaseSync, head: ChainHead): boolean => head.seq < readBase(db).anchor.seq;

function* readArchived(db: DatabaseSync, files: DataFiles, seq: number): Generator<EventRow[], ChainFlaw | null> {
  const segment = segmentHolding(db, seq);
  return segment === null ? { firstBadSeq: seq, why: `event ${seq} is in no archive that the journal remembers` } : yield* readArchive(files, segment);
}

/** Hash of the event `seq` as the journal remembers it; `null` when nothing there is known of it. */
export function hashAt(db: DatabaseSync, files: DataFiles, seq: number): string | null {
  if (seq === CHAIN_START.seq) return CHAIN_START.hash;
  const { anchor } = readBase(db);
  if (seq === anchor.seq) return anchor.hash;
  if (seq > anchor.seq) return readRow(db, seq)?.hash ?? null;
  const segment = segmentHolding(db, seq);
  if (segment === null) return null;
  if (seq === segment.lastSeq) return segment.lastHash;
  if (segment.droppedAtMs !== null) return null;
  for (const page of readArchive(files, segment)) for (const row of page) if (row.seq === seq) return row.hash;
  return null;
}

const segmentHolding = (db: DatabaseSync, seq: number): Segment | null =>
  readSegments(db).find(({ firstSeq, lastSeq }) => firstSeq <= seq && seq <= lastSeq) ?? null;

function* onePage(page: EventRow[]): Generator<EventRow[], null> {
  yield page;
  return null;
}

function* walkPages(pages: Generator<EventRow[], ChainFlaw | null>, from: ChainHead, untilSeq: number): Generator<readonly EventRow[], Walked> {
  let head = from;
  for (;;) {
    const step = pages.next();
    if (step.done === true) return { head, flaw: step.value };
    // An archive may begin before the event that is wanted first.
    const page = step.value.filter(({ seq }) => seq > from.seq && seq <= untilSeq);
    for (const row of page) {
      const flaw = breakBetween(head, row);
      if (flaw !== null) return { head, flaw };
      head = row;
    }
    if (page.length > 0) yield page;
  }
}
