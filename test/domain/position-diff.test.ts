import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffPositions } from "../../src-main/domain/position-diff.ts";
import type { Position } from "../../src-main/domain/position.ts";
import { position } from "../support/scripted-venue.ts";

const recordOf = (positions: readonly Position[]): Map<number, Position> => new Map(positions.map((each) => [each.ticket, each]));
const said = (recorded: readonly Position[], truth: readonly Position[]) => diffPositions(recordOf(recorded), truth).map(({ kind, believed, truth: now }) => [kind, (now ?? believed)?.ticket]);
const sorted = (recorded: readonly Position[], truth: readonly Position[]): string[] => said(recorded, truth).map((each) => each.join(" ")).toSorted((a, b) => a.localeCompare(b));

describe("the difference between record and truth", () => {
  it.each([
    ["alike", [position({ ticket: 1 })], [position({ ticket: 1, currentPrice: 2, profit: -9 })], []],
    ["appeared", [], [position({ ticket: 1 })], [["appeared", 1]]],
    ["gone", [position({ ticket: 1 })], [], [["gone", 1]]],
    ["volume", [position({ ticket: 1, volumeLots: 0.1 })], [position({ ticket: 1, volumeLots: 0.2 })], [["volume", 1]]],
    ["direction", [position({ ticket: 1, side: "BUY" })], [position({ ticket: 1, side: "SELL" })], [["direction", 1]]],
    ["symbol", [position({ ticket: 1, symbol: "EURUSD" })], [position({ ticket: 1, symbol: "GBPUSD" })], [["direction", 1]]],
    ["float dust", [position({ ticket: 1, volumeLots: 0.3 })], [position({ ticket: 1, volumeLots: 0.1 + 0.2 })], []],
  ])("%s", (_name, recorded, truth, expected) => {
    expect(said(recorded, truth)).toEqual(expected);
  });

  const book = fc.uniqueArray(fc.record({ ticket: fc.integer({ min: 1, max: 30 }), side: fc.constantFrom("BUY" as const, "SELL" as const), volumeLots: fc.constantFrom(0.1, 0.2) }), { selector: ({ ticket }) => ticket });

  it("does not depend on the order of either side, and names each ticket once", () => {
    fc.assert(
      fc.property(book, book, fc.integer(), (a, b, turn) => {
        const [recorded, truth] = [a.map(position), b.map(position)];
        const turned = [...truth.slice(turn % (truth.length + 1)), ...truth.slice(0, turn % (truth.length + 1))];
        const found = sorted(recorded, truth);
        expect(sorted(recorded, turned)).toEqual(found);
        expect(sorted(recorded.toReversed(), truth)).toEqual(found);
        expect(new Set(said(recorded, truth).map(([, ticket]) => ticket)).size).toBe(found.length);
      }),
    );
  });

  it("is nothing once the record has followed", () => {
    fc.assert(
      fc.property(book, (rows) => {
        expect(said(rows.map(position), rows.map(position))).toEqual([]);
      }),
    );
  });
});
