import type { TradingHours } from "./risk-hours.ts";

/**
 * How a figure stands to its limit:
 *
 * - `at most`: what the order would use up; the limit itself may be reached.
 * - `below`: a loss; the limit is broken when it is reached, because the next tick does not ask.
 * - `at least`: what must be left.
 * - `a multiple of`: a grid.
 */
export type Bound = "at most" | "below" | "at least" | "a multiple of";

/** One rule: how the file calls it, what it may be set to, and what it is when nobody sets it. */
export interface RuleSpec {
  /** Its name in the limits file, and in every check, so that a denial leads to the line that caused it. */
  readonly key: string;
  /** The name of its warning level in the file, where it has one. */
  readonly warningKey: string | null;
  readonly label: string;
  readonly bound: Bound;
  /** The unit people see. Fractions are shown in percent: the file's 0.02 is 2 %. */
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** A count: no fractions. */
  readonly whole?: true;
  /** Its breach is the account's, not the order's: it trips or kills. */
  readonly hard?: true;
  readonly limit: number | null;
  readonly warn: number | null;
}

const fraction = { unit: "%", least: 0.0001, most: 1 } as const;
const count = { unit: "", bound: "at most", whole: true, least: 0, most: 100_000 } as const;
const lots = { unit: "lots", bound: "at most", least: 0.01, most: 1_000_000 } as const;
const money = { unit: "money", bound: "at most", least: 1, most: 1e12 } as const;
const grid = { unit: "lots", warningKey: null, warn: null, least: 1e-8, most: 1_000 } as const;

/** Every rule with a figure, in the order in which checks are listed. `limit: null` is off until somebody sets it. */
export const ruleTable = {
  minVolume: { ...grid, key: "min_volume", label: "Smallest volume", bound: "at least", limit: 0.01 },
  maxVolume: { ...grid, key: "max_volume", label: "Largest volume", bound: "at most", limit: 10 },
  volumeStep: { ...grid, key: "volume_step", label: "Volume step", bound: "a multiple of", limit: 0.01 },
  positionSize: { ...lots, key: "max_single_position_size", warningKey: "position_size_warning", label: "Position size", most: 10, limit: 1, warn: null },
  openPositions: { ...count, key: "max_open_positions", warningKey: "open_positions_warning", label: "Open positions", limit: 10, warn: null },
  tradesPerDay: { ...count, key: "max_trades_per_day", warningKey: "trades_warning", label: "Trades today", limit: 50, warn: null },
  dailyDrawdown: { ...fraction, key: "max_daily_drawdown", warningKey: "drawdown_warning", label: "Drawdown from the day's peak", bound: "below", hard: true, limit: 0.02, warn: 0.01 },
  intradayLoss: { ...fraction, key: "max_intraday_loss", warningKey: "intraday_loss_warning", label: "Loss since the day began", bound: "below", hard: true, limit: 0.05, warn: null },
  leverage: { key: "max_leverage", warningKey: "leverage_warning", label: "Leverage", unit: "×", bound: "at most", least: 0.01, most: 1_000, limit: 5, warn: 3 },
  symbolLots: { ...lots, key: "max_symbol_exposure_lots", warningKey: "symbol_exposure_lots_warning", label: "Exposure in the symbol", limit: 5, warn: null },
  totalLots: { ...lots, key: "max_total_exposure_lots", warningKey: "total_exposure_lots_warning", label: "Exposure in sum", limit: 10, warn: null },
  symbolNotional: { ...money, key: "max_symbol_exposure_notional", warningKey: "symbol_exposure_notional_warning", label: "Notional in the symbol", limit: null, warn: null },
  totalNotional: { ...money, key: "max_total_exposure_notional", warningKey: "total_exposure_notional_warning", label: "Notional in sum", limit: null, warn: null },
  freeMargin: { ...fraction, key: "min_free_margin", warningKey: "free_margin_warning", label: "Free margin, of equity", bound: "at least", limit: 0.1, warn: null },
  priceCollar: { ...fraction, key: "max_price_deviation", warningKey: "price_deviation_warning", label: "Distance from the last price", bound: "at most", limit: 0.05, warn: null },
  duplicateWindow: { key: "duplicate_window_s", warningKey: null, label: "Since the same order", unit: "s", bound: "at least", least: 0.001, most: 3_600, limit: 1, warn: null },
  orderRate: { ...count, key: "max_orders_per_second", warningKey: "order_rate_warning", label: "Orders within a second", limit: 10, warn: null },
} as const satisfies Record<string, RuleSpec>;

export type FigureRule = keyof typeof ruleTable;

export const figureRules = Object.keys(ruleTable) as readonly FigureRule[];

export const specOf = (rule: FigureRule): RuleSpec => ruleTable[rule];

/** In the file's own unit: a fraction, lots, a count, seconds, money of the account. */
export interface Threshold {
  readonly limit: number;
  readonly warn: number | null;
}

/** What holds for somebody. `null`: the rule is off. */
export type RuleLimits = { readonly [R in FigureRule]: Threshold | null } & { readonly tradingHours: TradingHours | null };

/** What a limits file comes to. Symbols are keys in upper case. */
export interface RiskLimits {
  readonly account: RuleLimits;
  /** What is set for one agent or one symbol takes the place of the account's, rule by rule. Both set: both hold. */
  readonly agents: ReadonlyMap<string, Partial<RuleLimits>>;
  readonly symbols: ReadonlyMap<string, Partial<RuleLimits>>;
  readonly onHardBreach: "trip" | "kill";
  /** A last price older than this is no price to hold an order's price against. */
  readonly priceMaxAgeMs: number;
  /** Assumed where the gateway does not say it. */
  readonly accountCurrency: string;
  /** Units of the base a lot, by symbol or by base currency. No gateway of this family tells them. */
  readonly contractSizes: ReadonlyMap<string, number>;
  readonly defaultContractSize: number;
  /** Prices the operator vouches for, used for notional only, and only while no last price is known. */
  readonly referencePrices: ReadonlyMap<string, number>;
}

/** The warning lies on the safe side of the limit, so that it comes first. */
export const warnsInTime = (bound: Bound, warn: number, limit: number): boolean => (bound === "at least" ? warn >= limit : warn <= limit);
