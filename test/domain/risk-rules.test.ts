import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OpenIntent, RiskCheck } from "../../src-main/contract/order.ts";
import { evaluateAccount, evaluateRisk, verdictOf } from "../../src-main/domain/risk-rules.ts";
import { figureRules, specOf } from "../../src-main/domain/risk-table.ts";
import { account, asked, calm, held, intent, limitsOf, only, prices, situation, times, waiting, type World } from "./risk-world.ts";

type Case = [name: string, risk: object, intent: Partial<OpenIntent>, situation: Partial<World>, verdict: RiskCheck["verdict"], value: number | null];

/** Each rule alone, at its limit, beside it and beyond it. */
const cases: Case[] = [
  ["position size at its limit", { max_single_position_size: 1 }, { volumeLots: 1 }, {}, "pass", 1],
  ["position size beyond", { max_single_position_size: 1 }, { volumeLots: 1.01 }, {}, "fail", 1.01],
  ["position size with float dust at its limit", { max_single_position_size: 0.3 }, { volumeLots: 0.1 + 0.2 }, {}, "pass", 0.3],
  ["smallest volume at its limit", { min_volume: 0.01 }, { volumeLots: 0.01 }, {}, "pass", 0.01],
  ["smallest volume below", { min_volume: 0.01 }, { volumeLots: 0.009 }, {}, "fail", 0.009],
  ["largest volume at its limit", { max_volume: 2 }, { volumeLots: 2 }, {}, "pass", 2],
  ["largest volume beyond", { max_volume: 2 }, { volumeLots: 2.1 }, {}, "fail", 2.1],
  ["volume on its step", { volume_step: 0.01 }, { volumeLots: 0.07 }, {}, "pass", 0.07],
  ["volume on its step, with float dust", { volume_step: 0.1 }, { volumeLots: 0.1 + 0.2 }, {}, "pass", 0.3],
  ["volume off its step", { volume_step: 0.01 }, { volumeLots: 0.015 }, {}, "fail", 0.015],
  ["the tenth of ten positions", { max_open_positions: 10 }, {}, { positions: times(9, held("EURUSD", 0.1, null)) }, "pass", 10],
  ["the eleventh of ten positions", { max_open_positions: 10 }, {}, { positions: times(10, held("XAUUSD", 0.1)) }, "fail", 11],
  ["orders on their way count as open", { max_open_positions: 10 }, {}, { positions: times(9, held("EURUSD", 0.1)), reserved: [waiting("EURUSD", 0.1, "beta")] }, "fail", 11],
  ["no open positions wanted at all", { max_open_positions: 0 }, {}, {}, "fail", 1],
  ["positions not known", { max_open_positions: 10 }, {}, { positions: null }, "fail", null],
  ["the fiftieth of fifty trades", { max_trades_per_day: 50 }, {}, { tradesToday: { account: 49, agent: 3, symbol: 2 } }, "pass", 50],
  ["the fifty-first of fifty trades", { max_trades_per_day: 50 }, {}, { tradesToday: { account: 50, agent: 3, symbol: 2 } }, "fail", 51],
  ["orders on their way count as trades", { max_trades_per_day: 50 }, {}, { tradesToday: { account: 49, agent: 3, symbol: 2 }, reserved: [waiting("XAUUSD", 1, "beta")] }, "fail", 51],
  ["today's trades not known", { max_trades_per_day: 50 }, {}, { tradesToday: null }, "fail", null],
  ["drawdown just below its limit", { max_daily_drawdown: 0.02 }, {}, account(98_001), "warn", 1.999],
  ["drawdown at its limit", { max_daily_drawdown: 0.02 }, {}, account(98_000), "fail", 2],
  ["drawdown at its warning", { max_daily_drawdown: 0.02 }, {}, account(99_000), "warn", 1],
  ["drawdown before its warning", { max_daily_drawdown: 0.02 }, {}, account(99_000.01), "pass", 0.99999],
  ["drawdown counts from the day's peak", { max_daily_drawdown: 0.02 }, {}, { ...account(100_000), dayPeakEquity: 103_000 }, "fail", 2.91262136],
  ["a new high is no drawdown", { max_daily_drawdown: 0.02 }, {}, account(120_000), "pass", 0],
  ["the day's peak not known", { max_daily_drawdown: 0.02 }, {}, { dayPeakEquity: null }, "fail", null],
  ["drawdown with no account", { max_daily_drawdown: 0.02 }, {}, { account: null }, "fail", null],
  ["drawdown with an equity that is no number", { max_daily_drawdown: 0.02 }, {}, account(Number.NaN), "fail", null],
  ["intraday loss just below its limit", { max_intraday_loss: 0.05 }, {}, account(95_000.01), "pass", 4.99999],
  ["intraday loss at its limit", { max_intraday_loss: 0.05 }, {}, account(95_000), "fail", 5],
  ["the day's start not known", { max_intraday_loss: 0.05 }, {}, { dayStartEquity: null }, "fail", null],
  ["leverage at its limit", { max_leverage: 5 }, { symbol: "USDJPY", volumeLots: 0.5 }, { positions: [held("USDJPY", 4.5)] }, "warn", 5],
  ["leverage beyond", { max_leverage: 5 }, { symbol: "USDJPY", volumeLots: 0.51 }, { positions: [held("USDJPY", 4.5)] }, "fail", 5.01],
  ["leverage at its warning", { max_leverage: 5 }, { symbol: "USDJPY", volumeLots: 3 }, {}, "warn", 3],
  ["leverage before its warning", { max_leverage: 5 }, { symbol: "USDJPY", volumeLots: 2.99 }, {}, "pass", 2.99],
  ["a hedge adds to the leverage", { max_leverage: 5 }, { symbol: "USDJPY", type: "SELL", volumeLots: 3 }, { positions: [held("USDJPY", 3)] }, "fail", 6],
  ["orders on their way add to the leverage", { max_leverage: 5 }, { symbol: "USDJPY", volumeLots: 3 }, { reserved: [waiting("USDJPY", 3)] }, "fail", 6],
  ["leverage with no price of a position held", { max_leverage: 5 }, { symbol: "USDJPY" }, { positions: [held("XAGUSD", 0.01)] }, "fail", null],
  ["leverage with no price of a major held", { max_leverage: 5 }, { symbol: "USDJPY" }, { positions: [held("GBPUSD", 1)] }, "pass", 2.745125],
  ["leverage with no equity left", { max_leverage: 5 }, {}, account(0), "fail", null],
  ["lots in the symbol at their limit", { max_symbol_exposure_lots: 1 }, { volumeLots: 0.2 }, { positions: [held("eurusd", 0.5, "beta"), held("XAUUSD", 9)], reserved: [waiting("EURUSD", 0.3)] }, "pass", 1],
  ["lots in the symbol beyond", { max_symbol_exposure_lots: 1 }, { volumeLots: 0.21 }, { positions: [held("EURUSD", 0.5, null)], reserved: [waiting("EURUSD", 0.3)] }, "fail", 1.01],
  ["lots in sum at their limit", { max_total_exposure_lots: 1 }, { volumeLots: 0.2 }, { positions: [held("XAUUSD", 0.8)] }, "pass", 1],
  ["lots in sum beyond", { max_total_exposure_lots: 1 }, { volumeLots: 0.2 }, { positions: [held("XAUUSD", 0.81)] }, "fail", 1.01],
  ["lots with positions not known", { max_total_exposure_lots: 1 }, {}, { positions: null }, "fail", null],
  ["notional in the symbol", { max_symbol_exposure_notional: 11_000 }, { volumeLots: 0.1 }, { positions: [held("XAUUSD", 5)] }, "pass", 11_000],
  ["notional in the symbol beyond", { max_symbol_exposure_notional: 10_999 }, { volumeLots: 0.1 }, {}, "fail", 11_000],
  ["notional in the symbol, another's price missing", { max_symbol_exposure_notional: 11_000 }, {}, { positions: [held("GBPUSD", 1)] }, "pass", 11_000],
  ["notional in sum, gold is 100 ounces a lot", { max_total_exposure_notional: 211_000 }, { volumeLots: 0.1 }, { positions: [held("XAUUSD", 1)] }, "pass", 211_000],
  ["notional in sum, another's price missing", { max_total_exposure_notional: 1_000_000 }, {}, { positions: [held("XAGUSD", 1)] }, "fail", null],
  ["free margin at its limit", { min_free_margin: 0.1 }, {}, account(100_000, 10_000), "pass", 10],
  ["free margin below", { min_free_margin: 0.1 }, {}, account(100_000, 9_999), "fail", 9.999],
  ["free margin with no account", { min_free_margin: 0.1 }, {}, { account: null }, "fail", null],
  ["a price on the collar", { max_price_deviation: 0.05 }, { type: "BUY_LIMIT", price: 1.045 }, {}, "pass", 5],
  ["a price beyond the collar", { max_price_deviation: 0.05 }, { type: "SELL_LIMIT", price: 1.156 }, {}, "fail", 5.09090909],
  ["at market there is no price to hold", { max_price_deviation: 0.05 }, {}, { lastPrices: new Map() }, "pass", null],
  ["a price with no last price known", { max_price_deviation: 0.05 }, { price: 1.1 }, { lastPrices: new Map() }, "fail", null],
  ["a price with the last price just young enough", { max_price_deviation: 0.05 }, { price: 1.1 }, { lastPrices: prices({ EURUSD: 1.1 }, 60_000) }, "pass", 0],
  ["a price with the last price too old", { max_price_deviation: 0.05 }, { price: 1.1 }, { lastPrices: prices({ EURUSD: 1.1 }, 60_001) }, "fail", null],
  ["the same order within the window", { duplicate_window_s: 1 }, {}, { recentIntents: [asked(5_000), asked(999)] }, "fail", 0.999],
  ["the same order when the window has passed", { duplicate_window_s: 1 }, {}, { recentIntents: [asked(1_000)] }, "pass", 1],
  ["the same order, dated ahead by a clock that was set back", { duplicate_window_s: 1 }, {}, { recentIntents: [asked(-9_000)] }, "fail", 0],
  ["the same order that was denied", { duplicate_window_s: 1 }, {}, { recentIntents: [asked(1, { passed: false })] }, "pass", null],
  ["orders that only look alike", { duplicate_window_s: 1 }, {}, { recentIntents: [asked(1, { agentId: "beta" }), asked(1, { type: "SELL" }), asked(1, { volumeLots: 0.2 }), asked(1, { symbol: "XAUUSD" }), asked(1, { price: 1 })] }, "pass", null],
  ["the tenth order within a second", { max_orders_per_second: 10 }, {}, { recentIntents: times(9, asked(500)) }, "pass", 10],
  ["the eleventh order within a second", { max_orders_per_second: 10 }, {}, { recentIntents: times(10, asked(500, { passed: false, symbol: "XAUUSD" })) }, "fail", 11],
  ["orders of a second ago, and of others", { max_orders_per_second: 1 }, {}, { recentIntents: [asked(1_000), asked(1, { agentId: "beta" })] }, "pass", 1],
];

