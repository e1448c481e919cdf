/**
 * Bare words that number formatters write for what is no number: Python's `NaN` and `Infinity`, and the `nan`,
 * `-nan(ind)` and `inf` of C runtimes. Only where a value ends: before a comma, a bracket or the end.
 */
const BARE_WORD = /-?(?:NaN|Infinity|nan(?:\(ind\))?|inf)(?=\s*(?:[,\]}]|$))/gi;

/**
 * `JSON.parse`, except that bare `NaN` and `Infinity` come out as those words in a string. A reader that wants a number
 * there then names the field that held it, instead of a character position. Answers `undefined` for what is no JSON.
 */
export function parseTolerantly(text: string): unknown {
  return parsed(text) ?? parsed(withQuotedWords(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Puts quotes around bare words; strings are copied as they are, so a comment that says NaN stays what it is. */
function withQuotedWords(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const opening = text.indexOf('"', at);
    const end = opening === -1 ? text.length : opening;
    pieces.push(text.slice(at, end).replaceAll(BARE_WORD, '"$&"'));
    at = opening === -1 ? end : endOfString(text, opening);
    pieces.push(text.slice(end, at));
  }
  return pieces.join("");
}

/** Index after the quote that closes the string opened at `opening`; the end of the text when nothing closes it. */
function endOfString(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
