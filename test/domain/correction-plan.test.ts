import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Correction } from "../../src-main/contract/reconciliation.ts";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { orphanCorrection, type OrphanChoice } from "../../src-main/domain/orphan-correction.ts";
import type { Position } from "../../src-main/domain/position.ts";
import type { Records } from "../../src-main/domain/records.ts";
import { applyPlan, atVenue, closed, compareAll, deal, foldAll, NIGHT, opened, privateSaved, recordsOf, registered, type Wish } from "./records-fixture.ts";

const planOf = (records: Records, wish: Wish) => compareAll(records, wish).plan.corrections;
const codes = (records: Records, wish: Wish) => planOf(records, wish).map(({ kind, code, waitsFor }) => [kind, code, waitsFor]);
const afterwards = (records: Records, wish: Wish, evenWaiting = false) => compareAll(applyPlan(records, compareAll(records, wish), evenWaiting), wish);
const claim = (patch: object = {}): object => ({ symbol: "EURUSD", side: "BUY", amount: 0.1, entry_price: 1.085, time: NIGHT, ...patch });
const many = (count: number, patch: object = {}): RecordEvent[] => Array.from({ length: count }, (_, index) => opened({ ticket: index + 1, ...patch }));

describe("A: more at the venue than in our record", () => {
  it.each<[string, readonly RecordEvent[], Position, Wish, string]>([
    ["magic number", [registered("alpha", 7)], atVenue({ magic: 7 }), {}, "magic 7"],
    ["order tag", [registered("alpha")], atVenue({ comment: "trend #0a1b2c3" }), { orderByTag: (tag) => (tag === "#0a1b2c3" ? { agentId: "alpha", uuid: "u-1" } : null) }, "#0a1b2c3"],
    ["name in the comment", [registered("alpha")], atVenue({ comment: "alpha|scalp" }), {}, "alpha|scalp"],
    ["the deal that opened it", [registered("alpha", 7)], atVenue(), { deals: [deal({ entry: "IN", magic: 7, side: "BUY" })] }, "deal 71"],
    ["ticket in a private ledger", [privateSaved("alpha", { real_positions: [claim({ ticket: 1 })] })], atVenue(), {}, "by ticket"],
    ["symbol, side, size and time in a private ledger", [privateSaved("alpha", { real_positions: [claim({ time: NIGHT + 60_000 })] })], atVenue(), {}, "size and time"],
  ])("finds the owner by %s", (_name, events, position, wish, evidence) => {
    const records = recordsOf(...events);
    const [correction] = planOf(records, { ...wish, venue: [position] });
    expect(correction).toMatchObject({ kind: "A", code: "TRADE_COMPLETED", agentId: "alpha", ticket: 1, believed: "nothing", truth: "BUY 0.1 EURUSD at 1.085", waitsFor: null });
    expect(correction?.evidence.join(" ")).toContain(evidence);
    expect(afterwards(records, { ...wish, venue: [position] }).diff).toMatchObject({ consistent: 1, pairs: [] });
    expect(records.ledger.openOf("alpha")).toHaveLength(1);
  });

  it("asks when two agents may be meant", () => {
    const records = recordsOf(...["alpha", "beta"].map((agentId) => privateSaved(agentId, { real_positions: [claim()] })));
    expect(codes(records, { venue: [atVenue()] })).toContainEqual(["orphan", "ORPHAN_ASKED", "orphan"]);
  });

  it("does not believe a claim made at another time, of another size, or met by another trade", () => {
    for (const wrong of [{ time: NIGHT - 3_600_000 }, { amount: 0.2 }, { side: "SELL" }]) {
      expect(planOf(recordsOf(privateSaved("alpha", { real_positions: [claim(wrong)] })), { venue: [atVenue()] })[0]?.code).toBe("ORPHAN_ASKED");
    }
    const records = recordsOf(opened(), privateSaved("alpha", { real_positions: [claim()] }));
    expect(codes(records, { venue: [atVenue(), atVenue({ ticket: 2 })] })).toEqual([["orphan", "ORPHAN_ASKED", "orphan"]]);
  });

  it("lets a magic number that two agents carry name none of them", () => {
    expect(planOf(recordsOf(registered("alpha", 7), registered("beta", 7)), { venue: [atVenue({ magic: 7 })] })[0]?.code).toBe("ORPHAN_ASKED");
  });

  it("follows a volume that grew", () => {
    const records = recordsOf(opened({ volumeLots: 0.3 }), closed({ volumeLots: 0.1 }));
    expect(codes(records, { venue: [atVenue({ volumeLots: 0.25 })] })).toEqual([["A", "VOLUME_GREW", null]]);
    expect(afterwards(records, { venue: [atVenue({ volumeLots: 0.25 })] }).diff.differences).toEqual([]);
  });

  it("opens again what the venue still shows", () => {
    const records = recordsOf(opened(), closed({ profit: 12 }));
    expect(codes(records, { venue: [atVenue()] })).toEqual([["A", "TRADE_REOPENED", null]]);
    expect(afterwards(records, { venue: [atVenue()] }).diff.differences).toEqual([]);
    expect(records.ledger.statisticsOf("alpha").profit).toBe(0);
  });
});

