import { setImmediate as turnOfTheLoop } from "node:timers/promises";
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
  /** It never left: its parcel was held back when its turn came. */
  | { readonly kind: "held-back"; readonly why: string }
  /** It never left, because the connection ended, before its parcel was packed or right after. */
  | { readonly kind: "not-sent" };

/** What leaves, or why it may not after all. */
export type Parcel = { readonly body: string } | { readonly heldBack: string };

export interface Ask<T> {
  /** Travels in the envelope, and comes back in it. */
  readonly id: string;
  /**
   * Asked once, when its turn has come and there is room: what it gives is handed to the socket in the same stretch of
   * code, so that nothing can happen in between. Must not throw.
   */
  readonly pack: () => Parcel;
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
  readonly pack: () => Parcel;
  readonly dueMs: number;
  /** `handing`: offered to the socket, which has not said yet whether it went. */
  stage: "waiting" | "handing" | "sent";
  /** Monotonic ms when it was offered. */
  sentAtMs: number;
  /** True when this was the answer. */
  take(body: Buffer, atMs: number): boolean;
  settle(ending: Exclude<Exchange<never>, { kind: "answered" }>): void;
}

/** Turns of the loop in which room is looked for after every one: ZeroMQ's own thread makes some within microseconds. */
const QUICK_TRIES = 50;
/** Pause between tries after that: the other end has stopped reading. */
const ROOM_PAUSE_MS = 2;

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

  /** Sends what waits, in order and one at a time, so that whatever is not out yet can still be held back. */
  const drain = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    for (let next = outbox.shift(); next !== undefined; next = outbox.shift()) {
      for (let tries = 1; pending.has(next.id) && !(await isHanded(next)); tries += 1) {
        await (tries <= QUICK_TRIES ? turnOfTheLoop() : pause(ROOM_PAUSE_MS));
      }
    }
    isSending = false;
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  /** False: there is no room for it yet. What never goes is settled here. */
  const isHanded = async (request: Pending): Promise<boolean> => {
    const atMs = clock.monotonicMs();
    if (atMs >= request.dueMs) return settled(request, { kind: "expired" });
    if (!link.hasRoom()) return false;
    const parcel = request.pack();
    if ("heldBack" in parcel) {
      link.pass();
      return settled(request, { kind: "held-back", why: parcel.heldBack });
    }
    const going = link.send([request.id, "", parcel.body]);
    request.stage = "handing";
    request.sentAtMs = atMs;
    const went = await going;
    // There was room, so the connection has ended under it, whether or not we have heard of that yet.
    if (!went) return settled(request, { kind: "not-sent" });
    if (endedWhy !== null) return settled(request, { kind: "cut-off", why: endedWhy });
    request.stage = "sent";
    return true;
  };
  const settled = (request: Pending, ending: Parameters<Pending["settle"]>[0]): true => {
    request.settle(ending);
    return true;
  };

  const giveUp = (request: Pending): void => {
    // While it is being handed over only the socket knows, and it answers at once.
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
    ask: <T>({ id, pack, dueMs, read }: Ask<T>) =>
      new Promise<Exchange<T>>((resolve) => {
        if (endedWhy !== null || whenRetired !== null) return resolve({ kind: "not-sent" });
        const settle = (exchange: Exchange<T>): void => {
          forget(id);
          resolve(exchange);
        };
        const request: Pending = {
          id,
          pack,
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
