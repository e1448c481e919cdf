import type { Cancel, Clock, Tick } from "../engine/ports.ts";
import { numberFrom, symbolFrom } from "./fields.ts";
import { openTickLink, type TickLink } from "./tick-link.ts";
import { parseTolerantly } from "./tolerant-json.ts";

/** Prices as the gateway publishes them. */
export interface TickFeed {
  /** Connects with the first listener, and again whenever a connection ends. */
  onTick(listener: (tick: Tick) => void): Cancel;
  /** Nobody hears of a tick any more. */
  close(): void;
}

export interface TickFeedWorld {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
}

/** What is read in one go before everything else in this process gets its turn. */
const TURN_MS = 5;
/** Rest after each turn. A symbol's price is told once a turn, and a flood costs this process 5 % of its time. */
const PAUSE_MS = 100;
/** Before a connection that ended, or could not be made, is followed by another. */
const REOPEN_PAUSE_MS = 1_000;
/** Symbols followed; a made-up one more or less must not fill anybody's memory. More than a broker has in its watch list. */
const SYMBOLS_MOST = 1_024;
/** No tick is longer, and what is longer is not looked at. */
const LONGEST_TICK_BYTES = 1_024;

/**
 * Reads what the publisher has sent in short turns, and tells the newest price of each symbol. Ticks it cannot keep up
 * with are lost at the publisher, never piled up here. A gateway without a publisher is simply one that says nothing.
 */
export function openTickFeed({ host, port, clock }: TickFeedWorld): TickFeed {
  const listeners = new Set<(tick: Tick) => void>();
  const followed = new Set<string>();
  let link: TickLink | null = null;
  let isRunning = false;
  let isClosed = false;
  let cancelPause: Cancel = () => {};

  const isFollowed = (symbol: string): boolean => {
    if (followed.size < SYMBOLS_MOST) followed.add(symbol);
    return followed.has(symbol);
  };
  /** The newest tick of each symbol that is there by now. */
  const readTurn = async (from: TickLink, first: Buffer): Promise<Map<string, Tick>> => {
    const newest = new Map<string, Tick>();
    const endsAtMs = clock.monotonicMs() + TURN_MS;
    for (let message: Buffer | null = first; message !== null; message = from.hasMore() && clock.monotonicMs() < endsAtMs ? await from.next() : null) {
      const tick = tickFrom(message, clock.wallMs());
      if (tick !== null && isFollowed(tick.symbol)) newest.set(tick.symbol, tick);
    }
    return newest;
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      cancelPause = clock.after(ms, resolve);
    });
  const follow = async (from: TickLink): Promise<void> => {
    for (let message = await from.next(); message !== null; message = await from.next()) {
      const newest = await readTurn(from, message);
      if (isClosed) return;
      for (const tick of newest.values()) for (const listener of listeners) listener(tick);
      await pause(PAUSE_MS);
    }
  };
  const run = async (): Promise<void> => {
    for (;;) {
      link = open();
      if (link !== null) await follow(link);
      if (isClosed) return;
      await pause(REOPEN_PAUSE_MS);
    }
  };
  const open = (): TickLink | null => {
    try {
      return openTickLink(host, port);
    } catch {
      // A host that is no host, which the line says already, or no file descriptors left.
      return null;
    }
  };

  return {
    onTick: (listener) => {
      listeners.add(listener);
      if (!isRunning && !isClosed) {
        isRunning = true;
        void run();
      }
      return () => listeners.delete(listener);
    },
    close: () => {
      isClosed = true;
      cancelPause();
      link?.close();
    },
  };
}

/** `null`: something else, or nonsense. Its own time is the broker's wall clock, and is not looked at. */
function tickFrom(message: Buffer, atMs: number): Tick | null {
  const json = message.length <= LONGEST_TICK_BYTES ? parseTolerantly(message.toString("utf8")) : null;
  if (typeof json !== "object" || json === null) return null;
  const { type, symbol: name, bid: bidValue, ask: askValue } = json as Readonly<Record<string, unknown>>;
  const [symbol, bid, ask] = [symbolFrom(name), numberFrom(bidValue), numberFrom(askValue)];
  return type === "TICK" && symbol !== null && bid > 0 && ask > 0 ? { symbol, bid, ask, atMs } : null;
}
