/** Unix seconds stay below this for 3,000 years; ms passed it in 1973. */
const FIRST_MS = 1e11;

/** ISO 8601 text, Unix seconds or Unix ms, as strategies write moments, in Unix ms; `null`: not a moment. */
export function momentOf(value: unknown): number | null {
  if (typeof value === "number") return value < FIRST_MS ? value * 1_000 : value;
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
}
