/** Nearest rank: a value that was really measured, never one in between. `pct` is 0..100. NaN of nothing. */
export function percentile(values: readonly number[], pct: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((pct / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

export const largest = (values: readonly number[]): number => percentile(values, 100);