describe("B: more in our record than at the venue", () => {
  it.each([
    ["SL", "stop-loss"],
    ["TP", "take-profit"],
    ["SO", "stop-out"],
    ["DEAL_REASON_SL", "stop-loss"],
    ["5", "take-profit"],
    ["CLIENT", "outside"],
    ["MOBILE", "outside"],
    ["EXPERT", "outside"],
    [null, "unknown"],
  ])("books the real result of a close by reason %s as %s", (reason, closedBy) => {
    const records = recordsOf(opened());
    const [correction] = planOf(records, { deals: [deal({ reason }), deal({ dealId: 70, entry: "IN", side: "BUY", profit: 0, swap: 0, reason: null })] });
    expect(correction).toMatchObject({ kind: "B", code: "CLOSED_OUTSIDE", waitsFor: null, profit: -51.7, truth: "nothing" });
    foldAll(records, correction?.events ?? []);
    expect(records.ledger.trades.get(1)).toMatchObject({ profit: -51.7, closePrice: 1.08, closedAtMs: NIGHT + 30_000, closedBy });
  });

  it("of an order of ours is that order's, unless the history lays it to a stop", () => {
    const [byOrder] = planOf(recordsOf(opened()), { deals: [deal({ reason: "EXPERT" })], foundGone: [1] });
    expect(byOrder).toMatchObject({ code: "ORDER_CLOSED", profit: -51, events: [{ body: { closing: { closedBy: "strategy" } } }] });
    const [byStop] = planOf(recordsOf(opened()), { deals: [deal({ reason: "SL" })], foundGone: [1] });
    expect(byStop).toMatchObject({ events: [{ body: { closing: { closedBy: "stop-loss" } } }] });
    expect(planOf(recordsOf(opened()), { deals: null, foundGone: [1] })).toMatchObject([{ events: [{ body: { closing: { closedBy: "strategy", profit: null } } }] }]);
  });

  it("without a history books it as closed with its result not known, and says so", () => {
    const records = recordsOf(opened());
    const [correction] = planOf(records, { deals: null });
    expect(correction).toMatchObject({ code: "CLOSED_OUTSIDE", profit: null, evidence: ["the gateway keeps no history: the result is not known"] });
    foldAll(records, correction?.events ?? []);
    expect(records.ledger.trades.get(1)).toMatchObject({ profit: null, closedBy: "unknown", closedAtMs: NIGHT + 3_600_000 });
  });

  it("books a part that went, and only what was not booked before", () => {
    const records = recordsOf(opened({ volumeLots: 0.3 }), closed({ volumeLots: 0.1, profit: 1, atMs: NIGHT + 1000 }));
    const deals = [deal({ dealId: 71, atMs: NIGHT + 1000 }), deal({ dealId: 72, profit: 5, commission: 0, swap: 0, reason: "CLIENT" })];
    const wish = { venue: [atVenue({ volumeLots: 0.1 })], deals };
    expect(planOf(records, wish)).toMatchObject([{ code: "REDUCED_OUTSIDE", profit: 5 }]);
    expect(afterwards(records, wish).diff.differences).toEqual([]);
    expect(records.ledger.trades.get(1)?.parts.map(({ profit }) => profit)).toEqual([1, 5]);
  });

  it("books what the opening cost once, with the first of several closes", () => {
    const records = recordsOf(opened({ volumeLots: 0.2 }));
    const deals = [deal({ entry: "IN", commission: -2 }), deal({ dealId: 72, profit: 5, commission: 0, swap: 0 }), deal({ dealId: 73, profit: 7, commission: 0, swap: 0, atMs: NIGHT + 40_000 })];
    applyPlan(records, compareAll(records, { deals }));
    expect(records.ledger.trades.get(1)).toMatchObject({ profit: 10, parts: [{ profit: 3 }] });
  });

  it("takes the agent's ledger and its capital along", () => {
    const records = recordsOf(opened(), privateSaved("alpha", { capital: 1000, real_positions: [claim({ note: "mine" })] }));
    const result = afterwards(records, { deals: [deal()] });
    expect(records.agents.get("alpha")?.privateLedger?.content).toEqual({ capital: 949, real_positions: [] });
    expect(result.diff.differences).toEqual([]);
  });

  it("leaves the capital of an agent that knew already", () => {
    const records = recordsOf(opened(), privateSaved("alpha", { capital: 1000, real_positions: [claim()] }), privateSaved("alpha", { capital: 949, real_positions: [claim({ ticket: 2 })] }, 2), opened({ ticket: 2 }));
    const result = afterwards(records, { venue: [atVenue({ ticket: 2 })], deals: [deal()] });
    expect(records.agents.get("alpha")?.privateLedger?.content["capital"]).toBe(949);
    expect(result.diff.differences).toEqual([]);
  });
});

