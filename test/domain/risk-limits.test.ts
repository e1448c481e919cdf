import { describe, expect, it } from "vitest";
import { defaultRiskLimits, parseRiskLimits } from "../../src-main/domain/risk-limits.ts";
import { figureRules, type RiskLimits, specOf } from "../../src-main/domain/risk-table.ts";

function limitsOf(file: unknown): RiskLimits {
  const parsed = parseRiskLimits(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.limits;
}

function problemsOf(file: unknown): (readonly [field: string, value: string, rule: string])[] {
  const parsed = parseRiskLimits(file);
  return parsed.ok ? [] : parsed.problems.map(({ field, value, rule }) => [field, value, rule] as const);
}

const shortest = (file: unknown): string[] => problemsOf(file).map(([field, value]) => `${field} = ${value}`);

describe("a limits file", () => {
  it("may be empty: everything has a default", () => {
    expect(limitsOf({})).toEqual(defaultRiskLimits());
    expect(defaultRiskLimits()).toMatchObject({
      account: {
        positionSize: { limit: 1, warn: null },
        openPositions: { limit: 10, warn: null },
        tradesPerDay: { limit: 50, warn: null },
        dailyDrawdown: { limit: 0.02, warn: 0.01 },
        intradayLoss: { limit: 0.05, warn: null },
        leverage: { limit: 5, warn: 3 },
        symbolNotional: null,
        tradingHours: null,
      },
      onHardBreach: "trip",
      priceMaxAgeMs: 60_000,
      accountCurrency: "USD",
      defaultContractSize: 100_000,
    });
    expect(defaultRiskLimits().contractSizes.get("XAU")).toBe(100);
  });

  it("is read in the shape operators have", () => {
    const limits = limitsOf({
      risk: { max_daily_drawdown: 0.03, max_single_position_size: 0.5, max_open_positions: 4, max_trades_per_day: 20, max_leverage: "off", on_hard_breach: "kill", max_price_age_s: 5 },
      alerts: { drawdown_warning: 0.015, open_positions_warning: 3 },
    });
    expect(limits.account).toMatchObject({
      dailyDrawdown: { limit: 0.03, warn: 0.015 },
      positionSize: { limit: 0.5, warn: null },
      openPositions: { limit: 4, warn: 3 },
      tradesPerDay: { limit: 20, warn: null },
      leverage: null,
    });
    expect(limits).toMatchObject({ onHardBreach: "kill", priceMaxAgeMs: 5_000 });
  });

  it("takes every rule of the table at both ends of its range, and refuses what lies beyond", () => {
    for (const spec of figureRules.map(specOf)) {
      for (const value of [spec.least, spec.most]) {
        const others = { min_volume: "off", max_volume: "off" };
        expect(problemsOf({ risk: { ...others, [spec.key]: value } })).toEqual([]);
      }
      for (const value of [spec.least - 1, spec.most + 1, Number.NaN, Number.POSITIVE_INFINITY, String(spec.most), null, true, []]) {
        expect(problemsOf({ risk: { [spec.key]: value } }).map(([field]) => field)).toContain(`risk.${spec.key}`);
      }
    }
  });

  it("has off in both spellings that YAML readers make of it", () => {
    expect(limitsOf({ risk: { max_open_positions: "off", trading_hours: false } }).account).toMatchObject({ openPositions: null, tradingHours: null });
    expect(limitsOf({ risk: { max_open_positions: false } }).account.openPositions).toBeNull();
    expect(limitsOf({ alerts: { drawdown_warning: "off" } }).account.dailyDrawdown).toEqual({ limit: 0.02, warn: null });
  });

  it("lets a tighter limit silence the warning that it left behind", () => {
    expect(limitsOf({ risk: { max_leverage: 2 } }).account.leverage).toEqual({ limit: 2, warn: null });
  });

  it("says for an agent or a symbol only what is set there, and takes the rest from the account", () => {
    const limits = limitsOf({
      risk: { max_open_positions: 8, max_leverage: 4 },
      agents: { alpha: { max_open_positions: 3, leverage_warning: 2, max_trades_per_day: "off" }, beta: {} },
      symbols: { xauusd: { max_single_position_size: 0.2 } },
    });
    expect(limits.agents.get("alpha")).toEqual({ openPositions: { limit: 3, warn: null }, leverage: { limit: 4, warn: 2 }, tradesPerDay: null });
    expect(limits.agents.get("beta")).toEqual({});
    expect(limits.symbols.get("XAUUSD")).toEqual({ positionSize: { limit: 0.2, warn: null } });
  });

  it("reads trading hours of the week, several a day", () => {
    const { account } = limitsOf({ risk: { trading_hours: { sun: "22:00-24:00", mon: ["00:00-06:00", "07:30-24:00"] } } });
    expect(account.tradingHours).toEqual([
      { fromMinute: 0, toMinute: 360 },
      { fromMinute: 450, toMinute: 1_440 },
      { fromMinute: 9_960, toMinute: 10_080 },
    ]);
  });

  it("keeps names as map keys, whatever they are called", () => {
    const limits = limitsOf({ agents: { constructor: { max_open_positions: 1 } } });
    expect(limits.agents.get("constructor")).toEqual({ openPositions: { limit: 1, warn: null } });
    expect(limits.agents.get("toString")).toBeUndefined();
  });
});

describe("a limits file that cannot stand", () => {
  it.each([
    [null, "file = null"],
    [[], "file = []"],
    ["risk", 'file = "risk"'],
    [{ risk: null }, "risk = null"],
    [{ risk: [] }, "risk = []"],
    [{ agents: 3 }, "agents = 3"],
    [{ agents: { "two words": {} } }, "agents.two words = two words"],
    [{ symbols: { "": {} } }, "symbols. = "],
    [{ riks: {} }, "riks = {}"],
    [{ risk: { max_open_position: 3 } }, "risk.max_open_position = 3"],
    [{ alerts: { max_open_positions: 3 } }, "alerts.max_open_positions = 3"],
    [{ agents: { alpha: { on_hard_breach: "kill" } } }, 'agents.alpha.on_hard_breach = "kill"'],
    [{ risk: { max_open_positions: 2.5 } }, "risk.max_open_positions = 2.5"],
    [{ risk: { max_daily_drawdown: 2 } }, "risk.max_daily_drawdown = 2"],
    [{ risk: { on_hard_breach: "stop" } }, 'risk.on_hard_breach = "stop"'],
    [{ risk: { account_currency: "usd" } }, 'risk.account_currency = "usd"'],
    [{ risk: { trading_hours: { mon: "08:00-25:00" } } }, 'risk.trading_hours = {"mon":"08:00-25:00"}'],
    [{ risk: { trading_hours: { mon: "17:00-08:00" } } }, 'risk.trading_hours = {"mon":"17:00-08:00"}'],
    [{ risk: { trading_hours: { monday: "08:00-17:00" } } }, 'risk.trading_hours.monday = "08:00-17:00"'],
    [{ risk: { trading_hours: { mon: 480 } } }, 'risk.trading_hours = {"mon":480}'],
    [{ contract_sizes: { XAU: 0 } }, "contract_sizes.XAU = 0"],
    [{ reference_prices: { EURUSD: "1.1" } }, 'reference_prices.EURUSD = "1.1"'],
  ])("%j: %s", (file, problem) => {
    expect(shortest(file)).toEqual([problem]);
  });

  it.each<[object, string, string]>([
    [{ alerts: { drawdown_warning: 0.03 } }, "alerts.drawdown_warning", "at most max_daily_drawdown (0.02), so that it comes first"],
    [{ risk: { min_free_margin: 0.3 }, alerts: { free_margin_warning: 0.2 } }, "alerts.free_margin_warning", "at least min_free_margin (0.3), so that it comes first"],
    [{ risk: { max_leverage: "off" }, alerts: { leverage_warning: 2 } }, "alerts.leverage_warning", "left out or off, because max_leverage is off"],
    [{ risk: { max_leverage: 2 }, agents: { alpha: { leverage_warning: 3 } } }, "agents.alpha.leverage_warning", "at most max_leverage (2), so that it comes first"],
    [{ symbols: { XAUUSD: { min_volume: 20 } } }, "symbols.XAUUSD.min_volume", "at most max_volume (10)"],
    [{ agents: { alpha: { max_daily_drawdown: 0.05 } } }, "agents.alpha.max_daily_drawdown", "at most the account's 0.02: a hard limit can only be drawn tighter"],
    [{ symbols: { XAUUSD: { max_intraday_loss: "off" } } }, "symbols.XAUUSD.max_intraday_loss", "at most the account's 0.05: a hard limit can only be drawn tighter"],
    [{ symbols: { EURUSD: {}, eurusd: {} } }, "symbols.eurusd", "said once: EURUSD is the same symbol"],
  ])("contradicts itself: %j", (file, field, rule) => {
    expect(problemsOf(file)).toEqual([[field, expect.any(String), rule]]);
  });

  it("names every problem at once, those of the shape and those of the sense", () => {
    const file = { risk: { max_leverage: "much", max_open_positions: -1, typo: 1 }, alerts: { drawdown_warning: 0.5 }, agents: { alpha: { max_daily_drawdown: 0.1, nonsense: {} } }, extra: 1 };
    expect(problemsOf(file).map(([field]) => field).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "agents.alpha.max_daily_drawdown",
      "agents.alpha.nonsense",
      "alerts.drawdown_warning",
      "extra",
      "risk.max_leverage",
      "risk.max_open_positions",
      "risk.typo",
    ]);
  });

  it("says what may stand there", () => {
    expect(problemsOf({ risk: { max_daily_drawdown: 2, max_open_positions: null } })).toEqual(
      expect.arrayContaining([
        ["risk.max_daily_drawdown", "2", "a number from 0.0001 to 1 (0.02 is 2 %), or off"],
        ["risk.max_open_positions", "null", "a whole number from 0 to 100000, or off"],
      ]),
    );
  });
});
