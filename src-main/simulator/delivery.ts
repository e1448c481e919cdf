import type { Faults, Strikes } from "./faults.ts";
import type { Waits } from "./waits.ts";

const DEFAULT_SLOW_MS = 1_000;

/** What happens to requests and replies on their way: the faults that have nothing to do with their contents. */
export class Delivery {
  readonly #faults: Faults;
  readonly #waits: Waits;
  readonly #serviceMs: number;
  #held: (() => void) | null = null;

  /** @param serviceMs what each request takes, whatever strikes it */
  constructor(faults: Faults, waits: Waits, serviceMs: number) {
    this.#faults = faults;
    this.#waits = waits;
    this.#serviceMs = serviceMs;
  }

  /** @returns whether to wait at all before serving; most requests need no turn of the event loop */
  delays(strikes: Strikes): boolean {
    return this.#serviceMs > 0 || strikes.has("hang") || strikes.has("slow");
  }

  /** Settles when the request may be served. */
  async beforeServing(strikes: Strikes): Promise<void> {
    const hang = strikes.get("hang");
    if (hang) await (hang.delayMs === undefined ? this.#waits.until(this.#faults.cleared("hang")) : this.#waits.sleep(hang.delayMs));
    const slowMs = strikes.has("slow") ? (strikes.get("slow")?.delayMs ?? DEFAULT_SLOW_MS) : 0;
    const waitMs = this.#serviceMs + slowMs;
    if (waitMs > 0) await this.#waits.sleep(waitMs);
  }

  /** Sends the reply as the faults let it, and before it the one that was held back. */
  send(strikes: Strikes, reply: () => void): void {
    if (strikes.has("lose-reply") || strikes.has("execute-then-lose")) return;
    const late = strikes.get("late-reply");
    if (late?.delayMs !== undefined) return void this.#waits.sleep(late.delayMs).then(reply);
    this.#sendHeld();
    if (late) {
      this.#held = reply;
      return;
    }
    reply();
    if (strikes.has("duplicate-reply")) reply();
  }

  #sendHeld(): void {
    const held = this.#held;
    this.#held = null;
    held?.();
  }
}