describe("C: our record and the agent's differ", () => {
  it("about positions, the venue decides, and the agent's own words stay", () => {
    const records = recordsOf(opened(), privateSaved("alpha", { real_positions: [claim({ amount: 0.3, side: "long", note: "mine" }), claim({ symbol: "GBPUSD", ticket: 9 })] }));
    expect(codes(records, { venue: [atVenue()] })).toEqual([["C", "PRIVATE_FOLLOWS", null], ["C", "PRIVATE_FOLLOWS", null]]);
    expect(afterwards(records, { venue: [atVenue()] }).diff.differences).toEqual([]);
    expect(records.agents.get("alpha")?.privateLedger).toMatchObject({ version: 1, content: { real_positions: [{ ticket: 1, symbol: "EURUSD", side: "long", amount: 0.1, entry_price: 1.085, note: "mine" }] } });
  });

  it("about capital, a newer private ledger wins", () => {
    const records = recordsOf(privateSaved("alpha", { capital: 1000 }), opened(), closed({ profit: 10 }), privateSaved("alpha", { capital: 1234 }, 2));
    expect(planOf(records, {})).toMatchObject([{ kind: "C", code: "PUBLIC_FOLLOWS", believed: "capital 1010 (our record)", truth: "capital 1234 (the agent)" }]);
    expect(afterwards(records, {}).diff.differences).toEqual([]);
    expect(records.agents.get("alpha")?.privateLedger?.content["capital"]).toBe(1234);
  });

  it("about capital, our newer record wins", () => {
    const records = recordsOf(privateSaved("alpha", { capital: 1000 }), opened(), closed({ profit: 10 }));
    expect(planOf(records, {})).toMatchObject([{ kind: "C", code: "PRIVATE_FOLLOWS" }]);
    expect(afterwards(records, {}).diff.differences).toEqual([]);
    expect(records.agents.get("alpha")?.privateLedger?.content["capital"]).toBe(1010);
  });

  it.each<[string, readonly RecordEvent[], Wish, object]>([
    ["went at the venue", [registered("alpha", 7), opened({ ticket: 3 })], { venue: [atVenue({ side: "SELL", magic: 7 })] }, { ticket: 3, side: "SELL" }],
    ["is another agent's", [opened(), opened({ ticket: 3, agentId: "beta" })], { venue: [atVenue(), atVenue({ ticket: 3 })] }, { ticket: 3 }],
    ["goes the other way, by our record alone", [opened(), opened({ ticket: 3, side: "SELL" })], { venue: null }, { ticket: 3 }],
  ])("a claim on a ticket that %s is wrong, though volume and side are right, and put right in one go", (_name, events, wish, said) => {
    const records = recordsOf(privateSaved("alpha", { real_positions: [claim(said)] }), ...events);
    expect(compareAll(records, wish).diff.privateMismatches).toMatchObject([{ agentId: "alpha", symbol: "EURUSD" }]);
    expect(afterwards(records, wish, true).diff.differences).toEqual([]);
  });

  it("lets our record follow the venue's entry price and opening time", () => {
    const records = recordsOf(opened());
    const wish = { venue: [atVenue({ openPrice: 1.09, openedAtMs: NIGHT + 99_000 })] };
    expect(planOf(records, wish)).toMatchObject([{ kind: "C", code: "PUBLIC_FOLLOWS", why: "The venue has another entry price and opening time." }]);
    expect(afterwards(records, wish).diff.differences).toEqual([]);
  });

  it("without a truth, an older agent follows our record and a newer one waits", () => {
    const [older, newer] = [recordsOf(privateSaved("alpha", { real_positions: [] }), opened()), recordsOf(opened(), privateSaved("alpha", { real_positions: [] }))];
    expect(codes(older, { venue: null })).toEqual([["C", "PRIVATE_FOLLOWS", null]]);
    expect(codes(newer, { venue: null })).toEqual([["C", "PRIVATE_FOLLOWS", "no truth"]]);
  });
});

