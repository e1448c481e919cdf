import { describe, expect, it } from "vitest";
import { RiskUsageRow } from "../../src-main/contract/risk.ts";
import { ruleTable } from "../../src-main/domain/risk-table.ts";
import { riskUsage } from "../../src-main/domain/risk-usage.ts";
import { account, asked, held, limitsOf, NOW_MS, only, prices, situation, times, waiting, type World } from "./risk-world.ts";

const rows = (world: Partial<World>, risk: object, rest: object = {}): RiskUsageRow[] => riskUsage(situation(world), only(risk, rest));
const one = (world: Partial<World>, risk: object, rest: object = {}): RiskUsageRow | undefined => rows(world, risk, rest)[0];

type Case = [name: string, risk: object, world: Partial<World>, value: number | null, limit: number, used: number | null, verdict: RiskUsageRow["verdict"]];

const cases: Case[] = [
  ["open positions", { max_open_positions: 10 }, { positions: times(4, held("EURUSD", 0.1)), reserved: [waiting("EURUSD", 0.1)] }, 5, 10, 0.5, "pass"],
  ["every position taken", { max_open_positions: 4 }, { positions: times(4, held("EURUSD", 0.1)) }, 4, 4, 1, "pass"],
  ["more positions than there may be", { max_open_positions: 4 }, { positions: times(5, held("EURUSD", 0.1)) }, 5, 4, 1.25, "fail"],
  ["positions of which none is wanted", { max_open_positions: 0 }, {}, 0, 0, 1, "pass"],
  ["positions not known", { max_open_positions: 10 }, { positions: null }, null, 10, null, "fail"],
  ["trades today, with those under way", { max_trades_per_day: 50 }, { tradesToday: { account: 9, agent: 1, symbol: 1 }, reserved: [waiting("EURUSD", 0.1)] }, 10, 50, 0.2, "pass"],
  ["drawdown, in percent", { max_daily_drawdown: 0.02 }, account(98_500), 1.5, 2, 0.75, "warn"],
  ["loss of the day", { max_intraday_loss: 0.05 }, account(94_000), 6, 5, 1.2, "fail"],
  ["a gain is no loss", { max_intraday_loss: 0.05 }, account(120_000), 0, 5, 0, "pass"],
  ["leverage", { max_leverage: 5 }, { positions: [held("USDJPY", 2)] }, 2, 5, 0.4, "pass"],
  ["leverage with no price of what is held", { max_leverage: 5 }, { positions: [held("US30", 2)] }, null, 5, null, "fail"],
  ["lots in sum", { max_total_exposure_lots: 10 }, { positions: [held("EURUSD", 2), held("XAUUSD", 0.5, null)] }, 2.5, 10, 0.25, "pass"],
  ["notional in sum", { max_total_exposure_notional: 400_000 }, { positions: [held("XAUUSD", 1)] }, 200_000, 400_000, 0.5, "pass"],
  ["free margin, of what may be tied up", { min_free_margin: 0.1 }, account(100_000, 55_000), 55, 10, 0.5, "pass"],
  ["free margin at its limit", { min_free_margin: 0.1 }, account(100_000, 10_000), 10, 10, 1, "pass"],
  ["free margin below", { min_free_margin: 0.1 }, account(100_000, 1_000), 1, 10, 1.1, "fail"],
  ["free margin that may never be touched", { min_free_margin: 1 }, account(100_000, 100_000), 100, 100, null, "pass"],
  ["free margin with no account", { min_free_margin: 0.1 }, { account: null }, null, 10, null, "fail"],
  ["order rate of the busiest", { max_orders_per_second: 10 }, { recentIntents: [...times(2, asked(5)), ...times(5, asked(5, { agentId: "beta" })), ...times(9, asked(1_000))] }, 5, 10, 0.5, "pass"],
  ["order rate with nobody ordering", { max_orders_per_second: 10 }, {}, 0, 10, 0, "pass"],
];

describe("how much of a limit is used", () => {
  it.each(cases)("%s", (_name, risk, world, value, limit, used, verdict) => {
    const row = one(world, risk);
    expect(row).toMatchObject({ rule: Object.keys(risk)[0], scope: { kind: "account", name: null }, value, limit, verdict });
    expect(row?.used ?? null).toEqual(used === null ? null : expect.closeTo(used, 9));
    expect(() => RiskUsageRow.parse(row)).not.toThrow();
  });

  it("says its unit, its bound, its warning and the numbers in words", () => {
    expect(one(account(98_500), { max_daily_drawdown: 0.02 })).toEqual({
      rule: "max_daily_drawdown",
      label: "Drawdown from the day's peak",
      scope: { kind: "account", name: null },
      unit: "%",
      bound: "below",
      value: 1.5,
      limit: 2,
      warn: 1,
      verdict: "warn",
      used: 0.75,
      detail: "Drawdown from the day's peak (account): 1.5 %; warns from 1 %, must be below 2 %.",
    });
  });

  it("names who orders most", () => {
    expect(one({ recentIntents: times(3, asked(5, { agentId: "beta" })) }, { max_orders_per_second: 10 })?.detail).toBe("Orders within a second (account): 3, by beta; at most 10.");
  });

  it("says what was valued at a record high", () => {
    expect(one({ positions: [held("GBPUSD", 0.1)], lastPrices: new Map() }, { max_leverage: 5 })?.detail).toContain("GBPUSD valued at 1.25 times the record high, because no price is known");
  });
});