describe("each rule", () => {
  it.each(cases)("%s", (_name, risk, order, world, verdict, value) => {
    const { checks } = evaluateRisk(intent(order), situation(world), only(risk));
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ rule: Object.keys(risk)[0], verdict, value });
    expect(() => RiskCheck.parse(checks[0])).not.toThrow();
  });

  it("is in the table above, with a case that passes and one that fails", () => {
    for (const rule of figureRules) {
      const verdicts = cases.filter(([, risk]) => specOf(rule).key in risk).map(([, , , , verdict]) => verdict);
      expect({ rule, passes: verdicts.includes("pass"), fails: verdicts.includes("fail") }).toEqual({ rule, passes: true, fails: true });
    }
  });

  it("says nothing when it is off", () => {
    expect(evaluateRisk(intent(), situation({ account: null, positions: null }), only({}))).toEqual({ checks: [], hardBreach: null });
  });

  it("warns where a warning is set, and says from where", () => {
    const limits = only({ max_open_positions: 10, min_free_margin: 0.1 }, { alerts: { open_positions_warning: 8, free_margin_warning: 0.3 } });
    const verdicts = (count: number, marginFree: number) => evaluateRisk(intent(), situation({ positions: times(count, held("EURUSD", 0.1)), ...account(100_000, marginFree) }), limits).checks.map(({ verdict }) => verdict);
    expect(verdicts(6, 30_001)).toEqual(["pass", "pass"]);
    expect(verdicts(7, 30_000)).toEqual(["warn", "warn"]);
    const { checks } = evaluateRisk(intent(), situation({ positions: times(7, held("EURUSD", 0.1)) }), limits);
    expect(checks[0]?.detail).toBe("Open positions (account): 8; warns from 8, must be at most 10.");
  });

  it.each<[string, object, Partial<World>, string]>([
    ["account", { max_leverage: 5 }, { account: null }, "the account is not known"],
    ["positions", { max_leverage: 5 }, { positions: null }, "the open positions are not known"],
    ["price", { max_leverage: 5 }, { positions: [held("XAUUSD", 1)], lastPrices: new Map() }, "no price of XAUUSD is known (reference_prices in the limits file can name one, or the gateway's ticks)"],
    ["peak", { max_daily_drawdown: 0.02 }, { dayPeakEquity: null }, "the day's highest equity is not known"],
    ["trades", { max_trades_per_day: 5 }, { tradesToday: null }, "today's trades are not known"],
  ])("says what is missing: %s", (_name, risk, world, missing) => {
    expect(evaluateRisk(intent(), situation(world), only(risk)).checks[0]?.detail).toContain(`cannot be told, because ${missing}`);
  });
});

