import type { Cancel, Clock } from "../../src-main/engine/ports.ts";

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that only moves when it is told to, so that an hour passes in milliseconds and always the same way. */
export class VirtualClock implements Clock {
  #monotonicMs = 1_000;
  #wallMs = Date.UTC(2026, 0, 15, 9, 0, 0);
  #order = 0;
  #timers = new Set<Timer>();

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer: Timer = { dueMs: this.#monotonicMs + delayMs, order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets this much time pass, running every timer at its moment and everything that follows from it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settled();
    for (let next = this.#nextUntil(endMs); next; next = this.#nextUntil(endMs)) {
      this.#timers.delete(next);
      this.#moveTo(Math.max(next.dueMs, this.#monotonicMs));
      next.run();
      await settled();
    }
    this.#moveTo(endMs);
    await settled();
  }

  /** The process did not run for this long: time has passed, but no timer fired in between. */
  block(ms: number): void {
    this.#moveTo(this.#monotonicMs + ms);
  }

  /** Somebody set the wall clock, or the machine slept: only the wall clock moved. */
  jumpWall(ms: number): void {
    this.#wallMs += ms;
  }

  /** A process has died: none of its timers fires any more. */
  forget(): void {
    this.#timers.clear();
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  #nextUntil(endMs: number): Timer | undefined {
    return [...this.#timers].filter((timer) => timer.dueMs <= endMs).toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}

/** Everything that promises have to say by now has been said. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
