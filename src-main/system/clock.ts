import type { Clock } from "../engine/ports.ts";

/**
 * The machine's own clocks. `performance.now` is monotonic and `Date.now` is UTC. Timers hold the process open on
 * purpose: an engine with a beat still to send must not exit because nothing else happens to be waiting.
 */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