describe("trading hours", () => {
  const limits = only({ trading_hours: { wed: ["08:00-12:00", "13:00-24:00"] } });
  it.each([
    [Date.UTC(2026, 0, 14, 7, 59, 59, 999), "fail"],
    [Date.UTC(2026, 0, 14, 8), "pass"],
    [Date.UTC(2026, 0, 14, 11, 59, 59, 999), "pass"],
    [Date.UTC(2026, 0, 14, 12), "fail"],
    [Date.UTC(2026, 0, 14, 23, 59, 59, 999), "pass"],
    [Date.UTC(2026, 0, 15, 0), "fail"],
    [Date.UTC(2026, 0, 18, 9), "fail"],
  ])("%d: %s", (nowMs, verdict) => {
    expect(evaluateRisk(intent(), situation({ nowMs }), limits).checks).toMatchObject([{ rule: "trading_hours", verdict }]);
  });

  it.each([
    [120, "sat 23:30 UTC, sun 01:30 at the broker (UTC+02:00)"],
    [-210, "sat 23:30 UTC, sat 20:00 at the broker (UTC-03:30)"],
    [null, "sat 23:30 UTC, the broker's offset is not known"],
  ])("shows the broker's clock beside UTC, offset %s", (brokerUtcOffsetMinutes, text) => {
    const world = situation({ nowMs: Date.UTC(2026, 0, 17, 23, 30), brokerUtcOffsetMinutes });
    expect(evaluateRisk(intent(), world, limits).checks[0]?.detail).toBe(`Trading hours (account): ${text}; outside the hours set.`);
  });
});

