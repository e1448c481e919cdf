import type { JournalEntry } from "../contract/journal.ts";
import { journalEvents, type JournalEventBody } from "./journal-events.ts";
import { limits } from "./limits.ts";
import { createUtcDays, dayAfter, dayOf } from "./utc-days.ts";

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

interface KeptMark {
  readonly mark: Mark;
  readonly writtenPeak: number;
}

export function createEquityDay(): EquityDay {
  const days = createUtcDays<KeptMark>();
  let mark: Mark | null = null;
  /** Of the day before, while the clock shows that one again. */
  let before: Mark | null = null;

  const keep = (found: Mark, writtenPeak: number): void => {
    mark = found;
    days.keep(found.day, { mark: found, writtenPeak });
  };

  const written = (body: unknown): void => {
    const found = journalEvents.EQUITY_MARKED.body.parse(body);
    keep(found, found.peakEquity);
  };

  return {
    get startEquity() {
      return mark && Math.max(mark.startEquity, before?.startEquity ?? 0);
    },
    get peakEquity() {
      return mark && Math.max(mark.peakEquity, before?.peakEquity ?? 0);
    },
    take: (equity, nowMs) => {
      // A clock that was set back over midnight begins no day, nor ends one: what is stricter of the two holds.
      const isSetBack = mark?.day === dayAfter(nowMs);
      const day = isSetBack ? dayAfter(nowMs) : dayOf(nowMs);
      // The day after the one kept last begins now, whatever a wrong clock left behind under its name.
      const isNext = mark !== null && day === dayAfter(Date.parse(mark.day));
      const known = isNext ? undefined : days.of(day);
      before = (isSetBack ? days.of(dayOf(nowMs))?.mark : null) ?? null;
      const now: Mark = known ? { ...known.mark, peakEquity: Math.max(known.mark.peakEquity, equity) } : { day, startEquity: equity, peakEquity: equity };
      const isNews = known === undefined || now.peakEquity >= known.writtenPeak * (1 + limits.equityPeakStep);
      keep(now, isNews ? now.peakEquity : known.writtenPeak);
      return isNews ? now : null;
    },
    parts: function* () {
      for (const kept of days.all.values()) yield ["equityDay", kept.mark];
    },
    restore: (key, value) => {
      if (key === "equityDay") written(value);
    },
    fold: (entry) => {
      if (entry.kind === "EQUITY_MARKED") written(entry.body);
    },
  };
}
