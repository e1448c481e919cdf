import { Subscriber } from "zeromq";
import { connectTo, isIpv6Address } from "./link.ts";

/**
 * A connection to a gateway's publisher of ticks. Nothing is ever said to it but that we listen, so unlike with a `Link`
 * it does not matter which program is there.
 */
export interface TickLink {
  /** The next message; `null` once the connection has ended. One at a time. */
  next(): Promise<Buffer | null>;
  /** Whether the next one is there already. */
  hasMore(): boolean;
  close(): void;
}

/** Connects, now or when somebody comes to publish there, and once only. Throws when the address is none, or the system has no socket left. */
export function openTickLink(host: string, port: number): TickLink {
  const socket = openSocket(host);
  const { events } = socket;
  connectTo(socket, host, port);
  socket.subscribe();
  const watch = async (): Promise<void> => {
    let type: string | undefined;
    do type = (await events.receive().catch(() => undefined))?.type;
    while (type !== undefined && !ENDINGS.has(type));
    socket.close();
  };
  void watch();
  return {
    next: async () => {
      // Cut off by closing, a receive fails; on a socket that is closed it throws.
      const frames = socket.closed ? null : await socket.receive().catch(() => null);
      // Some publishers put the symbol in a frame before the tick.
      return frames?.at(-1) ?? null;
    },
    hasMore: () => !socket.closed && socket.readable,
    close: () => socket.close(),
  };
}

/**
 * Events after which a connection is left for a new one. The library connects again by itself after most of them, but
 * never after a message that was too large or a program that does not speak ZeroMQ.
 */
const ENDINGS: ReadonlySet<string> = new Set(["disconnect", "handshake:error:protocol", "handshake:error:auth", "handshake:error:other", "end"]);

const openSocket = (host: string): Subscriber =>
  new Subscriber({
    // ZMQ_LINGER, ms: keep nothing after close.
    linger: 0,
    // ZMQ_RCVTIMEO, ms: wait for ever. A limit here would end the reading.
    receiveTimeout: -1,
    // ZMQ_CONFLATE: off. It keeps the last message of all, not of each symbol: one that ticks fast would hide the others.
    conflate: false,
    // ZMQ_RCVHWM, messages: ticks read ahead of us. Beyond it the publisher's own queue fills, and there they are dropped.
    receiveHighWaterMark: 1_000,
    // ZMQ_RCVBUF, bytes: what the system keeps besides. By default some megabytes, which is many seconds of old prices.
    receiveBufferSize: 64 * 1024,
    // ZMQ_MAXMSGSIZE, bytes: a larger message drops the connection. Without it one message can take all memory.
    maxMessageSize: 64 * 1024,
    // ZMQ_RECONNECT_IVL and ZMQ_RECONNECT_IVL_MAX, ms: where nobody publishes, look again every second. By default ten
    // times a second, for ever.
    reconnectInterval: 1_000,
    reconnectMaxInterval: 0,
    // ZMQ_CONNECT_TIMEOUT and ZMQ_HANDSHAKE_IVL, ms: give up on a host that swallows packets, or a program that says nothing.
    connectTimeout: 2_000,
    handshakeInterval: 2_000,
    // ZMQ_HEARTBEAT_IVL and ZMQ_HEARTBEAT_TIMEOUT, ms: find a connection whose other end vanished without a word. Ticks
    // stop at night too, so their absence tells nothing.
    heartbeatInterval: 5_000,
    heartbeatTimeout: 15_000,
    // ZMQ_IPV6: only for an address written as such, as in `link.ts`.
    ipv6: isIpv6Address(host),
  });