describe("whose limit holds", () => {
  const three = times(3, held("EURUSD", 0.1, "alpha"));
  const five = times(5, held("XAUUSD", 0.1, "beta"));
  const world = situation({ positions: [...three, ...five] });
  const said = (rest: object, order: Partial<OpenIntent> = {}) => evaluateRisk(intent(order), world, only({ max_open_positions: 4 }, rest)).checks.map(({ verdict, value, limit, detail }) => [verdict, value, limit, /\((.*?)\)/.exec(detail)?.[1]]);

  it.each<[string, object, Partial<OpenIntent>, unknown[]]>([
    ["the account's, counting everybody", {}, {}, [["fail", 9, 4, "account"]]],
    ["the agent's, counting the agent", { agents: { alpha: { max_open_positions: 5 } } }, {}, [["pass", 4, 5, "agent alpha"]]],
    ["the account's, for another agent", { agents: { beta: { max_open_positions: 5 } } }, {}, [["fail", 9, 4, "account"]]],
    ["the symbol's, in whatever case", { symbols: { eurusd: { max_open_positions: 3 } } }, { symbol: "EurUsd" }, [["fail", 4, 3, "EurUsd"]]],
    ["both, where both are set", { agents: { alpha: { max_open_positions: 5 } }, symbols: { EURUSD: { max_open_positions: 3 } } }, {}, [["pass", 4, 5, "agent alpha"], ["fail", 4, 3, "EURUSD"]]],
    ["none, where it is off for the agent", { agents: { alpha: { max_open_positions: "off" } } }, {}, []],
    ["the symbol's, where it is off for the agent", { agents: { alpha: { max_open_positions: "off" } }, symbols: { EURUSD: { max_open_positions: 3 } } }, {}, [["fail", 4, 3, "EURUSD"]]],
  ])("%s", (_name, rest, order, expected) => {
    expect(said(rest, order)).toEqual(expected);
  });

  it("counts trades and rate for the agent and the symbol it is set for", () => {
    const limits = only({}, { agents: { alpha: { max_trades_per_day: 3 } }, symbols: { EURUSD: { max_trades_per_day: 6, max_orders_per_second: 2 } } });
    const busy = situation({
      tradesToday: { account: 40, agent: 1, symbol: 4 },
      reserved: [waiting("EURUSD", 0.1, "beta"), waiting("XAUUSD", 0.1, "alpha")],
      recentIntents: [asked(5), asked(5, { symbol: "XAUUSD" })],
    });
    expect(evaluateRisk(intent(), busy, limits).checks.map(({ rule, value }) => [rule, value])).toEqual([
      ["max_trades_per_day", 3],
      ["max_trades_per_day", 6],
      ["max_orders_per_second", 2],
    ]);
  });

  it("opens the weekend for a symbol that trades then", () => {
    const sunday = situation({ nowMs: Date.UTC(2026, 0, 18, 9) });
    const limits = only({ trading_hours: { mon: "00:00-24:00" } }, { symbols: { BTCUSD: { trading_hours: "off" } } });
    expect(verdictOf(evaluateRisk(intent(), sunday, limits).checks)).toBe("fail");
    expect(evaluateRisk(intent({ symbol: "BTCUSD" }), sunday, limits).checks).toEqual([]);
  });
});

