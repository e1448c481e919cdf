import { setTimeout as pause } from "node:timers/promises";
import { Publisher, Router } from "zeromq";

/** A request on the wire. Whoever serves it replies once, later, twice or never: that is what the simulator is for. */
export interface Arrival {
  readonly body: Buffer;
  /** True once the socket that it came by is closed. */
  isStale(): boolean;
  reply(body: string | Buffer): void;
}

/** Serves one request. The next one is taken when this has settled. */
export type Serve = (arrival: Arrival) => Promise<void> | void;

const HOST = "127.0.0.1";
/** A larger message drops its sender's connection. */
const MESSAGE_BYTES_ALLOWED = 262_144;
/** Requests that wait in memory, a connection; beyond it the sender is held back. */
const REQUESTS_WAITING = 500;
/** Replies to a client that does not read; beyond it they are dropped. */
const REPLIES_WAITING = 1_000;
/** A socket gives its port back a little after it is closed: how often one that is taken is tried again before that is an error. */
const BIND_TRIES = 15;
const REBIND_TRIES = 100;
const BIND_PAUSE_MS = 20;

/**
 * The gateway's socket on loopback. To clients it is a REP; here it is a ROUTER that handles REP's envelope by hand, since
 * a REP could neither lose a reply, nor send one late or twice.
 */
export class GatewaySocket {
  readonly port: number;
  readonly #serve: Serve;
  #router: Router | null;
  #serving: Promise<void>;
  #wantsUp = true;
  #rising: Promise<void> | null = null;

  private constructor(port: number, router: Router, serve: Serve) {
    this.port = port;
    this.#serve = serve;
    this.#router = router;
    this.#serving = serveAll(router, serve);
  }

  /** @param port 0 takes any free one. Rejects with ZeroMQ's error when it is taken. */
  static async bind(port: number, serve: Serve): Promise<GatewaySocket> {
    const router = newRouter();
    await bindOrClose(router, port);
    return new GatewaySocket(portOf(router.lastEndpoint), router, serve);
  }

  get endpoint(): string {
    return `tcp://${HOST}:${this.port}`;
  }

  /** Goes away as a gateway that was stopped: connections end, nobody listens. What is being served is served into the void. */
  down(): void {
    this.#wantsUp = false;
    this.#router?.close();
    this.#router = null;
  }

  /** Listens again at the same port. Rejects with ZeroMQ's error when the port is not given back within two seconds. */
  up(): Promise<void> {
    this.#wantsUp = true;
    this.#rising ??= this.#rise().finally(() => (this.#rising = null));
    return this.#rising;
  }

  /** Settles when the last request has been let go. */
  async close(): Promise<void> {
    this.down();
    await this.#rising;
    await this.#serving;
  }

  /** The operating system may need a moment to give the port back; meanwhile somebody may want to be down again. */
  async #rise(): Promise<void> {
    for (let tries = 1; this.#wantsUp && !this.#router; tries += 1) {
      const router = newRouter();
      const failure = await bindFailure(router, this.endpoint);
      if (failure === null && this.#wantsUp) return this.#listenOn(router);
      router.close();
      if (failure !== null && tries === REBIND_TRIES) throw failure;
      await pause(BIND_PAUSE_MS);
    }
  }

  #listenOn(router: Router): void {
    this.#router = router;
    this.#serving = serveAll(router, this.#serve);
  }
}

/** The optional socket of ticks. */
export class TickSocket {
  readonly port: number;
  readonly #publisher: Publisher;

  private constructor(publisher: Publisher) {
    this.#publisher = publisher;
    this.port = portOf(publisher.lastEndpoint);
  }

  static async bind(port: number): Promise<TickSocket> {
    const publisher = new Publisher({ linger: 0, sendTimeout: 0, sendHighWaterMark: REPLIES_WAITING });
    await bindOrClose(publisher, port);
    return new TickSocket(publisher);
  }

  /** Sent to whoever listens now; a listener that is too slow misses it. */
  publish(text: string): void {
    if (!this.#publisher.closed) this.#publisher.send(text).catch(dropped);
  }

  close(): void {
    this.#publisher.close();
  }
}

const newRouter = (): Router =>
  new Router({
    linger: 0,
    sendTimeout: 0,
    maxMessageSize: MESSAGE_BYTES_ALLOWED,
    receiveHighWaterMark: REQUESTS_WAITING,
    sendHighWaterMark: REPLIES_WAITING,
  });

async function bindOrClose(socket: Router | Publisher, port: number): Promise<void> {
  const endpoint = `tcp://${HOST}:${port === 0 ? "*" : port}`;
  let failure = await bindFailure(socket, endpoint);
  for (let tries = 1; failure !== null && tries < BIND_TRIES; tries += 1) {
    await pause(BIND_PAUSE_MS);
    failure = await bindFailure(socket, endpoint);
  }
  if (failure === null) return;
  socket.close();
  throw failure;
}

async function bindFailure(socket: Router | Publisher, endpoint: string): Promise<Error | null> {
  try {
    await socket.bind(endpoint);
    return null;
  } catch (failure) {
    return failure instanceof Error ? failure : new Error(String(failure));
  }
}

const portOf = (endpoint: string | null): number => Number(endpoint?.split(":").at(-1));

/** A reply that cannot be delivered is dropped, as a REP drops it. */
const dropped = (): void => undefined;

async function serveAll(router: Router, serve: Serve): Promise<void> {
  for await (const frames of router) {
    const arrival = readEnvelope(router, frames);
    if (arrival) await serve(arrival);
  }
}

/** REP's envelope: address frames, an empty one, then the message. Without the empty one a REP drops it, and so do we. */
function readEnvelope(router: Router, frames: readonly Buffer[]): Arrival | null {
  const end = frames.findIndex((frame, index) => index > 0 && frame.length === 0);
  const body = frames[end + 1];
  if (end < 0 || !body) return null;
  const envelope = frames.slice(0, end + 1);
  return {
    body,
    isStale: () => router.closed,
    reply: (reply) => {
      if (!router.closed) router.send([...envelope, reply]).catch(dropped);
    },
  };
}