describe("every limit that is on has its row", () => {
  it("also those that only an order can break", () => {
    const all = riskUsage(situation(), limitsOf({ risk: { trading_hours: { wed: "08:00-24:00" } } }));
    const on = Object.values(ruleTable).filter(({ limit }) => limit !== null);
    expect(all.map(({ rule }) => rule)).toEqual([...on.map(({ key }) => key), "trading_hours"]);
    const ofOrders = all.filter(({ detail }) => detail.includes("judged order by order"));
    expect(ofOrders.map(({ rule }) => rule)).toEqual(["min_volume", "max_volume", "volume_step", "max_single_position_size", "max_price_deviation", "duplicate_window_s"]);
    for (const row of ofOrders) expect(row).toMatchObject({ value: null, limit: expect.any(Number), used: null, verdict: "pass" });
  });

  it("and none that is off", () => {
    expect(rows({}, {})).toEqual([]);
    expect(rows({}, { max_open_positions: 3 }, { agents: { alpha: { max_open_positions: "off" } } })).toHaveLength(1);
  });

  it.each([
    [NOW_MS, "pass", "Trading hours (account): wed 12:00 UTC, wed 14:00 at the broker (UTC+02:00)."],
    [NOW_MS + 86_400_000, "fail", "Trading hours (account): thu 12:00 UTC, thu 14:00 at the broker (UTC+02:00); outside the hours set."],
  ])("trading hours, open or not, at %d", (nowMs, verdict, detail) => {
    expect(one({ nowMs }, { trading_hours: { wed: "08:00-24:00" } })).toEqual({
      rule: "trading_hours",
      label: "Trading hours",
      scope: { kind: "account", name: null },
      unit: "",
      bound: null,
      value: null,
      limit: null,
      warn: null,
      verdict,
      used: null,
      detail,
    });
  });
});

describe("limits of single agents and symbols", () => {
  const world = { positions: [...times(2, held("EURUSD", 0.5, "alpha")), held("XAUUSD", 0.3, "alpha"), held("eurusd", 1, "beta")], recentIntents: times(4, asked(5)), lastPrices: prices({ EURUSD: 1.1, XAUUSD: 2_000 }) };

  it("count what they are set for, and only the rules that are set", () => {
    const own = { agents: { alpha: { max_open_positions: 6, max_total_exposure_lots: 2.6, max_orders_per_second: 8 }, nobody: { max_open_positions: 5 } }, symbols: { eurusd: { max_open_positions: 4, max_symbol_exposure_lots: 8, max_total_exposure_notional: 440_000 } } };
    expect(rows(world, {}, own).map(({ rule, scope, value, used }) => [rule, scope.kind, scope.name, value, used])).toEqual([
      ["max_open_positions", "agent", "alpha", 3, 0.5],
      ["max_total_exposure_lots", "agent", "alpha", 1.3, 0.5],
      ["max_orders_per_second", "agent", "alpha", 4, 0.5],
      ["max_open_positions", "agent", "nobody", 0, 0],
      ["max_open_positions", "symbol", "EURUSD", 3, 0.75],
      ["max_symbol_exposure_lots", "symbol", "EURUSD", 2, 0.25],
      ["max_total_exposure_notional", "symbol", "EURUSD", 220_000, 0.5],
    ]);
  });

  it("have an agent's most used symbol, where the limit is for any one", () => {
    expect(rows(world, {}, { agents: { alpha: { max_symbol_exposure_lots: 2 } } })).toMatchObject([
      { scope: { kind: "agent", name: "alpha" }, value: 1, used: 0.5, detail: "Exposure in the symbol (agent alpha, EURUSD): 1 lots; at most 2 lots." },
    ]);
  });

  it("have a row a symbol held, the most used first, for the account's limit of any one", () => {
    const positions = [...Array.from({ length: 30 }, (_, at) => held(`S${at}`, (at + 1) / 100)), held("EURUSD", 4)];
    const listed = rows({ positions, reserved: [waiting("S0", 1)] }, { max_symbol_exposure_lots: 5 }, { symbols: { EURUSD: { max_symbol_exposure_lots: 8 } } });
    expect(listed.slice(0, 2)).toMatchObject([
      { scope: { kind: "symbol", name: "S0" }, value: 1.01, limit: 5, detail: "Exposure in the symbol (S0): 1.01 lots; at most 5 lots." },
      { scope: { kind: "symbol", name: "S29" }, value: 0.3 },
    ]);
    expect(listed).toHaveLength(21);
    expect(listed.filter(({ scope }) => scope.name === "EURUSD")).toMatchObject([{ value: 4, limit: 8 }]);
  });

  it("put first what cannot be told", () => {
    const names = rows({ positions: [held("EURUSD", 4), held("US30", 0.01)] }, { max_symbol_exposure_notional: 500_000 }).map(({ scope, used, verdict }) => [scope.name, used, verdict]);
    expect(names).toEqual([
      ["US30", null, "fail"],
      ["EURUSD", expect.closeTo(0.88), "pass"],
    ]);
  });

  it.each<[string, Partial<World>, number | null, RiskUsageRow["verdict"]]>([
    ["nothing is held", {}, 0, "pass"],
    ["nobody knows what is held", { positions: null }, null, "fail"],
  ])("have one row of the account while %s", (_name, patch, value, verdict) => {
    expect(rows(patch, { max_symbol_exposure_lots: 5 })).toMatchObject([{ scope: { kind: "account", name: null }, value, verdict }]);
  });
});