describe("notional in the account's currency", () => {
  const worth = (symbol: string, table: Record<string, number>, rest: object = {}, currency: string | null = "USD", price: number | null = null) =>
    evaluateRisk(
      intent({ symbol, volumeLots: 1, price }),
      situation({ account: { currency, equity: 1, marginFree: 1 }, lastPrices: prices(table) }),
      only({ max_total_exposure_notional: 1 }, rest),
    ).checks[0]?.value;

  it.each<[string, number | null | undefined, number | null]>([
    ["base is the account's", worth("USDJPY", {}), 100_000],
    ["quote is the account's", worth("EURUSD", { EURUSD: 1.1 }), 110_000],
    ["quote turned by its own pair", worth("EURGBP", { EURGBP: 0.8, GBPUSD: 1.25 }), 100_000],
    ["quote turned by the inverse pair", worth("EURJPY", { EURJPY: 165, USDJPY: 150 }), 110_000],
    ["the pair with the broker's suffix", worth("EURJPY.m", { "EURJPY.M": 165, "USDJPY.M": 150 }), 110_000],
    ["no rate for the quote, and no record high of the base", worth("SEKJPY", { SEKJPY: 15 }), null],
    ["a cross in an account in euros, no rate for the quote", worth("GBPJPY", { GBPJPY: 190 }, {}, "EUR"), null],
    ["gold", worth("XAUUSD.r", { "XAUUSD.R": 2_000 }), 200_000],
    ["bitcoin", worth("BTCUSD", { BTCUSD: 90_000 }), 90_000],
    ["no pair, with its size set", worth("US30", { US30: 40_000 }, { contract_sizes: { us30: 1 } }), 40_000],
    ["no pair, with the default size on the high side", worth("US30", { US30: 40_000 }), 4e9],
    ["a size set for one symbol beats its base's", worth("XAUUSD", { XAUUSD: 2_000 }, { contract_sizes: { XAUUSD: 10 } }), 20_000],
    ["currency assumed where the gateway does not say it", worth("EURUSD", { EURUSD: 1.1 }, {}, null), 110_000],
    ["another account currency", worth("EURUSD", { EURUSD: 1.1 }, {}, "EUR"), 100_000],
    ["a price vouched for", worth("EURUSD", {}, { reference_prices: { EURUSD: 1.3 } }), 130_000],
    ["a known price beats the one vouched for", worth("EURUSD", { EURUSD: 1.1 }, { reference_prices: { EURUSD: 1.3 } }), 110_000],
    ["what the order claims is no price", worth("XAUUSD", {}, {}, "USD", 0.01), null],
    ["what the order claims makes it no cheaper", worth("EURUSD", { EURUSD: 1.1 }, {}, "USD", 0.01), 110_000],
    ["a dearer price counts", worth("EURUSD", { EURUSD: 1.1 }, {}, "USD", 1.2), 120_000],
  ])("%s", (_name, value, expected) => {
    expect(value).toBe(expected);
  });

  it.each<[string, number | null | undefined, number]>([
    ["a major of which nobody tells a price", worth("EURUSD", {}), 200_475],
    ["a major that the order claims is cheap", worth("EURUSD", {}, {}, "USD", 0.01), 200_475],
    ["a major that the order claims is dearer still", worth("EURUSD", {}, {}, "USD", 2.5), 250_000],
    ["a cross with no rate for its quote", worth("EURJPY", { EURJPY: 165 }), 200_475],
    ["a cross of which nobody tells anything", worth("GBPNOK.m", {}), 264_512.5],
    ["the yen, which has its high where the dollar has its low", worth("JPYUSD", {}), 1_659.80613464],
  ])("%s, at 1.25 times the record high", (_name, value, expected) => {
    expect(value).toBe(expected);
  });

  it("says what was valued far too high, and what to do about it", () => {
    const positions = [...["GBPUSD", "AUDUSD", "NZDUSD", "CADCHF"].map((symbol) => held(symbol, 0.01)), held("XAUUSD", 0.01)];
    expect(evaluateRisk(intent(), situation({ positions }), only({ max_leverage: 5 })).checks[0]?.detail).toBe(
      "Leverage (account): 0.19515925 ×, with GBPUSD, AUDUSD, NZDUSD and 1 more valued at 1.25 times the record high, because no price is known (reference_prices in the limits file can name one, or the gateway's ticks); at most 5 ×.",
    );
  });

  it.each(["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "CHFUSD", "JPYUSD", "CADUSD"])("of %s without a price is more than with any it ever had", (symbol) => {
    const highs: Record<string, number> = { EURUSD: 1.6038, GBPUSD: 2.1161, AUDUSD: 1.1081, NZDUSD: 0.8843, CHFUSD: 1 / 0.7068, JPYUSD: 1 / 75.31, CADUSD: 1 / 0.9056 };
    expect(worth(symbol, {})).toBeGreaterThan(1.2 * Number(worth(symbol, { [symbol]: highs[symbol] ?? 0 })));
  });
});

