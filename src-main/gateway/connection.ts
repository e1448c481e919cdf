import type { Clock } from "../engine/ports.ts";
import { createDeadlines } from "./deadlines.ts";
import { openLink } from "./link.ts";
import type { StrayReplies } from "./stray-replies.ts";

/** What became of one request on one connection. */
export type Exchange<T> =
  | { readonly kind: "answered"; readonly value: T; readonly latencyMs: number }
  /** It left, and nothing came in time. */
  | { readonly kind: "unanswered" }
  /** It left, and the connection ended before an answer came. */
  | { readonly kind: "cut-off"; readonly why: string }
  /** It never left, and its time is up. */
  | { readonly kind: "expired" }
  /** It never left, because the connection ended; another may take it. */
  | { readonly kind: "not-sent" };

export interface Ask<T> {
  /** Travels in the envelope, and comes back in it. */
  readonly id: string;
  readonly body: string;
  /** Monotonic ms. Not handed over after it, not waited for beyond it. */
  readonly dueMs: number;
  /** Reads the answer; `null` when it turns out to be another request's, and the wait goes on. */
  readonly read: (body: Buffer) => T | null;
}

/**
 * Requests and replies over one link. Several may be out at once. A request travels as `[id, "", body]`: a REP socket
 * gives the whole envelope back, so every reply carries the id of its request whatever its body says, and a late,
 * doubled or lost one never stands in the way of another.
 */
export interface Connection {
  ask<T>(ask: Ask<T>): Promise<Exchange<T>>;
  /** Requests that went unanswered since anything was last heard here. */
  silences(): number;
  /** Takes no more requests, and ends when the last one out has settled. Settles then. */
  retire(): Promise<void>;
  /** Ends at once. Settles when its sockets are gone. */
  close(): Promise<void>;
}

export interface ConnectionListener {
  up(): void;
  down(why: string): void;
  /** An answer to one of our requests came, in time or not. */
  heard(): void;
  /** One more request went unanswered. */
  silent(): void;
}

export interface ConnectionWorld {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly strays: StrayReplies;
}

interface Pending {
  readonly id: string;
  readonly body: string;
  readonly dueMs: number;
  /** `handing`: offered to the socket, which has not said yet whether it went. */
  stage: "waiting" | "handing" | "sent";
  /** Monotonic ms when it was offered. */
  sentAtMs: number;
  /** True when this was the answer. */
  take(body: Buffer, atMs: number): boolean;
  settle(ending: Exclude<Exchange<never>, { kind: "answered" }>): void;
}

/** Opens a connection; the listener hears whether it came up. */
export function openConnection(world: ConnectionWorld, listener: ConnectionListener): Connection {
  const { clock, strays } = world;
  const pending = new Map<string, Pending>();
  const outbox: Pending[] = [];
  let isSending = false;
  let endedWhy: string | null = null;
  let whenRetired: (() => void) | null = null;
  let silences = 0;

  const forget = (id: string): void => {
    pending.delete(id);
    if (pending.size === 0) whenRetired?.();
  };
  const end = (why: string): void => {
    endedWhy ??= why;
    deadlines.stop();
    for (const each of pending.values()) {
      if (each.stage === "waiting") each.settle({ kind: "not-sent" });
      if (each.stage === "sent") each.settle({ kind: "cut-off", why });
    }
  };
  const close = async (): Promise<void> => {
    end("we closed the connection");
    await link.close();
  };

  /** Sends what waits, one at a time: the socket takes no second send while one is pending. */
  const drain = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    for (let next = outbox.shift(); next !== undefined; next = outbox.shift()) await hand(next);
    isSending = false;
  };
  const hand = async (request: Pending): Promise<void> => {
    if (!pending.has(request.id)) return;
    const atMs = clock.monotonicMs();
    if (atMs >= request.dueMs) return request.settle({ kind: "expired" });
    request.stage = "handing";
    request.sentAtMs = atMs;
    const went = await link.send([request.id, "", request.body], request.dueMs - atMs);
    if (!went) return request.settle({ kind: endedWhy === null ? "expired" : "not-sent" });
    request.stage = "sent";
    if (endedWhy !== null) request.settle({ kind: "cut-off", why: endedWhy });
  };

  const giveUp = (request: Pending): void => {
    // While it is being handed over only the socket knows, and it answers within the request's own time.
    if (request.stage === "handing") return;
    if (request.stage === "waiting") return request.settle({ kind: "expired" });
    silences += 1;
    strays.gaveUp(request.id);
    request.settle({ kind: "unanswered" });
    listener.silent();
  };

  const deadlines = createDeadlines(clock, () => pending.values(), giveUp);

  const message = (frames: readonly Buffer[]): void => {
    const atMs = clock.monotonicMs();
    silences = 0;
    listener.heard();
    const [id, delimiter, ...bodies] = frames;
    if (id === undefined || delimiter === undefined || delimiter.length > 0 || bodies.length === 0) return strays.count(null);
    const request = pending.get(id.toString());
    const [first] = bodies;
    const body = first !== undefined && bodies.length === 1 ? first : Buffer.concat(bodies);
    if (request === undefined || !request.take(body, atMs)) strays.count(request === undefined ? id.toString() : null);
  };

  const link = openLink({
    host: world.host,
    port: world.port,
    listener: {
      up: () => listener.up(),
      down: (why) => {
        end(why);
        listener.down(why);
      },
      message,
    },
  });

  return {
    ask: <T>({ id, body, dueMs, read }: Ask<T>) =>
      new Promise<Exchange<T>>((resolve) => {
        if (endedWhy !== null || whenRetired !== null) return resolve({ kind: "not-sent" });
        const settle = (exchange: Exchange<T>): void => {
          forget(id);
          resolve(exchange);
        };
        const request: Pending = {
          id,
          body,
          dueMs,
          stage: "waiting",
          sentAtMs: 0,
          settle,
          take: (reply, atMs) => {
            const value = read(reply);
            if (value === null) return false;
            strays.answered(id);
            settle({ kind: "answered", value, latencyMs: atMs - request.sentAtMs });
            return true;
          },
        };
        pending.set(id, request);
        deadlines.watch(dueMs);
        outbox.push(request);
        void drain();
      }),
    silences: () => silences,
    retire: () =>
      new Promise((resolve) => {
        whenRetired = () => void close().then(resolve);
        if (pending.size === 0) whenRetired();
      }),
    close,
  };
}