describe("D: opposite direction", () => {
  it("waits for a person, with the truth as suggestion", () => {
    const records = recordsOf(opened(), privateSaved("alpha", { real_positions: [claim()] }));
    const wish = { venue: [atVenue({ side: "SELL" })] };
    expect(codes(records, wish)).toEqual([["D", "OPPOSITE_DIRECTION", "direction"], ["C", "PRIVATE_FOLLOWS", "direction"]]);
    expect(planOf(records, wish)[0]).toMatchObject({ believed: "BUY 0.1 EURUSD at 1.085", truth: "SELL 0.1 EURUSD at 1.085", suggestion: "The venue is right: let our record follow it." });
    expect(afterwards(records, wish).diff.differences).toHaveLength(1);
    expect(afterwards(records, wish, true).diff.differences).toEqual([]);
  });

  it("waits also when only the agent has it the other way", () => {
    const records = recordsOf(opened(), privateSaved("alpha", { real_positions: [claim({ side: "SELL" })] }));
    expect(codes(records, { venue: [atVenue()] })).toEqual([["D", "OPPOSITE_DIRECTION", "direction"]]);
    expect(afterwards(records, { venue: [atVenue()] }, true).diff.differences).toEqual([]);
  });

  it("waits when the venue names another owner", () => {
    const records = recordsOf(registered("beta", 8), opened());
    expect(codes(records, { venue: [atVenue({ magic: 8 })] })).toEqual([["D", "WRONG_OWNER", "owner"]]);
    applyPlan(records, compareAll(records, { venue: [atVenue({ magic: 8 })] }), true);
    expect(records.ledger.openOf("beta")).toHaveLength(1);
  });
});

describe("orphans", () => {
  it.each([
    ["ask", "ORPHAN_ASKED", "orphan", 0],
    ["hold", "ORPHAN_HELD", null, 1],
    ["adopt", "ORPHAN_ADOPTED", null, 1],
    ["flatten", "ORPHAN_FLATTENED", null, 1],
  ] as const)("%s", (orphans, code, waitsFor, recorded) => {
    const records = recordsOf(registered("keeper"));
    const wish = { venue: [atVenue({ magic: 99 })], policy: { orphans, adoptInto: "keeper" } };
    expect(planOf(records, wish)).toMatchObject([{ kind: "orphan", code, waitsFor, truth: "BUY 0.1 EURUSD at 1.085" }]);
    expect(afterwards(records, wish).diff.differences).toHaveLength(1 - recorded);
    expect(records.ledger.open.get(1)?.agentId).toBe(recorded === 0 ? undefined : orphans === "adopt" ? "keeper" : null);
    expect(records.ledger.isCondemned(1)).toBe(orphans === "flatten");
  });

  it("that are recorded, and of which nobody has said what shall become of them, are asked about", () => {
    const records = recordsOf(opened({ agentId: null }));
    expect(planOf(records, { venue: [atVenue()], policy: { orphans: "ask" } })).toMatchObject([{ code: "ORPHAN_ASKED", waitsFor: "orphan", ticket: 1 }]);
    expect(planOf(records, { venue: [], policy: { orphans: "ask" } })).toMatchObject([{ code: "CLOSED_OUTSIDE" }]);
  });

  it("are treated as was decided last", () => {
    const decide = (choice: OrphanChoice) => orphanCorrection(atVenue(), choice, "Ann", "so").events;
    const records = foldAll(recordsOf(), decide({ choice: "hold" }));
    const decisions = (): boolean[] => [records.ledger.isHeld(1), records.ledger.isCondemned(1)];
    expect(decisions()).toEqual([true, false]);
    foldAll(records, decide({ choice: "flatten" }));
    expect(decisions()).toEqual([false, true]);
    foldAll(records, decide({ choice: "hold" }));
    expect(decisions()).toEqual([true, false]);
    foldAll(records, decide({ choice: "flatten" }));
    foldAll(records, decide({ choice: "adopt", agentId: "beta" }));
    expect(decisions()).toEqual([false, false]);
  });

  it("are adopted on a person's word", () => {
    const records = foldAll(recordsOf(), orphanCorrection(atVenue(), { choice: "adopt", agentId: "beta" }, "Ann", "opened by hand").events);
    expect(records.ledger.openOf("beta")).toMatchObject([{ ticket: 1 }]);
  });
});