describe("hard breaches", () => {
  const limits = limitsOf({ agents: { alpha: { max_daily_drawdown: 0.01, drawdown_warning: 0.005 } } });

  it("are the account's own losses, with or without an order", () => {
    const lost = situation(account(97_000));
    expect(evaluateRisk(intent(), lost, limits).hardBreach).toMatchObject({ rule: "max_daily_drawdown", value: 3, limit: 2 });
    expect(evaluateAccount(lost, limits).hardBreach).toMatchObject({ rule: "max_daily_drawdown", value: 3, limit: 2 });
    expect(evaluateAccount(situation(), limits)).toMatchObject({ checks: [{ verdict: "pass" }, { verdict: "pass" }], hardBreach: null });
  });

  it("are not what only an agent's tighter limit says", () => {
    const { checks, hardBreach } = evaluateRisk(intent(), situation(account(98_500)), limits);
    expect(checks.filter(({ rule }) => rule === "max_daily_drawdown").map(({ verdict, limit }) => [verdict, limit])).toEqual([["warn", 2], ["fail", 1]]);
    expect(hardBreach).toBeNull();
  });

  it("are not what nobody knows: that denies the order, and trips nothing", () => {
    for (const unknown of [{ account: null }, { dayPeakEquity: null, dayStartEquity: null }]) {
      const { checks, hardBreach } = evaluateRisk(intent(), situation(unknown), limits);
      expect([verdictOf(checks), hardBreach]).toEqual(["fail", null]);
      expect(evaluateAccount(situation(unknown), limits).hardBreach).toBeNull();
    }
  });

  it("are not other rules failing", () => {
    expect(evaluateRisk(intent({ volumeLots: 500 }), situation(), limits)).toMatchObject({ hardBreach: null });
  });
});

