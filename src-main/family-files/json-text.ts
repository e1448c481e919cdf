import { broken, type Reading } from "./problem.ts";

/** Strings, which stay as they are, or the words that Python writes for what is no number. */
const STRINGS_AND_WORDS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs;
/** Stands for such a word until it is parsed; no honest file holds it. */
const NO_NUMBER = "\u0000no number\u0000";

/**
 * JSON as Python writes it, which is JSON and `NaN`, `Infinity` and `-Infinity` besides. These come out as `NaN`, so that
 * whoever wants a number there names the field instead of a place in the text.
 */
export function parseJson(file: string, bytes: Uint8Array): Reading<unknown> {
  const text = textOf(bytes);
  if (text === null) return broken(file, "", "", "must be a text in UTF-8");
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const lenient = parsedLeniently(text);
    return lenient === undefined ? broken(file, "", "", `must be JSON (${(error as Error).message.slice(0, 120)})`) : { ok: true, value: lenient };
  }
}

function parsedLeniently(text: string): unknown {
  try {
    const quoted = text.replaceAll(STRINGS_AND_WORDS, (found) => (found.startsWith('"') ? found : JSON.stringify(NO_NUMBER)));
    return JSON.parse(quoted, (_name, value: unknown) => (value === NO_NUMBER ? Number.NaN : value)) as unknown;
  } catch {
    return undefined;
  }
}

/** Without the mark that Windows editors put before UTF-8; `null`: it is no text. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