describe("storm protection", () => {
  it("asks first when corrections would touch too many positions", () => {
    const records = recordsOf(...many(10));
    const venue = [4, 5, 6, 7, 8, 9, 10].map((ticket) => atVenue({ ticket }));
    const { plan } = compareAll(records, { venue });
    expect(plan.storm).toContain("3 of 10 positions");
    expect(plan.corrections.map(({ waitsFor }) => waitsFor)).toEqual(["storm", "storm", "storm"]);
  });

  it("lets as many pass as are allowed", () => {
    const records = recordsOf(...many(20));
    const venue = Array.from({ length: 17 }, (_, index) => atVenue({ ticket: index + 4 }));
    expect(compareAll(records, { venue }).plan.storm).toBeNull();
    expect(afterwards(records, { venue }).diff.differences).toEqual([]);
  });

  it("is not a storm when one of two positions was stopped out", () => {
    expect(codes(recordsOf(...many(2)), { venue: [atVenue({ ticket: 2 })] })).toEqual([["B", "CLOSED_OUTSIDE", null]]);
  });

  it("asks before it empties an agent of several positions", () => {
    const records = recordsOf(...many(30, { agentId: "other" }), opened({ ticket: 98 }), opened({ ticket: 99 }));
    const venue = Array.from({ length: 30 }, (_, index) => atVenue({ ticket: index + 1 }));
    expect(codes(records, { venue })).toEqual([["B", "CLOSED_OUTSIDE", "empties agent"], ["B", "CLOSED_OUTSIDE", "empties agent"]]);
    expect(afterwards(records, { venue }, true).diff.differences).toEqual([]);
  });

  it("does not ask about what an agent's own orders closed", () => {
    const records = recordsOf(...many(30, { agentId: "other" }), opened({ ticket: 97 }), opened({ ticket: 98 }), opened({ ticket: 99 }));
    const venue = Array.from({ length: 30 }, (_, index) => atVenue({ ticket: index + 1 }));
    expect(codes(records, { venue, foundGone: [98, 99] })).toEqual([["B", "CLOSED_OUTSIDE", null], ["B", "ORDER_CLOSED", null], ["B", "ORDER_CLOSED", null]]);
    expect(codes(records, { venue, foundGone: [99] })).toEqual([["B", "CLOSED_OUTSIDE", "empties agent"], ["B", "CLOSED_OUTSIDE", "empties agent"], ["B", "ORDER_CLOSED", "empties agent"]]);
  });

  it("asks before it empties what an agent says it has", () => {
    const records = recordsOf(privateSaved("alpha", { real_positions: [claim(), claim({ symbol: "GBPUSD" })] }));
    expect(codes(records, {})).toEqual([["C", "PRIVATE_FOLLOWS", "empties agent"], ["C", "PRIVATE_FOLLOWS", "empties agent"]]);
  });
});

describe("a plan", () => {
  const side = fc.constantFrom("BUY" as const, "SELL" as const);
  const rows = fc.uniqueArray(fc.record({ ticket: fc.integer({ min: 1, max: 20 }), symbol: fc.constantFrom("EURUSD", "GBPUSD"), side, volumeLots: fc.constantFrom(0.1, 0.2) }), { selector: ({ ticket }) => ticket });
  const said = fc.option(fc.array(fc.record({ symbol: fc.constantFrom("EURUSD", "GBPUSD"), side, amount: fc.constantFrom(0.1, 0.2), ticket: fc.option(fc.integer({ min: 1, max: 20 })) })), { nil: null });

  it("accepted whole, ends with record and agents as the venue is; and is a valid, repeatable plan", () => {
    fc.assert(
      fc.property(rows, rows, said, (book, now, claims) => {
        const records = recordsOf(registered("alpha", 7), ...book.map((row) => opened(row)), ...(claims ? [privateSaved("alpha", { capital: 100, real_positions: claims })] : []));
        const wish = { venue: now.map((row) => atVenue({ ...row, magic: 7 })), deals: null };
        const { plan } = compareAll(records, wish);
        expect(compareAll(records, wish).plan).toEqual(plan);
        for (const correction of plan.corrections) Correction.parse(correction);
        expect(new Set(plan.corrections.map(({ id }) => id)).size).toBe(plan.corrections.length);
        expect(afterwards(records, wish, true).diff.differences).toEqual([]);
      }),
    );
  });
});
