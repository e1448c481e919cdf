import type { JournalEntry } from "../contract/journal.ts";
import { journalEvents, type JournalEventBody } from "./journal-events.ts";
import { limits } from "./limits.ts";

type Mark = JournalEventBody<"EQUITY_MARKED">;

/**
 * Equity at the beginning of the UTC day and its highest since: what drawdown is counted from. A fold over the journal,
 * so that a restart does not forgive a loss.
 */
export interface EquityDay {
  readonly startEquity: number | null;
  readonly peakEquity: number | null;
  /** The account as it is now. Returns what has to be written down, or `null`: small rises of the peak are not. */
  take(equity: number, nowMs: number): Mark | null;
  fold(entry: JournalEntry): void;
  parts(): Iterable<readonly [key: string, value: unknown]>;
  restore(key: string, value: unknown): void;
}

export function createEquityDay(): EquityDay {
  let mark: Mark | null = null;
  let writtenPeak = 0;

  const written = (found: Mark): void => {
    mark = found;
    writtenPeak = found.peakEquity;
  };

  return {
    get startEquity() {
      return mark?.startEquity ?? null;
    },
    get peakEquity() {
      return mark?.peakEquity ?? null;
    },
    take: (equity, nowMs) => {
      const day = dayOf(nowMs);
      // A day that lies before the one we know is a clock that was set back: what was counted stays.
      const isNewDay = mark === null || day > mark.day;
      if (isNewDay || mark === null) mark = { day, startEquity: equity, peakEquity: equity };
      else mark = { ...mark, peakEquity: Math.max(mark.peakEquity, equity) };
      if (!isNewDay && mark.peakEquity < writtenPeak * (1 + limits.equityPeakStep)) return null;
      writtenPeak = mark.peakEquity;
      return mark;
    },
    parts: function* () {
      if (mark !== null) yield ["equityDay", mark];
    },
    restore: (key, value) => {
      if (key === "equityDay") written(journalEvents.EQUITY_MARKED.body.parse(value));
    },
    fold: (entry) => {
      if (entry.kind !== "EQUITY_MARKED") return;
      written(journalEvents.EQUITY_MARKED.body.parse(entry.body));
    },
  };
}

/** `2026-01-15`: days compare as text. */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
