import type { z } from "zod";
import { documentProblem, type JsonDocument } from "../contract/document.ts";
import type { DocumentChange } from "../contract/record-events.ts";

/** A document that somebody gave us to keep, as of its sender's `version`. */
export interface VersionedDocument {
  readonly version: number;
  /** UTC, Unix ms. */
  readonly savedAtMs: number;
  readonly content: JsonDocument;
}

/**
 * What a sender wants kept. `whole`: `fields` is all there is. Otherwise `fields` take the place of the top-level fields
 * of the same name, and those named in `removed` go. `null` is a value like any other: it removes nothing.
 */
export interface DocumentSave {
  readonly version: number;
  readonly whole: boolean;
  readonly fields: unknown;
  readonly removed: readonly string[];
}

/**
 * - `saved`: newer; `change` is what has to be written down, and `document` what it comes to.
 * - `repeated`: the version and the content we hold already. A success, so that a sender may say it again.
 * - `stale`: older than what we hold, or of the same version and different.
 * - `invalid`: the field, its value and the rule it breaks.
 */
export type SaveResult =
  | { readonly kind: "saved"; readonly document: VersionedDocument; readonly change: DocumentChange }
  | { readonly kind: "repeated"; readonly document: VersionedDocument }
  | { readonly kind: "stale"; readonly keptVersion: number }
  | InvalidSave;

export interface InvalidSave {
  readonly kind: "invalid";
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

/** What a save comes to. Nothing is kept by asking. */
export function saveDocument(kept: VersionedDocument | null, save: DocumentSave, schema: z.ZodType, atMs: number): SaveResult {
  if (!Number.isSafeInteger(save.version) || save.version < 0) return { kind: "invalid", field: "version", value: String(save.version), rule: "must be a whole number from 0" };
  const checked = schema.safeParse(save.fields);
  if (!checked.success) return invalid(checked.error, save.fields);
  if (kept && save.version < kept.version) return { kind: "stale", keptVersion: kept.version };
  const change = changeBy(kept?.content ?? {}, save, checked.data as JsonDocument);
  if (kept && save.version === kept.version) return isNothing(change) ? { kind: "repeated", document: kept } : { kind: "stale", keptVersion: kept.version };
  const document = withChange(kept, change, atMs);
  // Two saves within the bounds can come to one that is not.
  const problem = documentProblem(document.content);
  return problem ? { kind: "invalid", field: problem.path.join("."), value: "", rule: `must be ${problem.rule}` } : { kind: "saved", document, change };
}

/** The document after a change that was written down. An older one than what is kept changes nothing. */
export function withChange(kept: VersionedDocument | null, change: DocumentChange, atMs: number): VersionedDocument {
  if (kept && change.version < kept.version) return kept;
  const content: Record<string, unknown> = { ...kept?.content, ...change.changed };
  for (const name of change.removed) delete content[name];
  return { version: change.version, savedAtMs: atMs, content };
}

function changeBy(before: JsonDocument, { version, whole, removed }: DocumentSave, fields: JsonDocument): DocumentChange {
  const changed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !Object.hasOwn(before, name) || !sameJson(before[name], value)));
  const gone = whole ? Object.keys(before).filter((name) => !Object.hasOwn(fields, name)) : removed.filter((name) => Object.hasOwn(before, name) && !Object.hasOwn(fields, name));
  return { version, changed, removed: gone };
}

const isNothing = ({ changed, removed }: DocumentChange): boolean => removed.length === 0 && Object.keys(changed).length === 0;

/** Are these the same JSON? The order of an object's fields says nothing. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  const [left, right] = [a as JsonDocument, b as JsonDocument];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]));
}

function invalid(error: z.ZodError, fields: unknown): InvalidSave {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  let value: unknown = fields;
  for (const step of path) value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  const shown = typeof value === "object" && value !== null ? typeof value : String(value);
  return { kind: "invalid", field: path.map(String).join("."), value: shown.slice(0, 100), rule: issue?.message ?? "must fit its schema" };
}
