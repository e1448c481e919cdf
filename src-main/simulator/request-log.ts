/** One message as it came in, newest last in the log. */
export interface LoggedRequest {
  /** Wall clock, Unix ms. */
  readonly atMs: number;
  /** `HELLO`, the action in capitals, or `null` for what has none. */
  readonly action: string | null;
  /** At most `TEXT_KEPT` characters of it. */
  readonly text: string;
}

export interface Counts {
  readonly requests: number;
  /** Replies given to the socket, twice-sent ones counted twice. */
  readonly replies: number;
  /** Requests by action; those without one under `OTHER`. */
  readonly byAction: Readonly<Record<string, number>>;
}

const REQUESTS_KEPT = 1_000;
const TEXT_KEPT = 1_000;
/** A flood of made-up actions must not fill the memory: beyond so many they count as `OTHER`. */
const ACTIONS_KEPT = 100;

/** What was received: the last requests whole, everything in numbers. */
export class RequestLog {
  readonly #byAction = new Map<string, number>();
  #entries: LoggedRequest[] = [];
  #requests = 0;
  #replies = 0;

  received(atMs: number, action: string | null, text: string): void {
    this.#requests += 1;
    const name = action !== null && (this.#byAction.has(action) || this.#byAction.size < ACTIONS_KEPT) ? action : "OTHER";
    this.#byAction.set(name, (this.#byAction.get(name) ?? 0) + 1);
    this.#entries.push({ atMs, action, text: text.slice(0, TEXT_KEPT) });
    if (this.#entries.length >= REQUESTS_KEPT * 2) this.#entries = this.#entries.slice(-REQUESTS_KEPT);
  }

  replied(): void {
    this.#replies += 1;
  }

  entries(): readonly LoggedRequest[] {
    return this.#entries.slice(-REQUESTS_KEPT);
  }

  counts(): Counts {
    return { requests: this.#requests, replies: this.#replies, byAction: Object.fromEntries(this.#byAction) };
  }
}
