import type { Clock, Ids, Result, StrategyDoor } from "../engine/ports.ts";
import { openAdmission } from "./admission.ts";
import { type Client, type Lane, rememberClients } from "./clients.ts";
import { openDesk } from "./desk.ts";
import { type Arrival, openEnvelope } from "./envelope.ts";
import type { Fault } from "./fields.ts";
import { portLimits, type PortLimits } from "./limits.ts";
import type { PortLog } from "./port-log.ts";
import { watchPresence } from "./presence.ts";
import { failure, type Reply } from "./replies.ts";
import { broken, type Message, readMessage, UNKNOWN_UUID } from "./request.ts";
import { type Delivery, listen, type ListenFailure, type Send } from "./server.ts";

export interface StrategyPortOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly door: StrategyDoor;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Of orders that carry none. */
  readonly magicNumber: number;
  /** Said in the answer to `PING`. */
  readonly version: string;
  readonly log?: PortLog;
  /** In place of `portLimits`. */
  readonly limits?: Partial<PortLimits>;
}

/** What the port has seen since it opened; `clients`, `agents` and `outstanding` are of now. */
export interface PortCounts {
  readonly clients: number;
  readonly agents: number;
  readonly outstanding: number;
  readonly received: number;
  readonly answered: number;
  /** Turned away as `RATE_LIMITED`. */
  readonly limited: number;
  /** Turned away as `MESSAGE_TOO_LARGE`. Even larger ones ended their connection and are not counted. */
  readonly tooLarge: number;
  /** Messages without a body, or with too many frames. */
  readonly unaddressed: number;
  /** Replies whose client was gone or did not read. */
  readonly dropped: number;
}

export interface StrategyPort {
  readonly port: number;
  /** Where strategies connect to: `tcp://127.0.0.1:5560`. */
  readonly endpoint: string;
  counts(): PortCounts;
  /** Ends every connection and takes nothing any more. Orders with the engine go on; their replies are dropped. */
  close(): Promise<void>;
}

const HELLO_REPLY = "OK_FROM_MT5";
/** Up to this many times `messageMaxBytes` a message is answered with an error; a larger frame cuts the line. */
const CUT_OFF_FACTOR = 4;

/**
 * Opens the port that strategies trade through. It speaks the protocol of a v4.3 gateway to any number of REQ and
 * DEALER clients at once; replies go out in the order in which they are done.
 */
export async function startStrategyPort(options: StrategyPortOptions): Promise<Result<StrategyPort, ListenFailure>> {
  const { door, clock, log } = options;
  const limits: PortLimits = { ...portLimits, ...options.limits };
  const clients = rememberClients(limits);
  const presence = watchPresence(door, clock, limits);
  const admission = openAdmission(limits, log);
  const desk = openDesk({ ...options, presence, agentsMax: limits.agentsMax });
  const counts = { received: 0, answered: 0, tooLarge: 0, unaddressed: 0, dropped: 0 };

  const deliver = async (send: Send, envelope: readonly Buffer[], reply: Reply | string): Promise<Delivery> => {
    const text = typeof reply === "string" ? reply : JSON.stringify(reply);
    const delivery = await send([...envelope, text]);
    if (delivery === "sent") counts.answered += 1;
    else counts.dropped += 1;
    return delivery;
  };

  /** The reply, or, where something here breaks, what is known without it: of an order, nothing. */
  const replyTo = async (message: Message, client: Client, receivedAtMs: number): Promise<Reply | string> => {
    if (message.kind === "hello") return HELLO_REPLY;
    if (message.kind === "fault") return failureOf(message, message.fault, clock.wallMs());
    try {
      return await desk(message, client, receivedAtMs);
    } catch (err) {
      log?.error({ err, action: message.action }, "a request of a strategy broke");
      const reply = failureOf(message, { code: "SERVER_ERROR", message: "something broke here; the log says what" }, clock.wallMs());
      return reply["status"] === "REJECTED" ? { ...reply, status: "UNRESOLVED" } : reply;
    }
  };

  const answer = async (send: Send, { envelope }: Arrival, message: Message, client: Client, receivedAtMs: number): Promise<void> => {
    const reply = await replyTo(message, client, receivedAtMs);
    admission.release(client, laneOf(message));
    const delivery = await deliver(send, envelope, reply);
    if (delivery === "gone" && client.spokeAs !== null) presence.hungUp(client.spokeAs, receivedAtMs);
  };

  const take = (frames: readonly Buffer[], send: Send): void => {
    counts.received += 1;
    const arrival = openEnvelope(frames, limits.framesMax);
    if (!arrival) {
      counts.unaddressed += 1;
      return;
    }
    if (arrival.bytes > limits.messageMaxBytes) counts.tooLarge += 1;
    const nowMs = clock.monotonicMs();
    const client = clients.of(arrival.client, nowMs);
    const message = messageIn(arrival, limits.messageMaxBytes);
    const refused = admission.admit(client, laneOf(message), nowMs);
    if (refused) void deliver(send, arrival.envelope, failureOf(message, refused, clock.wallMs()));
    else void answer(send, arrival, message, client, nowMs);
  };

  const listening = await listen({
    port: options.port,
    frameMaxBytes: limits.messageMaxBytes * CUT_OFF_FACTOR,
    turnMs: limits.turnMs,
    monotonicMs: () => clock.monotonicMs(),
    take,
  });
  if (!listening.ok) {
    presence.close();
    return listening;
  }
  const { port, endpoint, close } = listening.value;
  const end = async (): Promise<void> => {
    presence.close();
    await close();
  };
  const now = (): PortCounts => ({ clients: clients.count(), agents: presence.count(), outstanding: admission.outstanding(), limited: admission.limited(), ...counts });
  return { ok: true, value: { port, endpoint, counts: now, close: end } };
}

function messageIn({ bytes, body }: Arrival, messageMaxBytes: number): Message {
  if (bytes > messageMaxBytes) return broken("MESSAGE_TOO_LARGE", `the message has ${bytes} bytes; it must have at most ${messageMaxBytes}`);
  return body ? readMessage(body) : broken("INVALID_JSON", "Failed to parse JSON: a message is one frame");
}

function laneOf(message: Message): Lane {
  if (message.kind !== "request") return "other";
  if (message.action === "KILL") return "kill";
  return message.action === "CLOSE" ? "close" : "other";
}

const failureOf = (message: Message, fault: Fault, atMs: number): Reply =>
  message.kind === "request" ? failure(message.action, message.uuid ?? UNKNOWN_UUID, fault, atMs) : failure("", UNKNOWN_UUID, fault, atMs);
