import type { Cancel, Clock } from "../engine/ports.ts";

/** Says when the time of something is up. */
export interface Deadlines {
  /** Something with this due time (monotonic ms) was added. */
  watch(dueMs: number): void;
  stop(): void;
}

/** A timer that fires later than this was held up by ourselves, and the answer may lie there unread. */
const LATE_TIMER_MS = 50;
/** The turn given then: one round of the loop reads whatever has arrived. */
const EXTRA_TURN_MS = 10;

/**
 * Calls `expire` for what `entries` lists and is due. One timer serves them all and stays armed when what it was for
 * is long done: most requests are answered in a fraction of a ms, and a timer of its own for each would be a tenth
 * of that.
 */
export function createDeadlines<E extends { readonly dueMs: number }>(clock: Clock, entries: () => Iterable<E>, expire: (entry: E) => void): Deadlines {
  let armedForMs = Number.POSITIVE_INFINITY;
  let cancel: Cancel = () => {};

  const watch = (dueMs: number): void => {
    if (dueMs >= armedForMs) return;
    cancel();
    armedForMs = dueMs;
    cancel = clock.after(Math.max(0, Math.ceil(dueMs - clock.monotonicMs())), () => ring(false));
  };
  const ring = (hadExtraTurn: boolean): void => {
    const nowMs = clock.monotonicMs();
    const due = Array.from(entries()).filter((entry) => entry.dueMs <= nowMs);
    if (!hadExtraTurn && due.some((entry) => nowMs - entry.dueMs > LATE_TIMER_MS)) {
      cancel = clock.after(EXTRA_TURN_MS, () => ring(true));
      return;
    }
    armedForMs = Number.POSITIVE_INFINITY;
    for (const entry of due) expire(entry);
    for (const entry of entries()) watch(entry.dueMs);
  };
  return { watch, stop: () => cancel() };
}
