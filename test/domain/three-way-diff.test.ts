import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { momentMs } from "../../src-main/domain/moment.ts";
import { oddOne } from "../../src-main/domain/odd-one.ts";
import type { Position } from "../../src-main/domain/position.ts";
import { atVenue, closed, compareAll, NIGHT, opened, privateSaved, recordsOf, registered, type Wish } from "./records-fixture.ts";

const claim = (patch: object = {}): object => ({ symbol: "EURUSD", side: "buy", amount: 0.1, entry_price: 1.085, time: NIGHT, ...patch });
const claims = (...positions: readonly object[]): RecordEvent => privateSaved("alpha", { real_positions: positions });
const differencesOf = (events: readonly RecordEvent[], wish: Wish) => compareAll(recordsOf(...events), wish).diff.differences;
const brief = (events: readonly RecordEvent[], wish: Wish) => differencesOf(events, wish).map(({ matter, priority, venue, public: record, private: said, odd }) => [priority, matter, venue, record, said, odd]);

describe("the three-way difference", () => {
  it.each<[string, readonly RecordEvent[], readonly Position[], readonly unknown[]]>([
    ["nothing anywhere", [], [], []],
    ["all alike", [opened(), claims(claim())], [atVenue()], []],
    ["an agent that says nothing of its positions", [opened(), privateSaved("alpha", { open_profit: 3 })], [atVenue()], []],
    ["float dust in an amount", [opened({ volumeLots: 0.3 }), claims(claim({ amount: 0.1 + 0.2 }))], [atVenue({ volumeLots: 0.3 })], []],
    ["more at the venue", [opened()], [atVenue({ volumeLots: 0.2 })], [["P0", "volume", 0.2, 0.1, null, "public"]]],
    ["more at the venue, as the agent knows", [opened(), claims(claim({ amount: 0.2 }))], [atVenue({ volumeLots: 0.2 })], [["P0", "volume", 0.2, 0.1, 0.2, "public"]]],
    ["gone at the venue", [opened(), claims(claim())], [], [["P0", "volume", 0, 0.1, 0.1, "venue"]]],
    ["the agent says nothing is open", [opened(), claims()], [atVenue()], [["P0", "volume", 0.1, 0.1, 0, "private"]]],
    ["all three differ", [opened(), claims(claim({ amount: 0.3 }))], [atVenue({ volumeLots: 0.2 })], [["P0", "volume", 0.2, 0.1, 0.3, null]]],
    ["other tickets, same total", [opened()], [atVenue({ ticket: 2, magic: 7 })], [["P0", "volume", 0.1, 0.1, null, "public"]]],
    ["a ticket that only the agent knows", [opened(), claims(claim({ ticket: 9 }))], [atVenue()], [["P0", "volume", 0.1, 0.1, 0.1, null]]],
    ["the other direction at the venue", [opened(), claims(claim())], [atVenue({ side: "SELL" })], [["P0", "direction", "SELL EURUSD", "BUY EURUSD", "BUY EURUSD", "venue"]]],
    ["the other direction in the agent's mind", [opened(), claims(claim({ side: "short" }))], [atVenue()], [["P0", "direction", "BUY", "BUY", "SELL", "private"]]],
    ["another owner", [opened(), registered("beta", 8)], [atVenue({ magic: 8 })], [["P0", "tag", "beta", "alpha", null, "public"]]],
    ["another entry price", [opened()], [atVenue({ openPrice: 1.0853 })], [["P1", "entry price", 1.0853, 1.085, null, "public"]]],
    ["an entry price within two ticks", [opened({ openPrice: 1.08502 })], [atVenue({ openPrice: 1.085, currentPrice: 1.08561 })], []],
    ["two round prices that are no neighbours", [opened({ openPrice: 1.1 })], [atVenue({ openPrice: 1.2, currentPrice: 1.3 })], [["P1", "entry price", 1.2, 1.1, null, "public"]]],
    ["an entry price that nobody knows", [opened({ openPrice: null })], [atVenue()], []],
    ["another average price in the agent's mind", [opened(), claims(claim({ entry_price: 1.09 }))], [atVenue()], [["P1", "entry price", 1.085, 1.085, 1.09, "private"]]],
    ["another opening time", [opened()], [atVenue({ openedAtMs: NIGHT + 61_000 })], [["P2", "holding time", NIGHT + 61_000, NIGHT, null, "public"]]],
    ["an opening time within a minute", [opened()], [atVenue({ openedAtMs: NIGHT + 60_000 })], []],
  ])("%s", (_name, events, venue, expected) => {
    expect(brief([registered("alpha", 7), ...events], { venue })).toEqual(expected);
  });

  it("compares virtual capital with the results since it was first told", () => {
    const events = [opened(), privateSaved("alpha", { capital: 1000 }), closed({ profit: 10 })];
    expect(brief(events, {})).toEqual([["P1", "virtual capital", null, 1010, 1000, null]]);
    expect(brief([...events, privateSaved("alpha", { capital: 1010 }, 2)], {})).toEqual([]);
    expect(brief([opened(), privateSaved("alpha", { capital: 1000 }), closed({ profit: null })], {})).toEqual([]);
  });

  it("allows as many volume steps as are set, and takes ticks that are known", () => {
    expect(brief([opened()], { venue: [atVenue({ volumeLots: 0.11 })], tolerance: { volumeSteps: 1 } })).toEqual([]);
    expect(brief([opened()], { venue: [atVenue({ volumeLots: 0.12 })], tolerance: { volumeSteps: 1 } })).toHaveLength(1);
    expect(brief([opened()], { venue: [atVenue({ openPrice: 1.095 })], tolerance: { tickSizes: new Map([["EURUSD", 0.01]]) } })).toEqual([]);
  });

  it("compares record and agents alone where the truth was not read", () => {
    expect(brief([opened(), claims()], { venue: null })).toEqual([["P0", "volume", null, 0.1, 0, null]]);
  });

  it("holds an agent that tells real from virtual positions to the real ones", () => {
    const both = privateSaved("alpha", { virtual_positions: [claim({ amount: 5 })], real_positions: [claim()] });
    expect(brief([opened(), both], { venue: [atVenue()] })).toEqual([]);
    expect(brief([opened(), privateSaved("alpha", { virtual_positions: [claim()] })], { venue: [atVenue()] })).toEqual([]);
  });

  it("puts what matters most first", () => {
    const events = [opened(), opened({ ticket: 2 }), opened({ ticket: 3 })];
    const venue = [atVenue({ openedAtMs: NIGHT + 99_000 }), atVenue({ ticket: 2, openPrice: 1.2 }), atVenue({ ticket: 3, side: "SELL" })];
    expect(differencesOf(events, { venue }).map(({ priority }) => priority)).toEqual(["P0", "P1", "P2"]);
  });

  const rows = fc.uniqueArray(
    fc.record({ ticket: fc.integer({ min: 1, max: 25 }), symbol: fc.constantFrom("EURUSD", "GBPUSD"), side: fc.constantFrom("BUY" as const, "SELL" as const), volumeLots: fc.constantFrom(0.1, 0.2) }),
    { selector: ({ ticket }) => ticket },
  );

  it("finds nothing where record, venue and agent say the same, in whatever order", () => {
    fc.assert(
      fc.property(rows, fc.nat(), (book, turn) => {
        const at = turn % (book.length + 1);
        const events = [...book.map((row) => opened(row)), claims(...book.map(({ side, symbol, volumeLots }) => claim({ side, symbol, amount: volumeLots })))];
        const { diff, plan } = compareAll(recordsOf(...events), { venue: [...book.slice(at), ...book.slice(0, at)].map(atVenue) });
        expect(diff.differences).toEqual([]);
        expect(diff.consistent).toBe(book.length);
        expect(plan.corrections).toEqual([]);
      }),
    );
  });

  it("does not depend on the order of the venue", () => {
    fc.assert(
      fc.property(rows, rows, (book, now) => {
        const ids = (venue: readonly Position[]): string[] => differencesOf(book.map((row) => opened(row)), { venue }).map(({ id }) => id).toSorted((a, b) => a.localeCompare(b));
        const venue = now.map(atVenue);
        expect(ids(venue.toReversed())).toEqual(ids(venue));
      }),
    );
  });
});

it.each([
  [1, 1, 2, "private"],
  [1, 2, 1, "public"],
  [2, 1, 1, "venue"],
  [1, 2, 3, null],
  [1, 1, 1, null],
  [1, 2, null, "public"],
  [1, null, 2, "private"],
  [null, 1, 2, null],
])("of %s, %s and %s the odd one is %s", (venue, record, said, expected) => {
  expect(oddOne({ venue, public: record, private: said }, (a, b) => a === b)).toBe(expected);
});

it.each([
  [NIGHT, NIGHT],
  [NIGHT / 1000, NIGHT],
  ["2026-01-15T03:00:00Z", NIGHT],
  ["2026-01-15T04:00:00+01:00", NIGHT],
  ["2026-01-15T03:00:00", NIGHT],
  ["2026-01-15 03:00:00", NIGHT],
  ["yesterday", null],
  [null, null],
])("reads the moment %s", (written, expected) => {
  expect(momentMs(written)).toBe(expected);
});
