import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late timers came, in seconds. */
export interface LoopDelay {
  readonly p50S: number;
  readonly p99S: number;
  readonly maxS: number;
}

const RESOLUTION_MS = 10;
const NS_PER_S = 1e9;

/** Watches how long the main loop keeps timers waiting. */
export function watchLoopDelay(): { sinceLastLook(): LoopDelay; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // What it records is the time from timer to timer, so the timer's own interval is in every sample.
  const beyondInterval = (ns: number): number => Math.max(0, ns / NS_PER_S - RESOLUTION_MS / 1000);
  return {
    sinceLastLook: () => {
      const looked = delay.count === 0 ? { p50S: 0, p99S: 0, maxS: 0 } : { p50S: beyondInterval(delay.percentile(50)), p99S: beyondInterval(delay.percentile(99)), maxS: beyondInterval(delay.max) };
      delay.reset();
      return looked;
    },
    stop: () => void delay.disable(),
  };
}
