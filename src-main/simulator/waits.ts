import type { Clock } from "../engine/ports.ts";

/** Waiting that can be ended for good, so that stopping never waits for a delay or for what hangs. */
export class Waits {
  readonly #clock: Clock;
  readonly #pending = new Set<() => void>();
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Settles after `delayMs`, or at once when the waits are ended. */
  sleep(delayMs: number): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#pending.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(delayMs, end);
      this.#pending.add(end);
    });
  }

  /** Settles with `event`, or when the waits are ended. */
  until(event: Promise<void>): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#pending.delete(end);
        resolve();
      };
      this.#pending.add(end);
      void event.then(end);
    });
  }

  /** Ends every wait there is, and every later one before it begins. */
  endAll(): void {
    this.#ended = true;
    for (const end of this.#pending) end();
  }
}
