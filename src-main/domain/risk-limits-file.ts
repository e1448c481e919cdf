import { z } from "zod";
import { AgentId } from "../contract/order.ts";
import { hourWindow, type TradingHours, weekdays } from "./risk-hours.ts";
import { type FigureRule, figureRules, type RuleSpec, type ruleTable, specOf } from "./risk-table.ts";

/**
 * The shape of the limits file. Every message completes "must be …". Built from the table of rules, so that a rule has
 * its key, its range and its default in one place.
 */

/** YAML 1.1 readers make `false` of a bare `off`. An empty value is neither: a forgotten figure must not switch a rule off. */
type Off = "off" | false;
const isOff = (value: unknown): value is Off => value === "off" || value === false;

/** One message for whatever is wrong with a value, since a person wants to know what may stand there. */
const fitting = <T>(fits: (value: unknown) => boolean, error: string) => z.custom<T>(fits, { error });
const isAmong = (value: unknown, least: number, most: number): boolean => typeof value === "number" && value >= least && value <= most;

const figure = (spec: RuleSpec) => {
  const { least, most, unit, whole } = spec;
  const rule = `a ${whole ? "whole " : ""}number from ${least} to ${most}${unit === "%" ? " (0.02 is 2 %)" : ""}, or off`;
  return fitting<number | Off>((value) => isOff(value) || (isAmong(value, least, most) && (!whole || Number.isInteger(value))), rule).optional();
};
type FigureField = ReturnType<typeof figure>;

type Spec = (typeof ruleTable)[FigureRule];
const specs: readonly RuleSpec[] = figureRules.map(specOf);
const limitFields = Object.fromEntries(specs.map((spec) => [spec.key, figure(spec)])) as Record<Spec["key"], FigureField>;
const warningFields = Object.fromEntries(specs.map((spec) => [spec.warningKey, figure(spec)]).filter(([key]) => key !== null)) as Record<NonNullable<Spec["warningKey"]>, FigureField>;

const HOURS_RULE = "off, or days (mon … sun) with hours in UTC, such as mon: 00:00-24:00; a day not named is closed";
const DayHours = z.union([z.string(), z.array(z.string())]);
const TradingDays = z
  .strictObject({ mon: DayHours, tue: DayHours, wed: DayHours, thu: DayHours, fri: DayHours, sat: DayHours, sun: DayHours })
  .partial()
  .transform((days, context): TradingHours => {
    const windows = weekdays.flatMap((day) => [days[day] ?? []].flat().map((text) => hourWindow(day, text)));
    if (windows.includes(null)) context.addIssue({ code: "custom", message: HOURS_RULE });
    return windows.filter((window) => window !== null);
  });
const TradingHoursField = z.union([TradingDays, z.literal(["off", false])], { error: HOURS_RULE }).optional();

const number = (least: number, most: number, error: string) => fitting<number>((value) => isAmong(value, least, most), error);
const word = (pattern: RegExp, error: string) => fitting<string>((value) => typeof value === "string" && pattern.test(value), error);
const SymbolName = z.string().min(1).max(32);
const bySymbol = <T extends z.ZodType>(value: T) => z.record(SymbolName, value, { error: "an object with symbols as its keys" }).default({});

const section = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape, { error: ({ code }) => (code === "invalid_type" ? "an object" : undefined) });
const Overrides = section({ ...limitFields, ...warningFields, trading_hours: TradingHoursField });
const ContractSize = number(1e-6, 1e9, "the units of the base a lot, above 0");

export const LimitsFile = section({
  risk: section({
    ...limitFields,
    trading_hours: TradingHoursField,
    on_hard_breach: fitting<"trip" | "kill">((value) => value === "trip" || value === "kill", "trip or kill").default("trip"),
    max_price_age_s: number(0.1, 86_400, "a number of seconds from 0.1 to 86400").default(60),
    account_currency: word(/^[A-Z]{3,5}$/, "a currency such as USD").default("USD"),
    default_contract_size: ContractSize.default(100_000),
  }).prefault({}),
  alerts: section(warningFields).default({}),
  agents: z.record(AgentId, Overrides, { error: "an object with agents as its keys" }).default({}),
  symbols: bySymbol(Overrides),
  contract_sizes: bySymbol(ContractSize),
  reference_prices: bySymbol(number(1e-9, 1e9, "a price above 0")),
});
export type LimitsFile = z.output<typeof LimitsFile>;

/** One thing in a limits file that cannot stand: where, what it says, and what it must be. */
export interface LimitsProblem {
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}
