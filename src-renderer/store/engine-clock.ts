import { startStopwatch } from "../connection/elapsed.ts";
import type { Stopwatch } from "../connection/elapsed.ts";

/**
 * The engine's wall clock as the console knows it. It runs on by itself while the engine is silent, so that ages keep
 * growing, and its listeners are woken every second.
 */
export interface EngineClock {
  /** UTC, Unix ms. Before the engine first spoke: this machine's own clock. */
  nowMs(): number;
  /** How long ago that was, in ms; never negative. */
  ageMs(atMs: number): number;
  set(nowMs: number): void;
  subscribe(listener: () => void): () => void;
}

const TICK_MS = 1_000;

export function createEngineClock(): EngineClock {
  const listeners = new Set<() => void>();
  let toldMs = Date.now();
  let sinceTold: Stopwatch = startStopwatch();
  let timer: ReturnType<typeof setInterval> | undefined;

  const nowMs = (): number => toldMs + sinceTold();

  return {
    nowMs,
    ageMs: (atMs) => Math.max(0, nowMs() - atMs),
    set: (told) => {
      toldMs = told;
      sinceTold = startStopwatch();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(() => {
        for (const each of listeners) each();
      }, TICK_MS);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