describe("the verdict", () => {
  it("is the worst of all", () => {
    const check = (verdict: RiskCheck["verdict"]): RiskCheck => ({ rule: "r", verdict, value: 1, limit: 1, unit: "", detail: "" });
    expect(verdictOf([])).toBe("pass");
    expect(verdictOf([check("pass"), check("warn")])).toBe("warn");
    expect(verdictOf([check("fail"), check("warn")])).toBe("fail");
  });

  it("passes an ordinary order under the default limits", () => {
    const { checks } = evaluateRisk(intent(), situation(), limitsOf({}));
    expect(checks.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });
});

describe("more risk", () => {
  const symbol = fc.constantFrom("EURUSD", "XAUUSD", "USDJPY", "GBPUSD");
  const agentId = fc.constantFrom("alpha", "beta");
  const lots = fc.integer({ min: 1, max: 300 }).map((hundredths) => hundredths / 100);
  const position = fc.record({ agentId: fc.option(agentId), symbol, volumeLots: lots });
  const reservation = fc.record({ agentId, symbol, volumeLots: lots, side: fc.constantFrom("BUY" as const, "SELL" as const) });
  const recent = fc.record({ agentId, symbol, volumeLots: lots, agoMs: fc.integer({ min: 0, max: 3_000 }), passed: fc.boolean() }).map(({ agoMs, ...rest }) => asked(agoMs, rest));
  const equity = fc.integer({ min: 1_000, max: 200_000 });
  const world = fc.record({
    positions: fc.array(position, { maxLength: 12 }),
    reserved: fc.array(reservation, { maxLength: 4 }),
    recentIntents: fc.array(recent, { maxLength: 12 }),
    account: equity.map((amount) => ({ currency: "USD", equity: amount, marginFree: amount / 2 })),
    tradesToday: fc.record({ account: fc.nat(60), agent: fc.nat(60), symbol: fc.nat(60) }),
  });
  const limits = fc.constantFrom(
    limitsOf({}),
    limitsOf({ agents: { alpha: { max_open_positions: 3, max_leverage: 2, max_trades_per_day: 20 } } }),
    limitsOf({ symbols: { EURUSD: { max_total_exposure_lots: 2, max_orders_per_second: 2 } }, agents: { alpha: { max_total_exposure_lots: 3 } } }),
  );
  const orders = fc.record({ agentId, symbol, volumeLots: lots }).map(intent);
  const more = fc.oneof(
    fc.array(position, { minLength: 1, maxLength: 3 }).map((extra) => (now: World): World => ({ ...now, positions: [...(now.positions ?? []), ...extra] })),
    reservation.map((extra) => (now: World): World => ({ ...now, reserved: [...now.reserved, extra] })),
    recent.map((extra) => (now: World): World => ({ ...now, recentIntents: [...now.recentIntents, extra] })),
    fc.integer({ min: 1, max: 50_000 }).map((loss) => (now: World): World => ({ ...now, account: now.account && { ...now.account, equity: now.account.equity - loss, marginFree: now.account.marginFree - loss } })),
    fc.constantFrom<Partial<World>>({ account: null }, { positions: null }, { tradesToday: null }, { dayPeakEquity: null }, { lastPrices: new Map() }).map((blind) => (now: World): World => ({ ...now, ...blind })),
  );
  const failing = (checks: readonly RiskCheck[]): number[] => checks.flatMap(({ verdict }, at) => (verdict === "fail" ? [at] : []));

  it("never turns a failed check into one that passes, and never takes a check away", () => {
    fc.assert(
      fc.property(world, orders, limits, more, (patch, order, rules, addRisk) => {
        const before = { ...calm, ...patch };
        const [now, then] = [evaluateRisk(order, situation(before), rules), evaluateRisk(order, situation(addRisk(before)), rules)];
        expect(then.checks.map(({ rule }) => rule)).toEqual(now.checks.map(({ rule }) => rule));
        expect(failing(then.checks)).toEqual(expect.arrayContaining(failing(now.checks)));
      }),
      { numRuns: 500 },
    );
  });

  it("of a larger order fails all that the smaller one failed, but for its being too small or off the grid", () => {
    const large = limitsOf({ risk: { min_volume: "off", volume_step: "off", duplicate_window_s: "off" } });
    fc.assert(
      fc.property(world, orders, lots, (patch, small, extra) => {
        const now = evaluateRisk(small, situation(patch), large);
        const then = evaluateRisk({ ...small, volumeLots: small.volumeLots + extra }, situation(patch), large);
        expect(failing(then.checks)).toEqual(expect.arrayContaining(failing(now.checks)));
      }),
    );
  });

  it("always answers with checks that the journal takes", () => {
    fc.assert(
      fc.property(world, orders, limits, more, (patch, order, rules, addRisk) => {
        for (const check of evaluateRisk(order, situation(addRisk({ ...calm, ...patch })), rules).checks) expect(RiskCheck.safeParse(check).success).toBe(true);
      }),
    );
  });
});
