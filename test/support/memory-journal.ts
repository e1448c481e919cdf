import type { JournalEntry } from "../../src-main/contract/journal.ts";
import { severityOf, type JournalEvent } from "../../src-main/engine/journal-events.ts";
import type { Journal, JournalFailure, Result } from "../../src-main/engine/ports.ts";
import { bodyText } from "../../src-main/journal/body-text.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A journal in memory whose disk can be made to fail or to hang. Bodies go through JSON, as on the real one. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];
  failure: JournalFailure | null = null;
  #held: (() => void)[] | null = null;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The disk stops answering until `letGo`. */
  hang(): void {
    this.#held = [];
  }

  letGo(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of held) go();
  }

  async append(event: JournalEvent): Promise<Result<JournalEntry, JournalFailure>> {
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    if (this.failure) return { ok: false, failure: this.failure };
    const body = JSON.parse(bodyText(event.kind, event.body)) as Record<string, unknown>;
    const entry: JournalEntry = { seq: this.entries.length + 1, atMs: this.#clock.wallMs(), kind: event.kind, severity: severityOf(event.kind, body), body };
    this.entries.push(entry);
    return { ok: true, value: entry };
  }

  tail(limit: number): Promise<Result<JournalEntry[], JournalFailure>> {
    return Promise.resolve({ ok: true, value: this.entries.slice(-limit) });
  }

  kinds(): string[] {
    return this.entries.map((entry) => entry.kind);
  }
}
