import { hash } from "node:crypto";

/** An event as it is written: `body` is the JSON text, byte for byte what lies on disk. */
export interface NewEvent {
  /** UTC, whole Unix ms. */
  readonly atMs: number;
  readonly kind: string;
  readonly body: string;
}

/** A written event: its number, from 1 without gaps, and its hash (64 hex digits). */
export interface EventRow extends NewEvent {
  readonly seq: number;
  readonly hash: string;
}

/** How far a chain reaches: its last event's number and hash. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** From which event on a chain cannot be trusted, and why. */
export interface ChainFlaw {
  readonly firstBadSeq: number;
  readonly why: string;
}

/** Where every chain begins. */
export const CHAIN_START: ChainHead = { seq: 0, hash: "0".repeat(64) };

/**
 * SHA-256 (64 hex digits) over the hash before, the number, the moment, the kind and the body, each on a line of its
 * own. The kind is written as JSON, so that no line break in it can pass for the next line; what follows it is the body
 * to the end. Anybody can check a row with `printf` and `sha256sum`.
 */
export const chainHash = (previousHash: string, seq: number, event: NewEvent): string =>
  hash("sha256", `${previousHash}\n${seq}\n${event.atMs}\n${JSON.stringify(event.kind)}\n${event.body}`, "hex");

/** The event linked to the chain that ends in `head`. */
export function linkAfter(head: ChainHead, event: NewEvent): EventRow {
  const seq = head.seq + 1;
  return { ...event, seq, hash: chainHash(head.hash, seq, event) };
}

/** Why `row` cannot follow `head`; `null` when it does. */
export function breakBetween(head: ChainHead, row: EventRow): ChainFlaw | null {
  const seq = head.seq + 1;
  if (row.seq > seq) return { firstBadSeq: seq, why: `event ${seq} is missing: ${row.seq} is the next one there` };
  if (row.hash !== chainHash(head.hash, seq, row)) return { firstBadSeq: seq, why: `event ${seq} is not what was written: its hash does not fit` };
  return null;
}
