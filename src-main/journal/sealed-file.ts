import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import { wordsOf } from "./failure.ts";

/**
 * A file that is written once and checked whole before a word of it is believed: snapshots and archives. Any zstd tool
 * shows its text (`zstd -dc FILE`): it is zstd frames behind one skippable frame, which holds a line with the SHA-256 of
 * everything after that line, and the header as JSON. zstd, because at the size of gzip it takes a third of the time.
 */

/** The lengths in bytes of the frames that follow, in order. Each is a text of its own, so that none needs much memory. */
const Frames = z.object({ frames: z.array(z.number().int().positive()) });

/** A sealed file that cannot be believed, and why. */
export interface Flaw {
  readonly why: string;
}

export interface SealedFile<H> {
  readonly header: H;
  /** Bytes on disk. */
  readonly bytes: number;
  /** The texts as they were sealed. */
  texts(): Generator<string>;
}

/** zstd calls a frame that readers pass over by one of sixteen numbers. */
const SKIPPABLE_FRAME = 0x184d2a50;
const PREFIX_BYTES = 8;
const DIGEST_BYTES = 64 + 1;

export const sealText = (text: string): Buffer => zstdCompressSync(text);

/** The whole file: the header and the frames, as `sealText` made them. */
export function sealedFile(header: object, frames: readonly Buffer[]): Buffer {
  const headerText = Buffer.from(JSON.stringify({ ...header, frames: frames.map(({ length }) => length) }));
  const sha256 = createHash("sha256").update(headerText);
  for (const frame of frames) sha256.update(frame);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(SKIPPABLE_FRAME, 0);
  prefix.writeUInt32LE(DIGEST_BYTES + headerText.length, 4);
  return Buffer.concat([prefix, Buffer.from(`${sha256.digest("hex")}\n`), headerText, ...frames]);
}

/** Reads the whole file and checks its hash. What it answers is what was written, byte for byte. */
export function readSealed<H>(path: string, schema: z.ZodType<H>): SealedFile<H> | Flaw {
  try {
    return opened(readFileSync(path), schema);
  } catch (error) {
    return { why: `it cannot be read: ${wordsOf(error)}` };
  }
}

/** The header alone, unchecked: enough to choose between files. `null` when there is none to read. */
export function peekHeader<H>(path: string, schema: z.ZodType<H>): H | null {
  try {
    const file = openSync(path, "r");
    try {
      const prefix = readExactly(file, PREFIX_BYTES, 0);
      const text = readExactly(file, headerEnd(prefix) - PREFIX_BYTES, PREFIX_BYTES).subarray(DIGEST_BYTES).toString();
      return schema.parse(JSON.parse(text));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function opened<H>(content: Buffer, schema: z.ZodType<H>): SealedFile<H> | Flaw {
  if (content.length < PREFIX_BYTES + DIGEST_BYTES || content.readUInt32LE(0) !== SKIPPABLE_FRAME) return { why: "it is not a file of ours" };
  const bodyAt = PREFIX_BYTES + DIGEST_BYTES;
  const digest = content.toString("latin1", PREFIX_BYTES, bodyAt - 1);
  if (hash("sha256", content.subarray(bodyAt), "hex") !== digest) return { why: "it is not what was written: its hash does not fit" };
  const framesAt = headerEnd(content);
  const json: unknown = JSON.parse(content.toString("utf8", bodyAt, framesAt));
  const header = schema.safeParse(json);
  if (!header.success) return { why: `its header says ${z.prettifyError(header.error)}` };
  const { frames } = Frames.parse(json);
  return { header: header.data, bytes: content.length, texts: () => textsOf(content.subarray(framesAt), frames) };
}

function* textsOf(content: Buffer, frames: readonly number[]): Generator<string> {
  let from = 0;
  for (const length of frames) {
    yield zstdDecompressSync(content.subarray(from, from + length)).toString();
    from += length;
  }
}

const headerEnd = (prefix: Buffer): number => PREFIX_BYTES + prefix.readUInt32LE(4);

/** A header is a few KB; whatever claims more is garbage. */
const HEADER_MOST_BYTES = 1024 * 1024;

function readExactly(file: number, length: number, at: number): Buffer {
  if (length > HEADER_MOST_BYTES) throw new RangeError("no header is so long");
  const into = Buffer.alloc(length);
  if (readSync(file, into, 0, length, at) < length) throw new RangeError("the file ends before its header does");
  return into;
}
