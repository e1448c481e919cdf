/** First pause between two tries to connect. */
const FIRST_MS = 100;
/** Longest pause: with the time a connection takes, a gateway that came back is found well within 2 s. */
const CAP_MS = 1_000;

/**
 * How long to wait before the next try, after so many in a row that failed: doubling up to a cap, and somewhere in
 * the upper half of it, so that several clients of one gateway do not come back in step. `random` is from 0 up to 1.
 */
export function backoffMs(failuresInARow: number, random: number): number {
  const ceilingMs = Math.min(CAP_MS, FIRST_MS * 2 ** Math.max(0, failuresInARow - 1));
  return ceilingMs / 2 + (random * ceilingMs) / 2;
}
