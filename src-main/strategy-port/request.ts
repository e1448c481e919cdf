import { isUtf8 } from "node:buffer";
import { type Fault, type Fields, readUuid } from "./fields.ts";

/** A message as it is understood. */
export type Message = { readonly kind: "hello" } | { readonly kind: "fault"; readonly fault: Fault } | Request;

/** A JSON object. `action` is in capitals. */
export interface Request {
  readonly kind: "request";
  readonly action: string;
  /** As the client sent it; `null` when it sent none. */
  readonly uuid: string | number | null;
  /** What is wrong with the envelope of the request: its action or uuid. */
  readonly fault: Fault | null;
  readonly fields: Fields;
}

/** Said in place of a uuid that is missing, or that could not be read. */
export const UNKNOWN_UUID = "unknown";

/** Never throws, whatever the bytes are. */
export function readMessage(body: Buffer): Message {
  if (!isUtf8(body)) return broken("INVALID_JSON", "Failed to parse JSON: the message is not UTF-8");
  const text = body.toString("utf8");
  if (text === "Hello") return { kind: "hello" };
  const parsed = parse(text);
  if (!parsed.ok) return broken("INVALID_JSON", `Failed to parse JSON: ${parsed.why}`);
  if (!isFields(parsed.value)) return broken("SERVER_ERROR", "The message must be a JSON object");
  return requestFrom(parsed.value);
}

export const broken = (code: string, message: string): Message => ({ kind: "fault", fault: { code, message } });

function requestFrom(fields: Fields): Request {
  const action = actionOf(fields["action"]);
  const uuid = readUuid(fields);
  return { kind: "request", action, uuid: uuid.ok ? uuid.value : null, fault: uuid.ok ? actionFault(action) : uuid.fault, fields };
}

const actionOf = (action: unknown): string => (typeof action === "string" || typeof action === "number" ? String(action).trim().toUpperCase() : "");

const actionFault = (action: string): Fault | null => (action === "" ? { code: "MISSING_ACTION", message: "Action field is required" } : null);

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** Bare `NaN` and `Infinity` are read too: whoever reads the field refuses it by its name, instead of by a place in the text. */
function parse(text: string): Parsed {
  const strict = parseStrictly(text);
  if (strict.ok) return strict;
  const tolerant = parseStrictly(withoutBareWords(text));
  return tolerant.ok ? tolerant : strict;
}

function parseStrictly(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
}

/** A string, to its end or the text's, or one of the words that Python writes for what is no number. Never fails to match from a quote on, so that no text takes long. */
const STRING_OR_BARE_WORD = /"[^"\\]*(?:\\[^][^"\\]*)*"?|-?(?:NaN|Infinity)/g;
/** JSON that is read as a number, and never as a finite one. */
const NO_FINITE_NUMBER = "1e999";

const withoutBareWords = (text: string): string => text.replaceAll(STRING_OR_BARE_WORD, (found) => (found.startsWith('"') ? found : NO_FINITE_NUMBER));
