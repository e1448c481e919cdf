import { AssertionError } from "node:assert";
import { journalLimits } from "./limits.ts";

/** The JSON text of an event's body; see `exactText`. */
export const bodyText = (kind: string, body: object): string => exactText(body, `${kind} body`);

/**
 * JSON text that reads back as exactly what went in. Anything JSON would quietly change (NaN and Infinity into null, a
 * Map into {}, a hole into null) is a mistake in our own code and throws an `AssertionError` that names the field.
 * Optional fields that are `undefined` are left out.
 */
export function exactText(value: unknown, name: string): string {
  assertExact(value, name, 0);
  return JSON.stringify(value);
}

function assertExact(value: unknown, field: string, depth: number): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(field, String(value), "a number must be finite");
    return;
  }
  if (typeof value !== "object") return refuse(field, typeof value, "JSON has no such value");
  if (depth >= journalLimits.bodyDepth) refuse(field, "deeper", `at most ${journalLimits.bodyDepth} levels`);
  if (Array.isArray(value)) return assertExactItems(value, field, depth);
  assertPlain(value, field);
  for (const [name, item] of Object.entries(value)) if (item !== undefined) assertExact(item, `${field}.${name}`, depth + 1);
}

function assertExactItems(items: readonly unknown[], field: string, depth: number): void {
  for (let index = 0; index < items.length; index++) assertExact(items[index], `${field}[${index}]`, depth + 1);
}

function assertPlain(value: object, field: string): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(field, value.constructor.name, "only plain objects and arrays");
  if ("toJSON" in value) refuse(field, "toJSON", "an object must not write itself");
}

function refuse(field: string, value: string, rule: string): never {
  throw new AssertionError({ message: `The journal cannot write ${field}: ${value} (${rule}).` });
}
