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
  assertExact(value, [name]);
  return JSON.stringify(value);
}

/** `path` names the value: it is told only of a mistake, so nothing is put together for the many that are none. */
function assertExact(value: unknown, path: (string | number)[]): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(path, String(value), "a number must be finite");
    return;
  }
  if (typeof value !== "object") return refuse(path, typeof value, "JSON has no such value");
  if (path.length > journalLimits.bodyDepth) refuse(path, "deeper", `at most ${journalLimits.bodyDepth} levels`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) assertExactAt(index, value[index], path);
    return;
  }
  assertPlain(value, path);
  for (const name in value) {
    const item = (value as Record<string, unknown>)[name];
    if (item !== undefined && Object.hasOwn(value, name)) assertExactAt(name, item, path);
  }
}

function assertExactAt(name: string | number, item: unknown, path: (string | number)[]): void {
  path.push(name);
  assertExact(item, path);
  path.pop();
}

function assertPlain(value: object, path: readonly (string | number)[]): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(path, value.constructor.name, "only plain objects and arrays");
  if ("toJSON" in value) refuse(path, "toJSON", "an object must not write itself");
}

function refuse([name, ...fields]: readonly (string | number)[], value: string, rule: string): never {
  const field = fields.reduce<string>((path, each) => path + (typeof each === "number" ? `[${each}]` : `.${each}`), String(name));
  throw new AssertionError({ message: `The journal cannot write ${field}: ${value} (${rule}).` });
}
