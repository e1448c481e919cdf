import { centsFrom, exactAmount } from "../domain/money.ts";
import { exactLots } from "../domain/volume.ts";

/** What was wrong with one field of a reply: where it is, what stood there, what should have. */
export interface Problem {
  /** Path in the reply, such as `account.margin_level` or `positions[3].volume`; `reply` for the whole. */
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

/** The rules a field can break, in words that follow "must be". */
export const rules = {
  number: "a finite number",
  amount: "a finite amount of money below 9e13",
  lots: "a finite number of lots above 0 and at most 1e7",
  ticket: "a whole number above 0 and below 2^53",
  whole: "a whole number below 2^53",
  symbol: "a symbol: 1 to 64 readable characters",
  side: "BUY or SELL (or 0 or 1)",
  text: "text",
  timestamp: "a time: ISO 8601, Unix seconds or Unix milliseconds",
  object: "a JSON object",
  list: "a list",
} as const;

const SHOWN_CHARACTERS = 60;

export const problem = (field: string, value: unknown, rule: string): Problem => ({ field, value: shown(value), rule });

/** A value as an error shows it: short, on one line, and never failing itself. */
export function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? typeof value);
  const line = text.slice(0, SHOWN_CHARACTERS + 1).replaceAll(/\p{Cc}/gu, "·");
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

export const sentenceOf = ({ field, value, rule }: Problem): string => `${field} is ${value}; it must be ${rule}`;

/*
 * The readers below answer `NaN` (numbers) or `null` (words) for what breaks their rule, and cost nothing else:
 * they run once a field and row. Their callers turn that into a `Problem`; no NaN gets past them.
 */

const WRITTEN_NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** A JSON number, or one written as a string. */
export function numberFrom(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value !== "string" || !WRITTEN_NUMBER.test(value)) return Number.NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

export function wholeFrom(value: unknown): number {
  const number = numberFrom(value);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

export function ticketFrom(value: unknown): number {
  const number = wholeFrom(value);
  return number > 0 ? number : Number.NaN;
}

/** Money in whole cents; beyond safe integers of cents nothing could be summed exactly. */
export function amountFrom(value: unknown): number {
  const amount = numberFrom(value);
  return Number.isSafeInteger(centsFrom(amount)) ? exactAmount(amount) : Number.NaN;
}

const MOST_LOTS = 1e7;

/** Lots in whole 1e-8 units; what rounds to nothing is no volume. */
export function lotsFrom(value: unknown): number {
  const lots = exactLots(numberFrom(value));
  return lots > 0 && lots <= MOST_LOTS ? lots : Number.NaN;
}

const LONGEST_SYMBOL = 64;

/** `U+FFFD` stands where the bytes were no UTF-8: a symbol that holds it is not the symbol that was sent. */
export function symbolFrom(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const symbol = value.trim();
  return symbol.length > 0 && symbol.length <= LONGEST_SYMBOL && !symbol.includes("\uFFFD") ? symbol : null;
}

const sideByName: ReadonlyMap<string, "BUY" | "SELL"> = new Map([
  ["BUY", "BUY"],
  ["SELL", "SELL"],
  ["POSITION_TYPE_BUY", "BUY"],
  ["POSITION_TYPE_SELL", "SELL"],
  ["0", "BUY"],
  ["1", "SELL"],
]);

/** MetaTrader's own numbers (0 buy, 1 sell) or the word, in any case. */
export function sideFrom(value: unknown): "BUY" | "SELL" | null {
  if (value === "BUY" || value === "SELL") return value;
  if (typeof value !== "string" && typeof value !== "number") return null;
  return sideByName.get(String(value).trim().toUpperCase()) ?? null;
}
