import { defaultRiskLimits } from "../../src-main/domain/risk-limits.ts";
import { figureRules, type RiskLimits, type RuleLimits } from "../../src-main/domain/risk-table.ts";
import type { LimitsInForce } from "../../src-main/engine/risk-desk.ts";

/** Every rule off, besides those given: for tests that are about something else. */
export function onlyLimits(rules: Partial<RuleLimits> = {}, patch: Partial<RiskLimits> = {}): LimitsInForce {
  const off = Object.fromEntries(figureRules.map((rule) => [rule, null])) as Record<(typeof figureRules)[number], null>;
  return { limits: { ...defaultRiskLimits(), account: { ...off, tradingHours: null, ...rules }, ...patch }, file: null, sha256: null };
}
