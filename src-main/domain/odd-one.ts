import type { LedgerSide } from "../contract/reconciliation.ts";

/** One figure as the three sides have it; `null`: that side does not. */
export interface ThreeFigures<T> {
  readonly venue: T | null;
  readonly public: T | null;
  readonly private: T | null;
}

/**
 * Which side stands alone. Two that agree outvote the third, whichever it is; of two, the venue is right. `null` when all
 * differ or all agree, and between record and agent without a venue: nobody is there to judge.
 */
export function oddOne<T>({ venue, public: record, private: said }: ThreeFigures<T>, same: (a: T, b: T) => boolean): LedgerSide | null {
  if (venue === null) return null;
  if (record === null) return said === null ? null : "private";
  if (said === null) return "public";
  if (same(venue, record)) return same(venue, said) ? null : "private";
  if (same(venue, said)) return "public";
  return same(record, said) ? "venue" : null;
}
