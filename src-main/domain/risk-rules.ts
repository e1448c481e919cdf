import type { OpenIntent, RiskCheck } from "../contract/order.ts";
import { checkOf, hoursCheck, scopeText } from "./risk-check.ts";
import { exposuresOf } from "./risk-exposure.ts";
import { accountMeasures, type HardRule, type Measured, measures } from "./risk-measures.ts";
import { ACCOUNT, type AccountSituation, type RiskScope, type RiskSituation } from "./risk-situation.ts";
import { figureRules, type RiskLimits, type RuleLimits, type RuleSpec, specOf } from "./risk-table.ts";

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
  const exposures = exposuresOf(situation, limits, intent);
  const symbol = intent.symbol.toUpperCase();
  const layersOf = layersFor(intent, limits);
  for (const rule of figureRules) {
    const spec = specOf(rule);
    for (const [scope, threshold] of layersOf(rule)) {
      const measured = measures[rule]({ intent, situation, limits, scope, exposures, symbol });
      const check = checkOf(spec, threshold, measured, scopeText(scope));
      checks.push(check);
      if (isHardBreach(spec, scope, measured, check)) hardBreach ??= check;
    }
  }
  for (const [scope, hours] of layersOf("tradingHours")) checks.push(hoursCheck(hours, situation, scopeText(scope)));
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
    const check = checkOf(specOf(rule), threshold, measured, scopeText(ACCOUNT));
    checks.push(check);
    if (isHardBreach(specOf(rule), ACCOUNT, measured, check)) hardBreach ??= check;
  }
  return { checks, hardBreach };
}

/** The worst of them decides; no check at all, with every rule off, is a pass. */
export function verdictOf(checks: readonly RiskCheck[]): RiskCheck["verdict"] {
  if (checks.some(({ verdict }) => verdict === "fail")) return "fail";
  return checks.some(({ verdict }) => verdict === "warn") ? "warn" : "pass";
}

const hardRules = Object.keys(accountMeasures) as readonly HardRule[];

type Layer<R extends keyof RuleLimits> = readonly [RiskScope, NonNullable<RuleLimits[R]>];

/** Which limits hold for an order, rule by rule. */
function layersFor({ agentId, symbol }: OpenIntent, { account, agents, symbols }: RiskLimits): <R extends keyof RuleLimits>(rule: R) => Layer<R>[] {
  const own: readonly (readonly [RiskScope, Partial<RuleLimits> | undefined])[] = [
    [{ kind: "agent", name: agentId }, agents.get(agentId)],
    [{ kind: "symbol", name: symbol }, symbols.get(symbol.toUpperCase())],
  ];
  return <R extends keyof RuleLimits>(rule: R) => {
    const layers: Layer<R>[] = [];
    const add = (scope: RiskScope, limit: RuleLimits[R] | undefined): void => {
      if (limit !== undefined && limit !== null) layers.push([scope, limit]);
    };
    const isReplaced = own.some(([, limits]) => limits?.[rule] !== undefined);
    if (!isReplaced || rule in accountMeasures) add(ACCOUNT, account[rule]);
    for (const [scope, limits] of own) add(scope, limits?.[rule]);
    return layers;
  };
}

/** What is missing breaks no hard limit: an unread account denies orders, but is no loss. */
const isHardBreach = (spec: RuleSpec, scope: RiskScope, measured: Measured, { verdict }: RiskCheck): boolean =>
  spec.hard === true && scope.kind === "account" && measured.known && verdict === "fail";
