import { AgentId, OrderType } from "../contract/order.ts";
import { momentMs } from "../domain/moment.ts";
import { exactLots } from "../domain/volume.ts";

/** What a strategy sent, by field name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Why a request is not taken: a word for programs, and a sentence with field, value and rule. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

const SHOWN_CHARACTERS = 60;
const WRITTEN_NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** More than any broker takes, and any symbol costs: what is beyond, such as MQL's `EMPTY_VALUE`, is a mistake. */
const MOST_LOTS = 1e6;
const MOST_PRICE = 1e9;
const LONGEST_SYMBOL = 32;
const LONGEST_UUID = 100;
const LONGEST_COMMENT = 200;
const ISO_DATE = /^\s*\d{4}-\d\d-\d\d/;
/** The last moment that a date can hold: beyond it there is no ISO form to answer with. */
const LATEST_MS = 8.64e15;

export const good = <T>(value: T): Reading<T> => ({ ok: true, value });

export const fault = (code: string, field: string, value: unknown, rule: string): { readonly ok: false; readonly fault: Fault } => ({
  ok: false,
  fault: { code, message: `${field} is ${shown(value)}; it must be ${rule}` },
});

/** A value as a message shows it: short, on one line. Lists and objects only by name, as they may be nested without end. */
export function shown(value: unknown): string {
  if (value === undefined || value === "") return "missing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  if (typeof value === "number" && !Number.isFinite(value)) return "NaN or infinite";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.slice(0, SHOWN_CHARACTERS).replaceAll(/\p{Cc}/gu, "·");
  const whole = text.length > SHOWN_CHARACTERS ? `${line}…` : line;
  return typeof value === "string" ? `"${whole}"` : whole;
}

