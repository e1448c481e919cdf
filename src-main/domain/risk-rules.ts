import type { OpenIntent, RiskCheck } from "../contract/order.ts";
import { exposureFor } from "./risk-exposure.ts";
import { isOpenAt, momentText, type TradingHours } from "./risk-hours.ts";
import { accountMeasures, type HardRule, type Measured, measures } from "./risk-measures.ts";
import type { AccountSituation, RiskScope, RiskSituation } from "./risk-situation.ts";
import { figureRules, type RiskLimits, type RuleLimits, type RuleSpec, specOf, type Threshold } from "./risk-table.ts";
import { volumeFromLots } from "./volume.ts";

/**
 * May this order be sent? Every rule that is on is asked and answers with the numbers it compared; what cannot be
 * known fails. Whose limit holds, rule by rule: the one set for the agent and the one set for the symbol take the
 * account's place, and both hold where both are set. Each counts what it is set for: an agent's limit that agent's
 * positions, a symbol's that symbol's. Hard limits of the account always hold as well.
 */
export interface RiskAssessment {
  readonly checks: readonly RiskCheck[];
  /** The account itself has broken a hard limit: it trips or kills, whatever becomes of the order. */
  readonly hardBreach: RiskCheck | null;
}

/** Holds one order against every rule. Pure: the same three inputs give the same checks, in the table's order. */
export function evaluateRisk(intent: OpenIntent, situation: RiskSituation, limits: RiskLimits): RiskAssessment {
  const checks: RiskCheck[] = [];
  let hardBreach: RiskCheck | null = null;
  const exposureOf = exposureFor(intent, situation, limits);
  for (const rule of figureRules) {
    const spec = specOf(rule);
    for (const [scope, threshold] of thresholdsFor(rule, intent, limits)) {
      const measured = measures[rule]({ intent, situation, limits, scope, exposure: exposureOf(scope) });
      const check = checkOf(spec, threshold, measured, scopeText(scope, intent));
      checks.push(check);
      if (isHardBreach(spec, scope, measured, check)) hardBreach ??= check;
    }
  }
  for (const [scope, hours] of thresholdsFor("tradingHours", intent, limits)) checks.push(hoursCheck(hours, situation, scopeText(scope, intent)));
  return { checks, hardBreach };
}

/** The hard limits alone, for every new truth: an account breaks them without anybody ordering. */
export function evaluateAccount(situation: AccountSituation, limits: RiskLimits): RiskAssessment {
  const checks: RiskCheck[] = [];
  let hardBreach: RiskCheck | null = null;
  for (const rule of hardRules) {
    const threshold = limits.account[rule];
    if (threshold === null) continue;
    const measured = accountMeasures[rule](situation);
    const check = checkOf(specOf(rule), threshold, measured, ACCOUNT_TEXT);
    checks.push(check);
    if (isHardBreach(specOf(rule), "account", measured, check)) hardBreach ??= check;
  }
  return { checks, hardBreach };
}

/** The worst of them decides; no check at all, with every rule off, is a pass. */
export function verdictOf(checks: readonly RiskCheck[]): RiskCheck["verdict"] {
  if (checks.some(({ verdict }) => verdict === "fail")) return "fail";
  return checks.some(({ verdict }) => verdict === "warn") ? "warn" : "pass";
}

const hardRules = Object.keys(accountMeasures) as readonly HardRule[];
const ACCOUNT_TEXT = "account";

type Layer<R extends keyof RuleLimits> = readonly [RiskScope, NonNullable<RuleLimits[R]>];

function thresholdsFor<R extends keyof RuleLimits>(rule: R, intent: OpenIntent, { account, agents, symbols }: RiskLimits): Layer<R>[] {
  const agent = agents.get(intent.agentId)?.[rule];
  const symbol = symbols.get(intent.symbol.toUpperCase())?.[rule];
  const layers: Layer<R>[] = [];
  const add = (scope: RiskScope, limit: RuleLimits[R] | undefined): void => {
    if (limit !== undefined && limit !== null) layers.push([scope, limit]);
  };
  const isReplaced = agent !== undefined || symbol !== undefined;
  if (!isReplaced || rule in accountMeasures) add("account", account[rule]);
  add("agent", agent);
  add("symbol", symbol);
  return layers;
}

function scopeText(scope: RiskScope, { agentId, symbol }: OpenIntent): string {
  if (scope === "account") return ACCOUNT_TEXT;
  return scope === "agent" ? `agent ${agentId}` : symbol;
}

function checkOf(spec: RuleSpec, { limit, warn }: Threshold, measured: Measured, whose: string): RiskCheck {
  const { key: rule, unit, label } = spec;
  const shownLimit = shown(spec, limit);
  const said = `${label} (${whose})`;
  const demand = `${spec.bound} ${withUnit(spec, shownLimit)}`;
  const check = (verdict: RiskCheck["verdict"], value: number | null, detail: string): RiskCheck => ({ rule, verdict, value, limit: shownLimit, unit, detail });
  if (!measured.known) return check("fail", null, `${said}: cannot be told, because ${measured.missing}; must be ${demand}.`);
  if (measured.value === null) return check("pass", null, `${said}: ${measured.note ?? "nothing to compare"}.`);

  const value = shown(spec, measured.value);
  const figure = `${said}: ${withUnit(spec, value)}${measured.note === undefined ? "" : `, ${measured.note}`}`;
  if (!keeps(spec, value, shownLimit)) return check("fail", value, `${figure}; must be ${demand}.`);
  const shownWarn = warn === null ? null : shown(spec, warn);
  if (shownWarn !== null && isNear(spec, value, shownWarn)) return check("warn", value, `${figure}; warns from ${withUnit(spec, shownWarn)}, must be ${demand}.`);
  return check("pass", value, `${figure}; ${demand}.`);
}

function keeps({ bound }: RuleSpec, value: number, limit: number): boolean {
  switch (bound) {
    case "at most":
      return value <= limit;
    case "below":
      return value < limit;
    case "at least":
      return value >= limit;
    case "a multiple of":
      return volumeFromLots(value) % volumeFromLots(limit) === 0;
  }
}

const isNear = ({ bound }: RuleSpec, value: number, warn: number): boolean => (bound === "at least" ? value <= warn : value >= warn);

const PRECISION = 1e8;

/** The figure as people see it and as it is compared: without the dust of binary fractions, which would break a limit just reached. */
const shown = ({ unit }: RuleSpec, value: number): number => Math.round(value * (unit === "%" ? 100 : 1) * PRECISION) / PRECISION;

function withUnit({ unit }: RuleSpec, value: number): string {
  return unit === "" ? String(value) : `${value} ${unit}`;
}

/** What is missing breaks no hard limit: an unread account denies orders, but is no loss. */
const isHardBreach = (spec: RuleSpec, scope: RiskScope, measured: Measured, { verdict }: RiskCheck): boolean =>
  spec.hard === true && scope === "account" && measured.known && verdict === "fail";

function hoursCheck(hours: TradingHours, { nowMs, brokerUtcOffsetMinutes }: RiskSituation, whose: string): RiskCheck {
  const isOpen = isOpenAt(hours, nowMs);
  const detail = `Trading hours (${whose}): ${momentText(nowMs, brokerUtcOffsetMinutes)}${isOpen ? "" : "; outside the hours set"}.`;
  return { rule: "trading_hours", verdict: isOpen ? "pass" : "fail", value: null, limit: null, unit: "", detail };
}
