import type { Cancel, Clock, LineHint } from "../engine/ports.ts";
import { backoffMs } from "./backoff.ts";
import { type Connection, openConnection } from "./connection.ts";
import type { StrayReplies } from "./stray-replies.ts";

/** Keeps one connection to the gateway open: connects, connects again, and leaves one that has gone silent. */
export interface Line {
  /** The open connection, or `null`. */
  current(): Connection | null;
  /** Waits for an open connection; `null` when there is none by `dueMs` (monotonic), or the line was closed. */
  connected(dueMs: number): Promise<Connection | null>;
  /** Why the last try or the last connection ended, in words for people. */
  lastTrouble(): string | null;
  /** Connections that came up since the line was opened. */
  connections(): number;
  /** Monotonic ms of the last answer of any kind, or `null`. */
  lastAnswerAtMs(): number | null;
  onHint(listener: (hint: LineHint) => void): Cancel;
  close(): Promise<void>;
}

export interface LineWorld {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly strays: StrayReplies;
  /** From 0 up to 1: spreads the pauses between tries. */
  readonly random: () => number;
}

/** A try that is neither up nor down by then is dropped: a name that does not resolve reports nothing at all. */
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * A connection on which so many requests in a row went unanswered is left for a new one. Once is a lost reply, and a
 * new connection would cost a greeting; a second time the connection itself may be stuck.
 */
const SILENCES_ENDURED = 2;

export function openLine(world: LineWorld): Line {
  const { clock } = world;
  const listeners = new Set<(hint: LineHint) => void>();
  const waiting = new Set<() => void>();
  const open = new Set<Connection>();
  /** The connection that is open or being made; `current` once it is open. */
  let newest: Connection | null = null;
  let current: Connection | null = null;
  let failuresInARow = 0;
  let connections = 0;
  let trouble: string | null = null;
  let lastHint: LineHint = "down";
  let heardAtMs: number | null = null;
  let cancelNext: Cancel = () => {};
  let cancelTry: Cancel = () => {};
  let isClosed = false;

  const hint = (now: LineHint): void => {
    if (now === lastHint) return;
    lastHint = now;
    for (const listener of listeners) listener(now);
  };
  const wake = (): void => {
    for (const each of waiting) each();
  };

  const connect = (): void => {
    try {
      newest = openNext();
    } catch (error) {
      // A host that is no host, or no file descriptors left: a reason to try later, not to fall over.
      failed(error instanceof Error ? error.message : String(error));
    }
  };
  const openNext = (): Connection => {
    const connection = openConnection(world, {
      up: () => {
        cancelTry();
        current = connection;
        connections += 1;
        hint("up");
        wake();
      },
      down: (why) => {
        open.delete(connection);
        if (newest === connection) failed(why);
      },
      heard: () => {
        heardAtMs = clock.monotonicMs();
        if (current === connection) failuresInARow = 0;
      },
      silent: () => {
        if (current === connection && connection.silences() >= SILENCES_ENDURED) leave(connection);
      },
    });
    open.add(connection);
    cancelTry = clock.after(CONNECT_TIMEOUT_MS, () => {
      discard(connection.close(), connection);
      failed("no connection came about in time");
    });
    return connection;
  };
  const failed = (why: string): void => {
    cancelTry();
    newest = null;
    current = null;
    trouble = why;
    hint("down");
    failuresInARow += 1;
    cancelNext = clock.after(backoffMs(failuresInARow, world.random()), connect);
  };
  /** Its other requests may still be answered; new ones go to a fresh connection. */
  const leave = (connection: Connection): void => {
    current = null;
    trouble = "the gateway went silent";
    discard(connection.retire(), connection);
    connect();
  };
  const discard = (ending: Promise<void>, connection: Connection): void => {
    void ending.then(() => open.delete(connection));
  };

  connect();

  return {
    current: () => current,
    connected: (dueMs) =>
      new Promise((resolve) => {
        const finish = (): void => {
          cancel();
          waiting.delete(finish);
          resolve(current);
        };
        if (current !== null || isClosed) return resolve(current);
        const cancel = clock.after(Math.max(0, Math.ceil(dueMs - clock.monotonicMs())), finish);
        waiting.add(finish);
      }),
    lastTrouble: () => trouble,
    connections: () => connections,
    lastAnswerAtMs: () => heardAtMs,
    onHint: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      isClosed = true;
      cancelNext();
      cancelTry();
      newest = null;
      current = null;
      wake();
      await Promise.all(Array.from(open, (connection) => connection.close()));
    },
  };
}
