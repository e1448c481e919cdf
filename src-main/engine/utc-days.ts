/** Days that are kept. Today and yesterday are asked for; the others are for orders settled late, and for wrong clocks. */
const DAYS_KEPT = 8;

/**
 * Something for each of the UTC days it was kept for last. By day and not by what is newest: a clock that is wrong for a
 * minute leaves a day of its own behind, and the right days as they were.
 */
export interface UtcDays<T> {
  of(day: string): T | undefined;
  keep(day: string, value: T): void;
  /** The day kept last comes last. */
  readonly all: ReadonlyMap<string, T>;
}

export function createUtcDays<T>(): UtcDays<T> {
  const all = new Map<string, T>();
  return {
    of: (day) => all.get(day),
    keep: (day, value) => {
      all.delete(day);
      all.set(day, value);
      const [oldest] = all.keys();
      if (all.size > DAYS_KEPT && oldest !== undefined) all.delete(oldest);
    },
    all,
  };
}

/** `2026-01-15`: days compare as text. */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

const DAY_MS = 86_400_000;

/** Where it has begun already, the clock was set back over midnight. */
export const dayAfter = (atMs: number): string => dayOf(atMs + DAY_MS);
