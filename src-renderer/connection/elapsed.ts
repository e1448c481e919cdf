/** Measures how long ago something was, in ms, never less than zero. */
export type Stopwatch = () => number;

/**
 * Started now. Some systems stop the monotonic clock while they sleep, and people set the wall clock: of the two the
 * longer is taken, because something shown too old is the mistake that costs least.
 */
export function startStopwatch(): Stopwatch {
  const monotonicStart = performance.now();
  const wallStart = Date.now();
  return () => Math.max(performance.now() - monotonicStart, Date.now() - wallStart, 0);
}
