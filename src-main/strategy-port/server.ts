import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { Router } from "zeromq";
import type { Result } from "../engine/ports.ts";

/** What became of a message: in its receiver's queue, or nowhere, as its receiver has hung up or does not read. */
export type Delivery = "sent" | "gone" | "unread";

/** Hands a message over to its receiver's queue, at once, or after one of the pauses where the queue is full until then, or never. */
export type Send = (frames: readonly (Buffer | string)[], pausesMs: readonly number[]) => Promise<Delivery>;

/** The port's socket, and the only file of this folder that knows ZeroMQ. */
export interface Server {
  readonly port: number;
  readonly endpoint: string;
  /** Ends every connection; what is unsent is dropped. Settles when nothing is taken any more. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** A larger frame ends its sender's connection, before it is in memory. */
  readonly frameMaxBytes: number;
  /** Messages are taken in one go for this long, and then everybody else in this process gets a turn. */
  readonly turnMs: number;
  readonly monotonicMs: () => number;
  /** Called for every message, in the order in which they came. Must not throw. */
  readonly take: (frames: readonly Buffer[], send: Send) => void;
}

export interface ListenFailure {
  readonly code: "PORT_IN_USE" | "LISTEN_FAILED";
  readonly message: string;
}

/**
 * Loopback, always: what is said here is not encrypted, and whoever can connect can trade. Another address may be
 * offered once CURVE is configured.
 */
const HOST = "127.0.0.1";

/** A socket gives its port back a little after it is closed, so one that is taken is tried again for 300 ms. */
const BIND_TRIES = 15;
const BIND_PAUSE_MS = 20;

/** Listens on loopback; messages come from the moment it is settled. */
export async function listen(options: ServerOptions): Promise<Result<Server, ListenFailure>> {
  const { port } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return { ok: false, failure: { code: "LISTEN_FAILED", message: `port is ${port}; it must be a whole number from 0 to 65535` } };
  }
  const router = openSocket(options.frameMaxBytes);
  const failure = await bind(router, port);
  if (failure) {
    router.close();
    return { ok: false, failure };
  }
  return { ok: true, value: serve(router, options) };
}

function serve(router: Router, { take, turnMs, monotonicMs }: ServerOptions): Server {
  const sendNow = async (frames: readonly (Buffer | string)[]): Promise<Delivery> => {
    try {
      await router.send([...frames]);
      return "sent";
    } catch (error) {
      return router.closed || (error as NodeJS.ErrnoException).code === "EHOSTUNREACH" ? "gone" : "unread";
    }
  };
  const send: Send = async (frames, pausesMs) => {
    for (const pauseMs of pausesMs) {
      const delivery = await sendNow(frames);
      if (delivery !== "unread") return delivery;
      await pause(pauseMs);
    }
    return sendNow(frames);
  };
  const receive = async (): Promise<void> => {
    let turnEndsAtMs = monotonicMs() + turnMs;
    while (!router.closed) {
      // Cut off by closing, it fails.
      const frames = await router.receive().catch(() => null);
      if (frames === null) return;
      take(frames, send);
      // Messages that are there already come without a turn of the event loop: a flood would be all this process does.
      if (monotonicMs() < turnEndsAtMs) continue;
      await nextTurn();
      turnEndsAtMs = monotonicMs() + turnMs;
    }
  };
  const receiving = receive();
  const endpoint = router.lastEndpoint ?? "";
  return {
    port: Number(endpoint.split(":").at(-1)),
    endpoint,
    close: async () => {
      router.close();
      await receiving;
    },
  };
}

async function bind(router: Router, port: number): Promise<ListenFailure | null> {
  const endpoint = `tcp://${HOST}:${port === 0 ? "*" : port}`;
  for (let tries = 1; ; tries += 1) {
    const error = await router.bind(endpoint).then(
      () => null,
      (reason: unknown) => reason as NodeJS.ErrnoException,
    );
    if (error === null) return null;
    const isTaken = error.code === "EADDRINUSE";
    if (!isTaken) return { code: "LISTEN_FAILED", message: `cannot listen on ${endpoint}: ${error.message}` };
    if (tries === BIND_TRIES) return { code: "PORT_IN_USE", message: `port ${port} on ${HOST} is taken by another program` };
    await pause(BIND_PAUSE_MS);
  }
}

const openSocket = (frameMaxBytes: number): Router =>
  new Router({
    // ZMQ_LINGER, ms: keep nothing unsent after close. Without it one unread reply keeps the process from ever ending.
    linger: 0,
    // ZMQ_SNDTIMEO, ms: do not wait for room. Without it one client that does not read would hold up all the others.
    sendTimeout: 0,
    // ZMQ_RCVTIMEO, ms: wait for ever. A limit here would end the receive loop.
    receiveTimeout: -1,
    // ZMQ_ROUTER_MANDATORY: say so when a reply has nobody to go to. Without it such replies vanish uncounted.
    mandatory: true,
    // ZMQ_ROUTER_HANDOVER: a strategy that names its socket itself and comes back takes its name over. Without it its
    // new connection is ignored, silently and for good, when the old one was not noticed to be gone yet.
    handover: true,
    // ZMQ_SNDHWM, messages: replies that may wait for one client. Above the orders that one client may have outstanding,
    // so that replies that are due in the same moment find room. Zero would mean no limit to the memory.
    sendHighWaterMark: 256,
    // ZMQ_RCVHWM, messages: requests of one client read ahead of us; more wait at the client. With `maxMessageSize` it is
    // the memory that a client can take before anything of it is looked at: 64 MiB.
    receiveHighWaterMark: 32,
    // ZMQ_MAXMSGSIZE, bytes: a larger frame drops the connection. Without it one message can take all memory.
    maxMessageSize: frameMaxBytes,
    // ZMQ_HANDSHAKE_IVL, ms: let go of a program that connects and then says nothing. By default 30 s.
    handshakeInterval: 5_000,
    // ZMQ_HEARTBEAT_IVL, ms: none. Clients older than libzmq 4.2, and several libraries of other languages, do not
    // answer them: we would hang up on a strategy that merely waits. On loopback the system tells when one dies.
    heartbeatInterval: 0,
    // ZMQ_BACKLOG: connections that wait to be accepted, for many strategies that come back at once.
    backlog: 512,
    // ZMQ_IPV6: off, as HOST is IPv4.
    ipv6: false,
  });
