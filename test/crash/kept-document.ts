import { isDeepStrictEqual } from "node:util";

export type Content = Readonly<Record<string, unknown>>;

/** A document as it is given back. */
export interface Found {
  readonly version: number;
  readonly document: Content;
}

/**
 * What whoever saves a document knows of it: every version sent since the last one that was acknowledged. After a crash
 * any of these may be there, the acknowledged one or a later one, and each whole as it was sent.
 */
export class KeptDocument {
  readonly #name: string;
  /** Fields that reconciliation may correct. */
  readonly #corrected: readonly string[];
  readonly #sent = new Map<number, Content>();
  #acknowledged = 0;
  #content: Content = {};

  constructor(name: string, corrected: readonly string[] = []) {
    this.#name = name;
    this.#corrected = corrected;
  }

  /** Something was sent that a change can be a change of. */
  get isBegun(): boolean {
    return this.#sent.size > 0;
  }

  /** A save leaves, under a version above all before: of the whole document, or of what changed. */
  onSent(version: number, fields: Content, whole: boolean): void {
    this.#content = whole ? fields : { ...this.#content, ...fields };
    this.#sent.set(version, this.#content);
  }

  onAcknowledged(version: number): void {
    if (version <= this.#acknowledged) return;
    this.#acknowledged = version;
    for (const sent of this.#sent.keys()) if (sent < version) this.#sent.delete(sent);
  }

  /** What is wrong with what a restart gives back, in words; saving goes on from there. `null`: nothing is kept. */
  resume(found: Found | null): string[] {
    const version = found?.version ?? 0;
    const sent = this.#sent.get(version);
    for (const each of this.#sent.keys()) if (each > version) this.#sent.delete(each);
    this.#content = sent ?? {};
    if (version < this.#acknowledged) return [`${this.#name}: version ${this.#acknowledged} was acknowledged, ${version} is kept`];
    if (found === null) return [];
    if (sent === undefined) return [`${this.#name}: version ${version} is kept, which nobody sent`];
    return isDeepStrictEqual(this.#comparable(found.document), this.#comparable(sent)) ? [] : [`${this.#name}: version ${version} is kept with another content`];
  }

  #comparable(content: Content): Content {
    return Object.fromEntries(Object.entries(content).filter(([field]) => !this.#corrected.includes(field)));
  }
}
