import type { RiskCheck } from "../contract/order.ts";
import { isOpenAt, momentText, type TradingHours } from "./risk-hours.ts";
import type { Measured } from "./risk-measures.ts";
import type { RiskScope, RiskSituation } from "./risk-situation.ts";
import type { RuleSpec, Threshold } from "./risk-table.ts";
import { volumeFromLots } from "./volume.ts";

/** Holds one figure against its limit, with the numbers that were compared in its words. What is not known fails. */
export function checkOf(spec: RuleSpec, { limit, warn }: Threshold, measured: Measured, whose: string): RiskCheck {
  const { key: rule, unit, label } = spec;
  const shownLimit = shown(spec, limit);
  const said = `${label} (${whose})`;
  const demand = `${spec.bound} ${withUnit(spec, shownLimit)}`;
  const check = (verdict: RiskCheck["verdict"], value: number | null, detail: string): RiskCheck => ({ rule, verdict, value, limit: shownLimit, unit, detail });
  if (!measured.known) return check("fail", null, `${said}: cannot be told, because ${measured.missing}; must be ${demand}.`);
  if (measured.value === null) return check("pass", null, `${said}: ${measured.note ?? "nothing to compare"}.`);

  const value = shown(spec, measured.value);
  if (!Number.isFinite(value)) return check("fail", null, `${said}: beyond every number; must be ${demand}.`);
  const figure = `${said}: ${withUnit(spec, value)}${measured.note === undefined ? "" : `, ${measured.note}`}`;
  if (!keeps(spec, value, shownLimit)) return check("fail", value, `${figure}; must be ${demand}.`);
  const shownWarn = warn === null ? null : shown(spec, warn);
  if (shownWarn !== null && isNear(spec, value, shownWarn)) return check("warn", value, `${figure}; warns from ${withUnit(spec, shownWarn)}, must be ${demand}.`);
  return check("pass", value, `${figure}; ${demand}.`);
}

export function hoursCheck(hours: TradingHours, { nowMs, brokerUtcOffsetMinutes }: Pick<RiskSituation, "nowMs" | "brokerUtcOffsetMinutes">, whose: string): RiskCheck {
  const isOpen = isOpenAt(hours, nowMs);
  const detail = `${HOURS_LABEL} (${whose}): ${momentText(nowMs, brokerUtcOffsetMinutes)}${isOpen ? "" : "; outside the hours set"}.`;
  return { rule: "trading_hours", verdict: isOpen ? "pass" : "fail", value: null, limit: null, unit: "", detail };
}

export const HOURS_LABEL = "Trading hours";

/** `account`, `agent alpha`, `EURUSD`. */
export function scopeText({ kind, name }: RiskScope): string {
  if (kind === "account") return kind;
  return kind === "agent" ? `agent ${name}` : name;
}

const PRECISION = 1e8;

/** The figure as people see it and as it is compared: without the dust of binary fractions, which would break a limit just reached. */
export const shown = ({ unit }: RuleSpec, value: number): number => Math.round(value * (unit === "%" ? 100 : 1) * PRECISION) / PRECISION;

function withUnit({ unit }: RuleSpec, value: number): string {
  return unit === "" ? String(value) : `${value} ${unit}`;
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
