import type { Clock, Ids, Result, StrategyDoor } from "../engine/ports.ts";
import { openAdmission } from "./admission.ts";
import { type Client, rememberClients } from "./clients.ts";
import { openDesk } from "./desk.ts";
import { type Arrival, openEnvelope } from "./envelope.ts";
import type { Fault } from "./fields.ts";
import { type Intake, isTooLarge, takeIn } from "./intake.ts";
import { portLimits, type PortLimits } from "./limits.ts";
import { createOpenGate, type DefaultAgent } from "./open-gate.ts";
import type { PortLog } from "./port-log.ts";
import { watchPresence } from "./presence.ts";
import { failure, type Reply } from "./replies.ts";
import { type Message, UNKNOWN_UUID } from "./request.ts";
import { type Delivery, listen, type ListenFailure, type Send } from "./server.ts";

export interface StrategyPortOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly door: StrategyDoor;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Of orders that carry none. */
  readonly magicNumber: number;
  /** `when alone`, unless said otherwise. */
  readonly defaultAgent?: DefaultAgent;
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
/** Up to this many times `keepingMaxBytes` a message is answered with an error; a larger frame cuts the line. */
const CUT_OFF_FACTOR = 2;

/**
 * Pauses in which an answer waits for room in its client's queue: a thousand saves that became durable in one commit are
 * answered in one go, and even a client that reads all the time then needs a moment.
 */
const ANSWER_PAUSES_MS = [1, 2, 4, 8, 16, 32, 64];
const AT_ONCE: readonly number[] = [];

/**
 * Opens the port that strategies trade through. It speaks the protocol of a v4.3 gateway to any number of REQ and
 * DEALER clients at once; replies go out in the order in which they are done, as long as the client reads them.
 */
export async function startStrategyPort(options: StrategyPortOptions): Promise<Result<StrategyPort, ListenFailure>> {
  const { door, clock, log } = options;
  const limits: PortLimits = { ...portLimits, ...options.limits };
  const clients = rememberClients(limits);
  const presence = watchPresence(door, clock, limits);
  const admission = openAdmission(limits, log);
  const gate = createOpenGate({ door, clock, defaultAgent: options.defaultAgent ?? "when alone", openAgeMaxMs: limits.openAgeMaxMs, log });
  const desk = openDesk({ ...options, presence, gate });
  const counts = { received: 0, answered: 0, tooLarge: 0, unaddressed: 0, dropped: 0 };

  const counted = async (delivering: Promise<Delivery>): Promise<Delivery> => {
    const delivery = await delivering;
    if (delivery === "sent") counts.answered += 1;
    else counts.dropped += 1;
    return delivery;
  };

  const failureText = (message: Message, fault: Fault): string => JSON.stringify(failureOf(message, fault, clock.wallMs()));

  /** The reply, or, where something here breaks, what is known without it: of an order, nothing. */
  const replyTo = async (message: Message, client: Client, receivedAtMs: number): Promise<string> => {
    if (message.kind === "hello") return HELLO_REPLY;
    if (message.kind === "fault") return failureText(message, message.fault);
    try {
      return JSON.stringify(await desk(message, client, receivedAtMs));
    } catch (err) {
      log?.error({ err, action: message.action }, "a request of a strategy broke");
      const reply = failureOf(message, { code: "SERVER_ERROR", message: "something broke here; the log says what" }, clock.wallMs());
      return JSON.stringify(reply["status"] === "REJECTED" ? { ...reply, status: "UNRESOLVED" } : reply);
    }
  };

  const answer = async (send: Send, { envelope, bytes }: Arrival, { message, lane }: Intake, client: Client, receivedAtMs: number): Promise<void> => {
    const reply = await replyTo(message, client, receivedAtMs);
    const delivery = await counted(send([...envelope, reply], ANSWER_PAUSES_MS));
    admission.release(client, lane, bytes, Buffer.byteLength(reply));
    if (delivery === "gone" && client.spokeAs !== null) presence.hungUp(client.spokeAs, receivedAtMs);
  };

  const take = (frames: readonly Buffer[], send: Send): void => {
    counts.received += 1;
    const arrival = openEnvelope(frames, limits.framesMax);
    if (!arrival) {
      counts.unaddressed += 1;
      return;
    }
    const nowMs = clock.monotonicMs();
    const client = clients.of(arrival.client, nowMs);
    const intake = takeIn(arrival, client, admission, limits, nowMs);
    if (isTooLarge(intake.message)) counts.tooLarge += 1;
    if (intake.refused) void counted(send([...arrival.envelope, failureText(intake.message, intake.refused)], AT_ONCE));
    else void answer(send, arrival, intake, client, nowMs);
  };

  const listening = await listen({
    port: options.port,
    frameMaxBytes: limits.keepingMaxBytes * CUT_OFF_FACTOR,
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

const failureOf = (message: Message, fault: Fault, atMs: number): Reply =>
  message.kind === "request" ? failure(message.action, message.uuid ?? UNKNOWN_UUID, fault, atMs) : failure("", UNKNOWN_UUID, fault, atMs);
