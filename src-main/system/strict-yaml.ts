import { LineCounter, parseDocument, visit } from "yaml";
import type { Result } from "../engine/ports.ts";

/** Something in a YAML text that cannot stand, where it is, the line as it is written, and what it would have to be. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly rule: string;
}

/** One mistake makes many errors behind it; the first few are what a person can mend. */
const PROBLEMS_SHOWN = 5;

/**
 * Reads one YAML 1.2 document, and so JSON, without what makes a file mean something else than it seems to: duplicate
 * keys, tags, aliases and other versions are problems. `off`, `on`, `yes` and `no` are texts, every key is one, too, and
 * an empty text is `null`. Never throws.
 */
export function parseStrictYaml(text: string): Result<unknown, readonly YamlProblem[]> {
  const lines = new LineCounter();
  const problems: YamlProblem[] = [];
  const complain = (offset: number, rule: string): void => {
    const { line, col: column } = lines.linePos(offset);
    problems.push({ line, column, text: text.split(/\r?\n/, line)[line - 1]?.trim() ?? "", rule });
  };
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  for (const { code, message, pos } of [...document.errors, ...document.warnings].slice(0, PROBLEMS_SHOWN)) complain(pos[0], words[code] ?? `valid YAML (${message})`);
  if (document.directives.yaml.version !== "1.2") complain(0, "YAML 1.2, as it is without a %YAML line");
  // What did not parse may lie too deep to be walked through.
  if (problems.length === 0) visit(document, { Alias: (_, { range }) => complain(range?.[0] ?? 0, "written out: an alias (*) would say a value far from where it holds") });
  return problems.length === 0 ? { ok: true, value: document.toJS() } : { ok: false, failure: problems };
}

/** Where the library's own words speak to programmers. */
const words: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "one document, without a --- between two",
  TAG_RESOLVE_FAILED: "a plain value without a tag (!)",
  DUPLICATE_KEY: "said once: the same key stands above",
  RESOURCE_EXHAUSTION: "less deeply nested",
};
