import { performance } from "node:perf_hooks";
import type { Clock } from "../engine/ports.ts";

/** The machine's own clocks, for a simulator that nobody drives by hand. */
export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
