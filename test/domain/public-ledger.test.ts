import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openLots } from "../../src-main/domain/trade.ts";
import { rankAgents } from "../../src-main/domain/trade-ranking.ts";
import { closed, foldAll, NIGHT, opened, recordsOf } from "./records-fixture.ts";

/** One closed trade a profit, in this order. */
const results = (agentId: string, firstTicket: number, ...profits: readonly (number | null)[]) =>
  profits.flatMap((profit, index) => [opened({ ticket: firstTicket + index, agentId }), closed({ ticket: firstTicket + index, profit, atMs: NIGHT + index * 1000 })]);

describe("the public ledger", () => {
  it("keeps a trade from its opening to its end", () => {
    const { ledger } = recordsOf(opened({ uuid: "u-1", tag: "#abc" }), closed({ profit: -3.1, closedBy: "stop-loss" }));
    expect(ledger.trades.get(1)).toMatchObject({ uuid: "u-1", tag: "#abc", closedAtMs: NIGHT + 60_000, profit: -3.1, closedBy: "stop-loss", parts: [] });
    expect(ledger.open.size).toBe(0);
  });

  it("books parts, leaves the rest open, and sums them at the end", () => {
    const records = recordsOf(opened({ volumeLots: 0.3 }), closed({ volumeLots: 0.1, profit: 0.1 }));
    expect(openLots(records.ledger.trades.get(1) ?? expect.fail("the trade is gone"))).toBe(0.2);
    expect(records.ledger.statisticsOf("alpha").trades).toBe(0);
    foldAll(records, [closed({ volumeLots: 0.2, profit: 0.2 })]);
    expect(records.ledger.trades.get(1)).toMatchObject({ profit: 0.3, closedBy: "strategy" });
  });

  it("does not know a result of which a part is not known", () => {
    const { ledger } = recordsOf(opened({ volumeLots: 0.2 }), closed({ profit: null }), closed({ profit: 5 }));
    expect(ledger.trades.get(1)?.profit).toBeNull();
    expect(ledger.statisticsOf("alpha")).toMatchObject({ trades: 1, unknown: 1, wins: 0, losses: 0, winRate: null, profit: 0 });
  });

  it("says nothing twice", () => {
    const { ledger } = recordsOf(opened(), opened({ side: "SELL" }), closed({ profit: 1 }), closed({ profit: 1 }), closed({ ticket: 99 }));
    expect(ledger.trades.size).toBe(1);
    expect(ledger.statisticsOf("alpha")).toMatchObject({ trades: 1, profit: 1 });
  });

  it("counts wins, losses and runs", () => {
    const { ledger } = recordsOf(...results("alpha", 1, 1, 2, 3, -1, -2, 0, 4, -5, -6));
    expect(ledger.statisticsOf("alpha")).toEqual({
      trades: 9, wins: 4, losses: 4, even: 1, unknown: 0, profit: -4, winRate: 4 / 9,
      winningRun: 0, losingRun: 2, longestWinningRun: 3, longestLosingRun: 2, best: 4, worst: -6,
    });
  });

  it("counts an agent anew when a result becomes known later, in its place among the runs", () => {
    const records = recordsOf(...results("alpha", 1, 1, null, 3));
    expect(records.ledger.statisticsOf("alpha").winningRun).toBe(1);
    foldAll(records, [{ kind: "TRADE_CORRECTED", body: { ticket: 2, change: { profit: 2 }, why: "found in the history" } }]);
    expect(records.ledger.statisticsOf("alpha")).toMatchObject({ unknown: 0, wins: 3, winningRun: 3, profit: 6 });
  });

  it("opens a trade again, and takes back what its end had brought", () => {
    const { ledger } = recordsOf(opened(), closed({ profit: 9 }), { kind: "TRADE_CORRECTED", body: { ticket: 1, change: { closedAtMs: null }, why: "open after all" } });
    expect(ledger.open.get(1)).toMatchObject({ profit: null, closedBy: null, closePrice: null });
    expect(ledger.statisticsOf("alpha")).toMatchObject({ trades: 0, profit: 0 });
  });

  it("says of an end put right without a cause that nobody knows it", () => {
    const { ledger } = recordsOf(opened(), { kind: "TRADE_CORRECTED", body: { ticket: 1, change: { closedAtMs: NIGHT }, why: "gone" } });
    expect(ledger.trades.get(1)).toMatchObject({ closedAtMs: NIGHT, closedBy: "unknown", profit: null });
  });

  it("moves an orphan, open or closed, to the agent that adopts it", () => {
    const { ledger } = recordsOf(opened({ agentId: null }), opened({ ticket: 2, agentId: null }), closed({ ticket: 2, profit: 4 }), { kind: "ORPHAN_HELD", body: { ticket: 1, by: "policy", reason: "hold" } }, ...[1, 2].map((ticket) => ({ kind: "ORPHAN_ADOPTED", body: { ticket, agentId: "beta", by: "Ann", reason: "hers" } }) as const));
    expect(ledger.orphans).toEqual([]);
    expect(ledger.isHeld(1)).toBe(true);
    expect(ledger.openOf("beta")).toHaveLength(1);
    expect(ledger.statisticsOf("beta")).toMatchObject({ trades: 1, profit: 4 });
  });

  it("counts in whole cents, and the same as anybody who adds it all up", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -500, max: 500 }), { nil: null })), (cents) => {
        const statistics = recordsOf(...results("alpha", 1, ...cents.map((each) => (each === null ? null : each / 100)))).ledger.statisticsOf("alpha");
        const known = cents.filter((each) => each !== null);
        expect(Math.round(statistics.profit * 100)).toBe(known.reduce((sum, each) => sum + each, 0));
        expect([statistics.trades, statistics.unknown, statistics.wins, statistics.losses]).toEqual([cents.length, cents.length - known.length, known.filter((each) => each > 0).length, known.filter((each) => each < 0).length]);
        expect(statistics.longestWinningRun).toBe(Math.max(0, ...cents.map((each) => (each !== null && each > 0 ? "w" : "-")).join("").split("-").map((run) => run.length)));
      }),
    );
  });
});

describe("rankings", () => {
  const { ledger } = recordsOf(...results("slow", 1, 100, -10), ...results("lucky", 10, 5), ...results("steady", 20, 20, 20, 20));

  it.each([
    ["profit", 1, ["slow", "steady", "lucky"]],
    ["win rate", 1, ["lucky", "steady", "slow"]],
    ["win rate", 2, ["steady", "slow"]],
  ] as const)("by %s with at least %i trades", (by, minTrades, expected) => {
    expect(rankAgents(ledger, { by, sinceMs: null, minTrades }).map(({ agentId }) => agentId)).toEqual(expected);
  });

  it("over a window count only what was closed in it", () => {
    expect(rankAgents(ledger, { by: "profit", sinceMs: NIGHT + 1000, minTrades: 1 }).map(({ agentId, statistics }) => [agentId, statistics.profit])).toEqual([["steady", 40], ["slow", -10]]);
  });
});
