/** Unix seconds of the year 5138, and Unix ms of 1973: whatever is smaller counts seconds. */
const SECONDS_END = 1e11;

/**
 * A moment as strategies write it (ISO 8601, Unix seconds, Unix ms), as UTC Unix ms; `null` when it cannot be read.
 * ISO without a zone is UTC, as everywhere in this family.
 */
export function momentMs(moment: unknown): number | null {
  if (typeof moment === "number") return moment < SECONDS_END ? Math.round(moment * 1000) : Math.round(moment);
  if (typeof moment !== "string") return null;
  const text = moment.trim().replace(" ", "T");
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  // Said outright: of a date that is not quite ISO, such as 2026/01/15, the machine's own zone would be taken.
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}
