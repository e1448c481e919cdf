import type { Format } from "../text/format.ts";
import type { Text } from "../text/text.ts";

/** A journal entry in words: `said` in the reader's language, then what others said, as given. */
export interface JournalSentence {
  readonly said: string;
  readonly given: readonly string[];
}

/**
 * Reads an entry's body field by field. Journals written by other versions are shown too, so a field may be missing or
 * of another type; it then reads as empty, and the entry's raw body is one key away.
 */
export class Body {
  readonly #fields: Record<string, unknown>;

  constructor(fields: unknown) {
    this.#fields = typeof fields === "object" && fields !== null ? (fields as Record<string, unknown>) : {};
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  }

  number(name: string): number {
    const value = this.#fields[name];
    return typeof value === "number" ? value : 0;
  }

  list(name: string): unknown[] {
    const value = this.#fields[name];
    return Array.isArray(value) ? value : [];
  }

  texts(name: string): string[] {
    return this.list(name).filter((each) => typeof each === "string");
  }

  inner(name: string): Body {
    return new Body(this.#fields[name]);
  }

  isFalse(name: string): boolean {
    return this.#fields[name] === false;
  }
}

export interface Writer {
  readonly body: Body;
  readonly text: Text;
  readonly format: Format;
}

export type Write = (writer: Writer) => JournalSentence;

export const plain = (said: string, ...given: string[]): JournalSentence => ({ said, given: given.filter((each) => each !== "") });
