import type { z } from "zod";
import type { Result } from "../engine/ports.ts";

/** What of a file cannot come in: where in it, what stands there, and what must stand there. `field` is empty for the whole file. */
export interface FamilyProblem {
  readonly file: string;
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

export type Reading<T> = Result<T, FamilyProblem>;

export const broken = (file: string, field: string, value: unknown, rule: string): { readonly ok: false; readonly failure: FamilyProblem } => ({ ok: false, failure: { file, field, value: shown(value), rule } });

const SHOWN_LENGTH = 80;

/** A value as a person sees it: never a page of it. */
export function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = typeof value === "string" || typeof value === "number" ? String(value) : typeof value === "object" && value !== null ? (Array.isArray(value) ? "a list" : "an object") : JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** The first rule that a value broke. */
export function problemFrom(file: string, error: z.ZodError, whole: unknown): FamilyProblem {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  let value = whole;
  for (const step of path) value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return { file, field: path.map(String).join("."), value: shown(value), rule: issue?.message ?? "must fit its schema" };
}

/** `agents/a1_state.json: win_rate = "high": must be a number`. */
export const familyProblemText = ({ file, field, value, rule }: FamilyProblem): string => `${file}: ${field === "" ? "" : `${field} = ${JSON.stringify(value)}: `}${rule}`;
