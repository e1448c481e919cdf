import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { Router } from "zeromq";
import { type GatewayVenue, openVenue, type VenueOptions } from "../../src-main/gateway/client.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { invalidJson, signV1 } from "./samples.ts";

/** A gateway of a few lines: what it does with each message is said by the test. */
export interface Opponent {
  readonly port: number;
  /** Every message body received, in order. */
  readonly received: string[];
  /** The `action` of every JSON message received, in order. */
  actions(): string[];
  close(): void;
}

/** Answers one message: never, once, later or several times. */
export type Answer = (message: string, reply: (body: unknown) => void) => void;

/** A port that was closed a moment ago is given back by ZeroMQ's own thread, a little later. */
const bindPatiently = (socket: Router, address: string): Promise<void> => vi.waitFor(() => socket.bind(address), { timeout: 5_000, interval: 20 });

/** Binds a real ZeroMQ socket and answers with `answer`. A reply that is no string or Buffer is sent as JSON. */
export async function openOpponent(answer: Answer, port?: number): Promise<Opponent> {
  const socket = new Router({ linger: 0 });
  await bindPatiently(socket, `tcp://127.0.0.1:${port ?? "*"}`);
  const received: string[] = [];
  // A socket takes one message at a time.
  let sending: Promise<unknown> = Promise.resolve();
  const send = (frames: (Buffer | string)[]): void => {
    sending = sending.then(() => (socket.closed ? undefined : socket.send(frames))).catch(() => undefined);
  };
  const serve = async (): Promise<void> => {
    for await (const frames of socket) {
      const envelope = frames.slice(0, -1);
      const message = frames.at(-1)?.toString() ?? "";
      received.push(message);
      answer(message, (body) => {
        const sent = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
        send([...envelope, sent]);
      });
    }
  };
  void serve();
  return {
    port: Number(socket.lastEndpoint?.split(":").at(-1)),
    received,
    actions: () => received.filter((message) => message.startsWith("{")).map((message) => requestIn(message).action),
    close: () => socket.close(),
  };
}

interface Received {
  readonly action: string;
  readonly uuid: string;
  readonly [field: string]: unknown;
}

export const requestIn = (message: string): Received => JSON.parse(message) as Received;

/** A reply by action: a value, or what makes one of the request. An action that is not listed gets no answer. */
export type Script = Readonly<Record<string, unknown>>;

/** A v4.3 gateway that answers by the script, and `Hello` and `PING` as they all do. */
export const v43 =
  (script: Script = {}): Answer =>
  (message, reply) => {
    if (message === "Hello") return reply("Hello" in script ? script["Hello"] : invalidJson);
    const request = requestIn(message);
    const scripted = script[request.action] ?? (request.action === "PING" ? pong : undefined);
    const body: unknown = typeof scripted === "function" ? (scripted as (request: Received) => unknown)(request) : scripted;
    if (body !== undefined) reply(body);
  };

const pong = ({ uuid }: Received): unknown => ({ uuid, status: "ok", server_time: "2026-01-15T03:08:13.250+00:00", latency_ms: 0.2 });

/** Everything a test opened, ended after it, newest first. */
const opened: (() => unknown)[] = [];

export async function closeEverything(): Promise<void> {
  for (const end of opened.splice(0).toReversed()) await end();
}

export const venueAt = (port: number, options: Partial<VenueOptions> = {}): GatewayVenue => {
  const venue = openVenue({ host: "127.0.0.1", port, tickPort: null, clock: systemClock, ids: systemIds, sign: signV1, probeTimeoutMs: 2_000, ...options });
  opened.push(() => venue.close());
  return venue;
};

export async function opponentWith(answer: Answer, port?: number): Promise<Opponent> {
  const opponent = await openOpponent(answer, port);
  opened.push(() => opponent.close());
  return opponent;
}

/** A probed venue in front of an opponent. */
export async function lineUp(answer: Answer, options: Partial<VenueOptions> = {}): Promise<{ opponent: Opponent; venue: GatewayVenue }> {
  const opponent = await opponentWith(answer);
  const venue = venueAt(opponent.port, options);
  await venue.probe();
  return { opponent, venue };
}

/** A port where nobody listens. */
export async function freePort(): Promise<number> {
  const opponent = await openOpponent(() => {});
  opponent.close();
  return opponent.port;
}

/** A gateway in a process of its own, to be killed or to answer while this one is busy. */
export interface GatewayProcess {
  readonly process: ChildProcess;
  /** The lines it has said so far: `bound`, then every message it received. */
  readonly said: () => string[];
}

/** Starts one; arguments as in `gateway-process.ts`. It may not be bound yet. */
export function spawnGateway(port: number, ...args: string[]): GatewayProcess {
  const script = fileURLToPath(new URL("gateway-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, String(port), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  opened.push(() => child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { process: child, said: () => output.split("\n").slice(0, -1) };
}

/** Starts one and waits until it is bound. */
export async function startGateway(port: number, ...args: string[]): Promise<GatewayProcess> {
  const gateway = spawnGateway(port, ...args);
  await vi.waitFor(() => expect(gateway.said()).toContain("bound"), { timeout: 15_000 });
  return gateway;
}

/** A gateway that reads only when the test does, and takes hardly anything ahead. */
export async function openByHand() {
  const socket = new Router({ linger: 0, receiveHighWaterMark: 1 });
  await socket.bind("tcp://127.0.0.1:*");
  opened.push(() => socket.close());
  /** Answers a whole probe, and gives back the identity of who asked. */
  const answerProbe = async (): Promise<Buffer | undefined> => {
    const hello = await socket.receive();
    await socket.send([...hello.slice(0, -1), JSON.stringify(invalidJson)]);
    const ping = await socket.receive();
    await socket.send([...ping.slice(0, -1), JSON.stringify({ status: "ok" })]);
    return hello[0];
  };
  return { socket, port: Number(socket.lastEndpoint?.split(":").at(-1)), answerProbe };
}

/** Holds this process's only thread, so that nothing here runs: no timer, no reading. */
export function holdTheLoop(isOver: () => boolean): void {
  while (!isOver());
}

export const after = (ms: number): (() => boolean) => {
  const endMs = performance.now() + ms;
  return () => performance.now() >= endMs;
};
