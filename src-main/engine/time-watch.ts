import type { Cancel, Clock } from "./ports.ts";

/**
 * Something happened to our own sense of time, which is not the gateway's fault.
 * `loop-lag`: this process did not run for a while. `clock-jump`: wall and monotonic clock disagree, because the
 * machine slept or somebody set the clock (`jumpMs` is negative when it was set back).
 */
export type Disturbance =
  | { readonly kind: "loop-lag"; readonly lagMs: number }
  | { readonly kind: "clock-jump"; readonly jumpMs: number };

export interface TimeWatchSettings {
  readonly intervalMs: number;
  readonly lagMs: number;
  readonly jumpMs: number;
}

export interface TimeWatch {
  start(): void;
  stop(): void;
  /**
   * Was our own time disturbed at or after this monotonic moment? Also true for a disturbance that has not been looked
   * at yet: after a blocked loop, other timers may fire before the watch's own.
   */
  disturbedSince(monotonicMs: number): boolean;
}

/** Looks at both clocks and at its own punctuality every `intervalMs`, and tells what it finds once. */
export function createTimeWatch(clock: Clock, settings: TimeWatchSettings, onDisturbance: (what: Disturbance) => void): TimeWatch {
  let lastMonotonicMs = clock.monotonicMs();
  let lastWallMs = clock.wallMs();
  let disturbedAtMs = Number.NEGATIVE_INFINITY;
  let cancel: Cancel | null = null;

  const overdueMs = (): number => clock.monotonicMs() - lastMonotonicMs - settings.intervalMs;

  const look = (): Disturbance | null => {
    const lagMs = overdueMs();
    const jumpMs = clock.wallMs() - lastWallMs - (clock.monotonicMs() - lastMonotonicMs);
    if (Math.abs(jumpMs) >= settings.jumpMs) return { kind: "clock-jump", jumpMs };
    return lagMs >= settings.lagMs ? { kind: "loop-lag", lagMs } : null;
  };

  const tick = (): void => {
    const found = look();
    lastMonotonicMs = clock.monotonicMs();
    lastWallMs = clock.wallMs();
    if (found) disturbedAtMs = lastMonotonicMs;
    cancel = clock.after(settings.intervalMs, tick);
    if (found) onDisturbance(found);
  };

  return {
    start: () => {
      lastMonotonicMs = clock.monotonicMs();
      lastWallMs = clock.wallMs();
      cancel = clock.after(settings.intervalMs, tick);
    },
    stop: () => cancel?.(),
    disturbedSince: (monotonicMs) => disturbedAtMs >= monotonicMs || (cancel !== null && look() !== null),
  };
}
