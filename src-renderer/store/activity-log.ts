import type { JournalEntry } from "../../src-main/contract/journal.ts";

/** Entries kept while nobody looked further back; the engine keeps as many in its snapshot. */
export const ACTIVITY_KEPT = 200;

/** The journal's end as the console holds it: without gaps, oldest first. */
export interface ActivityLog {
  readonly entries: readonly JournalEntry[];
  /** What a person asked to see further back is not dropped again by what comes in. */
  readonly keep: number;
}

export const emptyActivity: ActivityLog = { entries: [], keep: ACTIVITY_KEPT };

/** Appends what is new; entries seen already are left out. A gap before the first new one drops what lies before it. */
export function appendEntries(log: ActivityLog, added: readonly JournalEntry[]): ActivityLog {
  const last = log.entries.at(-1)?.seq ?? 0;
  const fresh = added.filter((entry) => entry.seq > last);
  const first = fresh[0];
  if (first === undefined) return log;
  const joined = last > 0 && first.seq !== last + 1 ? fresh : [...log.entries, ...fresh];
  return { ...log, entries: joined.slice(-log.keep) };
}

/** Puts older entries before the others. */
export function prependEntries(log: ActivityLog, older: readonly JournalEntry[]): ActivityLog {
  const first = log.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
  const before = older.filter((entry) => entry.seq < first);
  return { entries: [...before, ...log.entries], keep: log.keep + before.length };
}
