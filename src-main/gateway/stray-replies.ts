/** Replies that nobody waited for, by what they were. */
export interface StrayCounts {
  /** The answer to a request that had been given up. */
  readonly late: number;
  /** The same answer once more. */
  readonly duplicate: number;
  /** Not in our envelope, or to a request we never made or no longer remember. */
  readonly unmatched: number;
}

export interface StrayReplies {
  /** The request got its answer. */
  answered(id: string): void;
  /** The request was given up unanswered. */
  gaveUp(id: string): void;
  /** A reply came that no request waits for. `null`: it carried no id. */
  count(id: string | null): void;
  counts(): StrayCounts;
}

/** Requests remembered after their end: far more than can be late at once. */
const REMEMBERED = 1_024;

/** Tells late, duplicated and foreign replies apart, and counts them. */
export function createStrayReplies(): StrayReplies {
  const ends = new Map<string, "answered" | "gave up">();
  const counts = { late: 0, duplicate: 0, unmatched: 0 };
  const remember = (id: string, end: "answered" | "gave up"): void => {
    ends.set(id, end);
    // A Map keeps insertion order, so the first key is the oldest.
    if (ends.size > REMEMBERED) ends.delete(ends.keys().next().value ?? id);
  };
  return {
    answered: (id) => remember(id, "answered"),
    gaveUp: (id) => remember(id, "gave up"),
    count: (id) => {
      const end = id === null ? undefined : ends.get(id);
      if (id !== null && end === "gave up") {
        counts.late += 1;
        ends.set(id, "answered");
      } else if (end === "answered") counts.duplicate += 1;
      else counts.unmatched += 1;
    },
    counts: () => ({ ...counts }),
  };
}
