import type { z } from "zod";
import { limitsContradictions } from "./risk-contradictions.ts";
import { LimitsFile, type LimitsProblem } from "./risk-limits-file.ts";
import { figureRules, type RiskLimits, type RuleLimits, type RuleSpec, specOf, type Threshold, warnsInTime } from "./risk-table.ts";

export type { LimitsProblem };

export type ParsedLimits = { readonly ok: true; readonly limits: RiskLimits } | { readonly ok: false; readonly problems: readonly LimitsProblem[] };

/**
 * Reads the limits file, once its YAML or JSON is an object: `risk:` and `alerts:` as operators of this family have
 * them, and `agents:` and `symbols:` with the same keys for one agent or one symbol. Everything has a default; `off`
 * switches a rule off. An unknown key is a problem, because a misspelt limit is no limit.
 */
export function parseRiskLimits(input: unknown): ParsedLimits {
  const parsed = LimitsFile.safeParse(input);
  const problems = [...(parsed.error?.issues ?? []).flatMap((issue) => problemsOf(issue, input)), ...limitsContradictions(input)];
  return parsed.success && problems.length === 0 ? { ok: true, limits: limitsFrom(parsed.data) } : { ok: false, problems };
}

/** What holds where no file says anything. */
export const defaultRiskLimits = (): RiskLimits => limitsFrom(LimitsFile.parse({}));

/** Units of the base a lot, as most brokers have them. An assumption: no gateway of this family tells. */
const CONTRACT_SIZES: Readonly<Record<string, number>> = { XAU: 100, XAG: 5_000, XPT: 100, XPD: 100, BTC: 1, ETH: 1, LTC: 1, BCH: 1, XRP: 1 };

function limitsFrom({ risk, alerts, agents, symbols, contract_sizes, reference_prices }: LimitsFile): RiskLimits {
  const account = accountLimits(risk, alerts);
  return {
    account,
    agents: new Map(Object.entries(agents).map(([agentId, own]) => [agentId, overrides(own, account)])),
    symbols: upperMap(symbols, (own) => overrides(own, account)),
    onHardBreach: risk.on_hard_breach,
    priceMaxAgeMs: risk.max_price_age_s * 1_000,
    accountCurrency: risk.account_currency,
    contractSizes: upperMap({ ...CONTRACT_SIZES, ...upperKeys(contract_sizes) }, (size) => size),
    defaultContractSize: risk.default_contract_size,
    referencePrices: upperMap(reference_prices, (price) => price),
  };
}

type Risk = LimitsFile["risk"];
type Overrides = LimitsFile["agents"][string];
type Figures = Readonly<Record<string, unknown>>;

function accountLimits(risk: Risk, alerts: Figures): RuleLimits {
  const limits = figureRules.map((rule) => {
    const spec = specOf(rule);
    const base = spec.limit === null ? null : { limit: spec.limit, warn: spec.warn };
    return [rule, thresholdOf(spec, risk, alerts, base)] as const;
  });
  return { ...(Object.fromEntries(limits) as Omit<RuleLimits, "tradingHours">), tradingHours: hoursOf(risk) ?? null };
}

/** Only what is set here; the rest is the account's, and follows it. */
function overrides(own: Overrides, account: RuleLimits): Partial<RuleLimits> {
  const set = figureRules.filter((rule) => isSet(own, specOf(rule)));
  const limits = Object.fromEntries(set.map((rule) => [rule, thresholdOf(specOf(rule), own, own, account[rule])])) as Partial<RuleLimits>;
  const tradingHours = hoursOf(own);
  return tradingHours === undefined ? limits : { ...limits, tradingHours };
}

const isSet = (own: Figures, { key, warningKey }: RuleSpec): boolean => own[key] !== undefined || (warningKey !== null && own[warningKey] !== undefined);

function thresholdOf(spec: RuleSpec, figures: Figures, warnings: Figures, base: Threshold | null): Threshold | null {
  const limit = figureOr(figures[spec.key], base?.limit ?? null);
  if (limit === null) return null;
  const warn = figureOr(spec.warningKey === null ? undefined : warnings[spec.warningKey], base?.warn ?? null);
  // A limit drawn tighter than the warning it inherits leaves that warning nothing to say.
  return { limit, warn: warn !== null && warnsInTime(spec.bound, warn, limit) ? warn : null };
}

/** A figure that was set; `null` for off; else what is inherited. */
const figureOr = (raw: unknown, inherited: number | null): number | null => (raw === undefined ? inherited : typeof raw === "number" ? raw : null);

/** `undefined`: not set; `null`: off. */
function hoursOf({ trading_hours: hours }: Risk | Overrides): RuleLimits["tradingHours"] | undefined {
  return typeof hours === "object" || hours === undefined ? hours : null;
}

const upperKeys = <T>(record: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toUpperCase(), value]));

const upperMap = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Map<string, U> =>
  new Map(Object.entries(upperKeys(record)).map(([key, value]) => [key, map(value)]));

function problemsOf(issue: z.core.$ZodIssue, input: unknown): LimitsProblem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => problemAt([...path, key], input, "a setting we know: a misspelt limit is no limit"));
  if (issue.code !== "invalid_key") return [problemAt(path, input, issue.message)];
  return [{ field: path.join("."), value: path.at(-1) ?? "", rule: "a name: an agent's is letters, digits and . _ : - (64 at most), a symbol's has 32 characters at most" }];
}

function problemAt(path: readonly string[], input: unknown, rule: string): LimitsProblem {
  let value = input;
  for (const key of path) value = typeof value === "object" && value !== null ? (value as Figures)[key] : undefined;
  return { field: path.join(".") || "file", value: JSON.stringify(value) ?? String(value), rule };
}
