import { z } from "zod";

/**
 * The documents that strategies give us to keep: JSON objects in their own words (snake_case), whole, with every field
 * they send. What we know of a field we check; what we do not know we keep as it is, within these bounds.
 */
export const documentLimits = {
  /** Levels of nesting below the document itself. */
  depth: 32,
  /** Numbers, texts, objects, lists and so on in one document. */
  values: 50_000,
  /** Characters of all names and texts of one document. With 1,000 agents at the limit that is 512 MB; an honest one has a few KB. */
  chars: 256 * 1024,
} as const;

export type JsonDocument = Readonly<Record<string, unknown>>;

/** What is wrong with a document, at its first wrong place: the way to it, and the rule it breaks. */
export interface DocumentProblem {
  readonly path: readonly (string | number)[];
  readonly rule: string;
}

/** Is this plain JSON within the bounds? NaN and Infinity, which some senders write into JSON, are not. */
export function documentProblem(value: unknown): DocumentProblem | null {
  if (!isObject(value)) return { path: [], rule: "a JSON object" };
  const used = { values: 0, chars: 0 };
  return problemIn(value, [], used);
}

/** Checks only that it is plain JSON within the bounds. */
export const AnyDocument = z.custom<JsonDocument>().superRefine((value, context) => {
  const problem = documentProblem(value);
  if (problem) context.addIssue({ code: "custom", path: [...problem.path], message: `must be ${problem.rule}` });
});

interface Used {
  values: number;
  chars: number;
}

function problemIn(value: unknown, path: readonly (string | number)[], used: Used): DocumentProblem | null {
  used.values += 1;
  if (typeof value === "string") used.chars += value.length;
  const rule = ruleBrokenBy(value, path.length, used);
  if (rule) return { path, rule };
  if (Array.isArray(value)) return firstProblem(value.entries(), path, used);
  return isObject(value) ? firstProblem(Object.entries(value), path, used) : null;
}

function firstProblem(items: Iterable<[string | number, unknown]>, path: readonly (string | number)[], used: Used): DocumentProblem | null {
  for (const [name, item] of items) {
    if (typeof name === "string") used.chars += name.length;
    // The one would change what the object is instead of what it holds, the other what is written down of it.
    if (name === "__proto__" || name === "toJSON") return { path: [...path, name], rule: `called something other than ${name}` };
    const problem = problemIn(item, [...path, name], used);
    if (problem) return problem;
  }
  return null;
}

function ruleBrokenBy(value: unknown, depth: number, used: Used): string | null {
  if (depth > documentLimits.depth) return `nested at most ${documentLimits.depth} levels deep`;
  if (used.values > documentLimits.values) return `a document of at most ${documentLimits.values} values`;
  if (used.chars > documentLimits.chars) return `a document of at most ${documentLimits.chars} characters`;
  if (typeof value === "number") return Number.isFinite(value) ? null : "a finite number";
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  return Array.isArray(value) || isObject(value) ? null : "a JSON value";
}

function isObject(value: unknown): value is JsonDocument {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
