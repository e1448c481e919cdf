import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Segment } from "./archive-table.ts";
import { type DataFiles, seqInName } from "./files.ts";
import { type ChainFlaw, type ChainHead, type EventRow, linkAfter } from "./hash-chain.ts";
import { readSealed, sealedFile, sealText } from "./sealed-file.ts";

const ArchiveHeader = z.object({
  format: z.literal(1),
  firstSeq: z.number().int().positive(),
  lastSeq: z.number().int().positive(),
  firstAtMs: z.number().int(),
  lastAtMs: z.number().int(),
  /** Hash of the event before the first one: the archive stands on it. */
  previousHash: z.string().length(64),
  lastHash: z.string().length(64),
});
type ArchiveHeader = z.infer<typeof ArchiveHeader>;

/** One event a line. The number and the hash follow from the line before, so that reading is checking. */
type ArchivedEvent = [atMs: number, kind: string, body: string];

export const archiveName = ({ firstSeq, lastSeq }: { readonly firstSeq: number; readonly lastSeq: number }): string =>
  `${seqInName(firstSeq)}-${seqInName(lastSeq)}.zst`;

/** Gathers the events of one archive, page by page. */
export class ArchiveDraft {
  readonly #before: ChainHead;
  readonly #frames: Buffer[] = [];
  #first: EventRow | null = null;
  #last: EventRow | null = null;
  #leastAtMs = Number.MAX_SAFE_INTEGER;

  constructor(before: ChainHead) {
    this.#before = before;
  }

  add(rows: readonly EventRow[]): void {
    this.#first ??= rows[0] ?? null;
    this.#last = rows.at(-1) ?? this.#last;
    for (const { atMs } of rows) this.#leastAtMs = Math.min(this.#leastAtMs, atMs);
    const lines = rows.map(({ atMs, kind, body }) => JSON.stringify([atMs, kind, body] satisfies ArchivedEvent));
    this.#frames.push(sealText(`${lines.join("\n")}\n`));
  }

  /** The whole file, and what the journal has to remember of it. */
  seal(): { readonly content: Buffer; readonly segment: Omit<Segment, "droppedAtMs"> } {
    const [first, last] = [this.#first, this.#last];
    if (first === null || last === null) throw new Error("An archive holds one event at least.");
    const header: ArchiveHeader = {
      format: 1,
      firstSeq: first.seq,
      lastSeq: last.seq,
      firstAtMs: first.atMs,
      lastAtMs: last.atMs,
      previousHash: this.#before.hash,
      lastHash: last.hash,
    };
    const content = sealedFile(header, this.#frames);
    return { content, segment: { firstSeq: first.seq, lastSeq: last.seq, lastHash: last.hash, leastAtMs: this.#leastAtMs, bytes: content.length } };
  }
}

/**
 * The events of an archive, oldest first, their chain made anew from the text. Ends with why it cannot be believed, or
 * `null`; what was yielded counts only then.
 */
export function* readArchive(files: DataFiles, segment: Segment): Generator<EventRow[], ChainFlaw | null> {
  const name = archiveName(segment);
  const flawed = (why: string): ChainFlaw => ({ firstBadSeq: segment.firstSeq, why: `archive ${name} ${why}` });
  const path = join(files.archives, name);
  if (!existsSync(path)) return flawed("is missing");
  const file = readSealed(path, ArchiveHeader);
  if ("why" in file) return flawed(`is damaged: ${file.why}`);
  let head: ChainHead = { seq: segment.firstSeq - 1, hash: file.header.previousHash };
  for (const text of file.texts()) {
    const rows = text.trimEnd().split("\n").map((line) => {
      const [atMs, kind, body] = JSON.parse(line) as ArchivedEvent;
      const row = linkAfter(head, { atMs, kind, body });
      head = row;
      return row;
    });
    yield rows;
  }
  return head.seq === segment.lastSeq && head.hash === segment.lastHash ? null : flawed(`does not end with event ${segment.lastSeq} as the journal remembers it`);
}
