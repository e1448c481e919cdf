import { Dealer, type Subscriber } from "zeromq";

/**
 * One connection to the gateway. Beside `tick-link.ts` the only file on this side that knows ZeroMQ.
 *
 * A link is one TCP connection and never another: it does not reconnect. A connection is the only thing that cannot
 * change the program at its other end, so what was learned about that program holds for exactly as long as the link
 * does. Whoever wants to be connected again opens a new one.
 */
export interface Link {
  /**
   * Whether a message handed over now would be taken. It stays so until something is handed over, or the connection ends.
   * `send` or `pass` must follow a yes.
   */
  hasRoom(): boolean;
  /** There was room, and nothing is sent after all. */
  pass(): void;
  /**
   * Hands one message to the connection, before this call returns. False: there was no room for it, or no connection
   * any more, and it will not go. One at a time.
   */
  send(frames: readonly string[]): Promise<boolean>;
  /** Drops the connection with everything unsent. Nothing is reported any more. Settles when its sockets are gone. */
  close(): Promise<void>;
}

export interface LinkListener {
  /** Connected, and the other end speaks ZeroMQ. */
  up(): void;
  /** Gone, or never came to be; said once. */
  down(why: string): void;
  message(frames: readonly Buffer[]): void;
}

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly listener: LinkListener;
}

/**
 * Opens a connection; `up` or `down` follow, or neither when the host's name does not resolve. Throws when the address
 * is none, or the system has no socket left.
 */
export function openLink({ host, port, listener }: LinkOptions): Link {
  const socket = openSocket(host);
  // Made before connecting, so that no event is missed.
  const { events } = socket;
  connectTo(socket, host, port);
  let isClosed = false;

  const close = async (): Promise<void> => {
    isClosed = true;
    socket.close();
    await Promise.all([watching, receiving]);
  };
  const down = (why: string): void => {
    if (isClosed) return;
    isClosed = true;
    socket.close();
    listener.down(why);
  };

  const watch = async (): Promise<void> => {
    while (!events.closed) {
      // A receive that is cut off by closing answers with nothing, or fails.
      const event: { readonly type: string } | undefined = await events.receive().catch(() => undefined);
      if (event === undefined || event.type === "end") return down("the connection could not be watched");
      if (event.type === "handshake" && !isClosed) listener.up();
      const why = ENDINGS.get(event.type);
      if (why !== undefined) down(why);
    }
  };
  const receive = async (): Promise<void> => {
    while (!socket.closed) {
      const frames = await socket.receive().catch(() => null);
      if (frames === null) return down("the connection could not be read");
      if (!isClosed) listener.message(frames);
    }
  };
  const watching = watch();
  const receiving = receive();

  return {
    hasRoom: () => {
      if (isClosed) return false;
      const isRoomy = socket.writable;
      if (!isRoomy) lookForMessages(socket);
      return isRoomy;
    },
    pass: () => lookForMessages(socket),
    send: async (frames) => !isClosed && (await goes(socket, frames)),
    close,
  };
}

/**
 * Asking a socket for room uses up the signal that wakes whoever waits for a message on it: a reply that came at this very
 * moment would lie there unread until the next. Every send makes the library look for itself; one of no frames does so
 * too, and sends nothing. It may go when zeromq.js looks after it was asked.
 */
function lookForMessages(socket: Dealer): void {
  if (!socket.closed) void goes(socket, []);
}

const goes = (socket: Dealer, frames: readonly string[]): Promise<boolean> =>
  socket.send([...frames]).then(
    () => true,
    () => false,
  );

/** Connects a socket that was just made. Throws when the address is none; the socket is closed then. */
export function connectTo(socket: Dealer | Subscriber, host: string, port: number): void {
  try {
    socket.connect(`tcp://${isIpv6Address(host) ? `[${host}]` : host}:${port}`);
  } catch (error) {
    socket.close();
    throw error;
  }
}

export const isIpv6Address = (host: string): boolean => host.includes(":");

/** Events that end a link, in words for people. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["close", "nobody answers there"],
  ["disconnect", "the other end closed the connection"],
  ["handshake:error:protocol", "the other end does not speak ZeroMQ"],
  ["handshake:error:auth", "the other end refused us"],
  ["handshake:error:other", "the connection broke while it was made"],
]);

/** Largest reply taken: some 300,000 positions. */
const LARGEST_REPLY_BYTES = 64 * 1024 * 1024;

const openSocket = (host: string): Dealer =>
  new Dealer({
    // ZMQ_IMMEDIATE: queue only on a finished connection. Without it a command sent while the gateway is down waits in
    // a queue and is delivered when the gateway comes back, minutes late.
    immediate: true,
    // ZMQ_LINGER, ms: keep nothing unsent after close. Without it one unsent message keeps the process from ever ending.
    linger: 0,
    // ZMQ_SNDTIMEO, ms: do not wait for room; who wants to send tries again. By default a send waits for ever and goes
    // out whenever it can. And a send that waits at all goes out later than the moment it was permitted.
    sendTimeout: 0,
    // ZMQ_RCVTIMEO, ms: wait for ever. Each request has a timer of its own; a limit here would end the receive loop.
    receiveTimeout: -1,
    // ZMQ_RECONNECT_IVL, ms: never. By default the socket connects again by itself, and a message meant for the gateway
    // we know can reach whatever program has taken its port since, before we hear of the change.
    reconnectInterval: -1,
    // ZMQ_CONNECT_TIMEOUT, ms: give up on a host that swallows our packets. By default that takes the system minutes.
    connectTimeout: 2_000,
    // ZMQ_HANDSHAKE_IVL, ms: give up on a program that accepts and then says nothing. By default 30 s.
    handshakeInterval: 2_000,
    // ZMQ_HEARTBEAT_IVL and ZMQ_HEARTBEAT_TIMEOUT, ms: find a connection whose other end vanished without a word
    // (cable, sleep, NAT). Without them it looks open until the system gives up, after many minutes. Libraries before
    // 4.2 do not answer them, but any reply counts: the timeout is longer than the pause between two heartbeats of the
    // engine. They say nothing about the gateway itself, whose I/O thread answers them even when the gateway hangs.
    heartbeatInterval: 5_000,
    heartbeatTimeout: 15_000,
    // ZMQ_TCP_MAXRT, ms: how long the system may go on re-sending bytes nobody acknowledged, closed socket or not.
    // Without it a request can still arrive minutes after it was given up here. Where the system lacks it, no effect.
    tcpMaxRetransmitTimeout: 5_000,
    // ZMQ_SNDHWM, messages: how many may wait inside the library, from where nothing can be taken back: one, which is on
    // its way. The others wait on our side, where they expire and can still be held back. By default 1,000 orders would
    // go out after they were stopped. A burst finds it full for some microseconds, which costs less than it is worth.
    sendHighWaterMark: 1,
    // ZMQ_RCVHWM, messages: replies read ahead of us; more wait at the gateway. Zero would mean no limit to the memory.
    receiveHighWaterMark: 1_000,
    // ZMQ_MAXMSGSIZE, bytes: a larger reply drops the connection. Without it one message can take all memory.
    maxMessageSize: LARGEST_REPLY_BYTES,
    // ZMQ_IPV6: only for an address written as such. The library tries one address of a name and no second: with this on,
    // `localhost` becomes ::1, where gateways do not listen.
    ipv6: isIpv6Address(host),
  });
