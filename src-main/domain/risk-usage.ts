import type { RiskUsageRow } from "../contract/risk.ts";
import { checkOf, HOURS_LABEL, hoursCheck, scopeText, shown } from "./risk-check.ts";
import { type Exposures, exposuresOf } from "./risk-exposure.ts";
import type { TradingHours } from "./risk-hours.ts";
import { type Measured, standingMeasures, type StandingRule } from "./risk-measures.ts";
import { ACCOUNT, type RiskScope, type RiskSituation } from "./risk-situation.ts";
import { type FigureRule, figureRules, type RiskLimits, type RuleLimits, type RuleSpec, specOf, type Threshold } from "./risk-table.ts";

/** Symbols shown for a limit that every symbol has by itself: of the account the most used, of an agent the most used one. */
const SYMBOLS_SHOWN = { account: 20, agent: 1 } as const;

/**
 * Every limit that is on, with how much of it is used while nobody orders: the account's in the table's order, then those
 * set for single agents and symbols. A limit for any one symbol has a row for each symbol held, scoped to that symbol.
 */
export function riskUsage(situation: RiskSituation, limits: RiskLimits): RiskUsageRow[] {
  const exposures = exposuresOf(situation, limits, null);
  const scopes: readonly (readonly [RiskScope, Partial<RuleLimits>])[] = [
    [ACCOUNT, limits.account],
    ...[...limits.agents].map(([name, own]) => [{ kind: "agent", name }, own] as const),
    ...[...limits.symbols].map(([name, own]) => [{ kind: "symbol", name }, own] as const),
  ];
  return scopes.flatMap(([scope, own]) => rowsOf({ situation, limits, exposures, scope }, own));
}

interface Surveying {
  readonly situation: RiskSituation;
  readonly limits: RiskLimits;
  readonly exposures: Exposures;
  readonly scope: RiskScope;
}

function rowsOf(surveying: Surveying, own: Partial<RuleLimits>): RiskUsageRow[] {
  const rows = figureRules.flatMap((rule) => {
    const threshold = own[rule];
    return threshold ? rowsOfRule(surveying, rule, threshold) : [];
  });
  return own.tradingHours ? [...rows, hoursRow(surveying, own.tradingHours)] : rows;
}

function rowsOfRule(surveying: Surveying, rule: FigureRule, threshold: Threshold): RiskUsageRow[] {
  const { scope } = surveying;
  if (!isStanding(rule)) return [rowOf(specOf(rule), threshold, JUDGED_BY_ORDER, scope, scopeText(scope))];
  if (isPerSymbol(rule) && scope.kind !== "symbol") return symbolRows(surveying, rule, threshold, SYMBOLS_SHOWN[scope.kind]);
  const symbol = scope.kind === "symbol" ? scope.name : "";
  return [rowOf(specOf(rule), threshold, standingMeasures[rule]({ ...surveying, symbol, intent: null }), scope, scopeText(scope))];
}

function symbolRows(surveying: Surveying, rule: "symbolLots" | "symbolNotional", threshold: Threshold, atMost: number): RiskUsageRow[] {
  const { exposures, limits, scope } = surveying;
  const measured = (symbol: string): Measured => standingMeasures[rule]({ ...surveying, symbol, intent: null });
  // A symbol's own limit takes the account's place, and has its row there.
  const symbols = exposures.symbols(scope)?.filter((symbol) => scope.kind === "agent" || limits.symbols.get(symbol)?.[rule] === undefined) ?? [];
  if (symbols.length === 0) return [rowOf(specOf(rule), threshold, measured(""), scope, scopeText(scope))];
  const rows = symbols.map((symbol) => {
    if (scope.kind === "agent") return rowOf(specOf(rule), threshold, measured(symbol), scope, `${scopeText(scope)}, ${symbol}`);
    return rowOf(specOf(rule), threshold, measured(symbol), { kind: "symbol", name: symbol }, symbol);
  });
  return rows.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, atMost);
}

/** What cannot be told comes first: it would be denied. */
const weightOf = ({ used }: RiskUsageRow): number => used ?? Number.MAX_VALUE;

const isStanding = (rule: FigureRule): rule is StandingRule => rule in standingMeasures;
const isPerSymbol = (rule: FigureRule): rule is "symbolLots" | "symbolNotional" => rule === "symbolLots" || rule === "symbolNotional";

const JUDGED_BY_ORDER: Measured = { known: true, value: null, note: "judged order by order" };

function rowOf(spec: RuleSpec, threshold: Threshold, measured: Measured, scope: RiskScope, whose: string): RiskUsageRow {
  const check = checkOf(spec, threshold, measured, whose);
  const limit = shown(spec, threshold.limit);
  return {
    ...check,
    label: spec.label,
    scope,
    bound: spec.bound,
    warn: threshold.warn === null ? null : shown(spec, threshold.warn),
    used: check.value === null ? null : usedShare(spec, check.value, limit),
  };
}

/** Of what must be left, the share of what may go: at 10 % to keep, 55 % left is half of it used. */
function usedShare({ bound, unit }: RuleSpec, value: number, limit: number): number | null {
  if (bound === "at most" || bound === "below") return limit === 0 ? 1 : value / limit;
  return bound === "at least" && unit === "%" && limit < 100 ? Math.max(0, 100 - value) / (100 - limit) : null;
}

function hoursRow({ situation, scope }: Surveying, hours: TradingHours): RiskUsageRow {
  return { ...hoursCheck(hours, situation, scopeText(scope)), label: HOURS_LABEL, scope, bound: null, warn: null, used: null };
}
