import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakBetween, CHAIN_START, type ChainHead, chainHash, type EventRow, linkAfter, type NewEvent } from "../../src-main/journal/hash-chain.ts";

const anyText = fc.string({ unit: "binary" });
const anyEvent: fc.Arbitrary<NewEvent> = fc.record({ atMs: fc.maxSafeNat(), kind: anyText, body: fc.oneof(anyText, fc.json()) });

function chainOf(events: readonly NewEvent[]): EventRow[] {
  const rows: EventRow[] = [];
  for (const event of events) rows.push(linkAfter(rows.at(-1) ?? CHAIN_START, event));
  return rows;
}

function firstBreak(rows: readonly EventRow[]): number | null {
  let head: ChainHead = CHAIN_START;
  for (const row of rows) {
    const broken = breakBetween(head, row);
    if (broken !== null) return broken.firstBadSeq;
    head = row;
  }
  return null;
}

describe("the hash chain", () => {
  it("is what sha256sum says of the five lines", () => {
    const event = { atMs: 1_700_000_000_000, kind: "KILLED", body: '{"kill":"ü"}' };
    const lines = `${CHAIN_START.hash}\n1\n1700000000000\n"KILLED"\n{"kill":"ü"}`;
    expect(chainHash(CHAIN_START.hash, 1, event)).toBe(createHash("sha256").update(lines, "utf8").digest("hex"));
  });

  it("holds for whatever was linked", () => {
    fc.assert(fc.property(fc.array(anyEvent), (events) => firstBreak(chainOf(events)) === null));
  });

  it("breaks at the event that was changed, in whichever field", () => {
    const change = fc.oneof(fc.record({ atMs: fc.maxSafeNat() }), fc.record({ kind: anyText }), fc.record({ body: anyText }));
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1 }), fc.nat(), change, (events, pick, changed) => {
        const rows = chainOf(events);
        const at = pick % rows.length;
        const before = rows[at];
        fc.pre(before !== undefined && JSON.stringify({ ...before, ...changed }) !== JSON.stringify(before));
        expect(firstBreak(rows.map((row, index) => (index === at ? { ...row, ...changed } : row)))).toBe(at + 1);
      }),
    );
  });

  it("breaks where an event was taken out, unless it was the last", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 2 }), fc.nat(), (events, pick) => {
        const at = pick % (events.length - 1);
        expect(firstBreak(chainOf(events).toSpliced(at, 1))).toBe(at + 1);
      }),
    );
  });

  it("breaks where two events changed places, numbers and all", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 2 }), fc.nat(), (events, pick) => {
        const rows = chainOf(events);
        const at = pick % (rows.length - 1);
        const [first, second] = rows.slice(at);
        fc.pre(first !== undefined && second !== undefined);
        const swapped = rows.toSpliced(at, 2, { ...second, seq: first.seq }, { ...first, seq: second.seq });
        expect(firstBreak(swapped)).toBe(at + 1);
      }),
    );
  });

  it("never hashes two different events alike because their fields run together", () => {
    const plain = chainHash(CHAIN_START.hash, 1, { atMs: 1, kind: "A", body: 'B"\nC' });
    expect(chainHash(CHAIN_START.hash, 1, { atMs: 1, kind: 'A"\nB', body: "C" })).not.toBe(plain);
    expect(chainHash(CHAIN_START.hash, 11, { atMs: 1, kind: "A", body: 'B"\nC' })).not.toBe(plain);
  });
});