/** A JSON number, or one written as a string; `NaN` for everything else. */
export function numberFrom(value: unknown): number {
  if (typeof value === "string" && WRITTEN_NUMBER.test(value)) return numberFrom(Number(value));
  return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === "";

/** Clients of this family write 0 where they mean none. */
const isNone = (value: unknown): boolean => isAbsent(value) || numberFrom(value) === 0;

export function readSymbol({ symbol }: Fields): Reading<string> {
  if (isAbsent(symbol)) return fault("MISSING_SYMBOL", "symbol", symbol, "the name of a symbol");
  return symbolFrom(symbol);
}

/** `null`: none given. */
export const readOptionalSymbol = ({ symbol }: Fields): Reading<string | null> => (isAbsent(symbol) ? good(null) : symbolFrom(symbol));

export function symbolFrom(value: unknown): Reading<string> {
  const symbol = typeof value === "string" ? value.trim() : "";
  const isSymbol = symbol.length > 0 && symbol.length <= LONGEST_SYMBOL && !/\p{Cc}/u.test(symbol);
  return isSymbol ? good(symbol) : fault("INVALID_SYMBOL", "symbol", value, `1 to ${LONGEST_SYMBOL} readable characters`);
}

export function readOrderType({ type }: Fields): Reading<OrderType> {
  if (isAbsent(type)) return fault("MISSING_TYPE", "type", type, `one of ${OrderType.options.join(", ")}`);
  const parsed = OrderType.safeParse(typeof type === "string" ? type.trim().toUpperCase() : type);
  return parsed.success ? good(parsed.data) : fault("INVALID_TYPE", "type", type, `one of ${OrderType.options.join(", ")}`);
}

/** In whole 1e-8 lots. */
export function readVolume({ volume }: Fields): Reading<number> {
  const lots = exactLots(numberFrom(volume));
  return lots > 0 && lots <= MOST_LOTS ? good(lots) : fault("INVALID_VOLUME", "volume", volume, `a number of lots above 0 and at most ${MOST_LOTS}`);
}

/** `null`: the whole. */
export const readOptionalVolume = (fields: Fields): Reading<number | null> => (isNone(fields["volume"]) ? good(null) : readVolume(fields));

/** `null`: none, which is also what 0 means. */
export function readPrice(fields: Fields, field: "price" | "sl" | "tp"): Reading<number | null> {
  const value = fields[field];
  if (isNone(value)) return good(null);
  const price = numberFrom(value);
  return price > 0 && price <= MOST_PRICE ? good(price) : fault(`INVALID_${field.toUpperCase()}`, field, value, `a price above 0 and at most ${MOST_PRICE}, or 0 for none`);
}

export function readTicket({ ticket }: Fields): Reading<number> {
  if (isNone(ticket)) return fault("MISSING_TICKET", "ticket", ticket, "the ticket of a position");
  const number = numberFrom(ticket);
  return number > 0 && Number.isSafeInteger(number) ? good(number) : fault("INVALID_TICKET", "ticket", ticket, "a whole number above 0");
}

/** `null`: none, which is also what 0 means: 0 marks trades made by hand, and ours must be known as ours. */
export function readMagic({ magic }: Fields): Reading<number | null> {
  if (isNone(magic)) return good(null);
  const number = numberFrom(magic);
  return number > 0 && Number.isSafeInteger(number) ? good(number) : fault("INVALID_MAGIC", "magic", magic, "a whole number above 0");
}

/** A hint for people, cut where it is too long: no reason to refuse an order. */
export function readComment({ comment }: Fields): string {
  const text = typeof comment === "string" || typeof comment === "number" ? String(comment) : "";
  return text.slice(0, LONGEST_COMMENT);
}

/** `null`: none given. */
export function readAgentId({ agent_id: agentId }: Fields): Reading<string | null> {
  if (isAbsent(agentId)) return good(null);
  const parsed = AgentId.safeParse(Number.isFinite(agentId) ? String(agentId) : agentId);
  return parsed.success ? good(parsed.data) : fault("INVALID_AGENT_ID", "agent_id", agentId, "1 to 64 of the characters A-Z a-z 0-9 . _ : - and begin with a letter or digit");
}

/**
 * `null`: none given. One that is there and breaks the rule is refused rather than replaced: its sender counts on being
 * recognised by it.
 */
export function readUuid({ uuid }: Fields): Reading<string | number | null> {
  if (isAbsent(uuid)) return good(null);
  const isUuid = typeof uuid === "string" ? uuid.length <= LONGEST_UUID : Number.isSafeInteger(uuid);
  return isUuid ? good(uuid as string | number) : fault("INVALID_UUID", "uuid", uuid, `text of 1 to ${LONGEST_UUID} characters`);
}

/** `fallback`: none given. */
export function readFlag(fields: Fields, field: string, fallback: boolean): Reading<boolean> {
  const value = fields[field];
  if (isAbsent(value)) return good(fallback);
  return typeof value === "boolean" ? good(value) : fault(`INVALID_${field.toUpperCase()}`, field, value, "true or false");
}

/** One of these words, in any case; the first where none is given. */
export function readWord<W extends string>(fields: Fields, field: string, words: readonly [W, ...W[]]): Reading<W> {
  const value = fields[field];
  if (isAbsent(value)) return good(words[0]);
  const said = typeof value === "string" ? value.trim().toLowerCase() : "";
  const word = words.find((each) => each === said);
  return word === undefined ? fault(`INVALID_${field.toUpperCase()}`, field, value, `one of ${words.join(", ")}`) : good(word);
}

/** ISO 8601 or Unix time, as UTC Unix ms; `null`: none given. Other texts that a program might take for a date are not guessed at. */
export function readMoment(fields: Fields, field: string): Reading<number | null> {
  const value = fields[field];
  if (isAbsent(value)) return good(null);
  const isWritten = typeof value === "string" ? ISO_DATE.test(value) : Number.isFinite(value);
  const atMs = isWritten ? momentMs(value) : null;
  return atMs !== null && atMs >= 0 && atMs <= LATEST_MS ? good(atMs) : fault(`INVALID_${field.toUpperCase()}`, field, value, "an ISO 8601 time, Unix seconds or Unix ms");
}
