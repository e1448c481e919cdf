import { inspect } from "node:util";
import type { z } from "zod";
import type { CallFailure } from "../contract/api.ts";

const VALUE_SHOWN_LENGTH = 80;
const PROBLEMS_SHOWN = 20;
const SECRET_FIELD = /token|secret|password|authorization/i;

/** A refusal that names each field, the value it had and the rule it breaks. */
export function badInput(error: z.ZodError, input: unknown): CallFailure {
  const problems = error.issues.slice(0, PROBLEMS_SHOWN).map((issue) => ({
    field: fieldOf(issue.path),
    value: shownValue(issue.path, input),
    rule: ruleOf(issue),
  }));
  const message = problems.map(({ field, rule }) => `${field}: ${rule}`).join("; ");
  return { code: "BAD_INPUT", message, problems };
}

/** `scope.symbol`, `ids[3]`; `input` for the input as a whole. */
function fieldOf(path: readonly PropertyKey[]): string {
  const field = path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text && "."}${String(key)}`), "");
  return field || "input";
}

function shownValue(path: readonly PropertyKey[], input: unknown): string {
  if (path.some((key) => SECRET_FIELD.test(String(key)))) return "[hidden]";
  const value = path.reduce<unknown>((at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined), input);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "string" ? value : inspect(value);
  return text.length > VALUE_SHOWN_LENGTH ? `${text.slice(0, VALUE_SHOWN_LENGTH)}…` : text;
}

function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${nameOf(issue.expected)}`;
  if (issue.code === "invalid_value") return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
  if (issue.code === "too_small" && issue.minimum === 1 && unitOf(issue.origin) !== "") return "must not be empty";
  if (issue.code === "too_small") return `must be at least ${issue.minimum} ${unitOf(issue.origin)}`.trimEnd();
  if (issue.code === "too_big") return `must be at most ${issue.maximum} ${unitOf(issue.origin)}`.trimEnd();
  return issue.message;
}

const nameOf = (expected: string): string => ({ int: "a whole number", array: "a list", object: "an object", boolean: "true or false" })[expected] ?? `a ${expected}`;

const unitOf = (origin: string): string => ({ string: "characters long", array: "entries" })[origin] ?? "";
