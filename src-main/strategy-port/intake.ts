import type { Admission } from "./admission.ts";
import type { Client } from "./clients.ts";
import type { Arrival } from "./envelope.ts";
import type { Fault } from "./fields.ts";
import { type Lane, laneOf } from "./lanes.ts";
import type { PortLimits } from "./limits.ts";
import { broken, type Message, readMessage } from "./request.ts";

/** A message that was let in, and the lane it came by; or why it was not. */
export interface Intake {
  readonly message: Message;
  readonly lane: Lane;
  readonly refused: Fault | null;
}

/** Reads a message that may come. `nowMs` is monotonic. */
export function takeIn(arrival: Arrival, client: Client, admission: Admission, limits: PortLimits, nowMs: number): Intake {
  if (arrival.bytes <= limits.messageMaxBytes) {
    const message = messageIn(arrival);
    const lane = message.kind === "request" ? laneOf(message.action) : "other";
    return { message, lane, refused: admission.admit(client, lane, arrival.bytes, nowMs) };
  }
  // Only what is to be kept may be large, and reading it is work: whether it may come is asked beforehand.
  const refused = admission.admit(client, "keeping", arrival.bytes, nowMs);
  return { message: refused ? { kind: "fault", fault: refused } : largeMessageIn(arrival, limits), lane: "keeping", refused };
}

/** The message was larger than what it says may be. */
export const isTooLarge = (message: Message): boolean => message.kind !== "hello" && message.fault?.code === TOO_LARGE;

const TOO_LARGE = "MESSAGE_TOO_LARGE";

const tooLarge = (bytes: number, maxBytes: number): Fault => ({ code: TOO_LARGE, message: `the message has ${bytes} bytes; it must have at most ${maxBytes}` });

function largeMessageIn(arrival: Arrival, limits: PortLimits): Message {
  if (arrival.bytes > limits.keepingMaxBytes) return { kind: "fault", fault: tooLarge(arrival.bytes, limits.keepingMaxBytes) };
  const message = messageIn(arrival);
  if (message.kind !== "request" || laneOf(message.action) === "keeping") return message;
  return { ...message, fault: tooLarge(arrival.bytes, limits.messageMaxBytes) };
}

const messageIn = ({ body }: Arrival): Message => (body ? readMessage(body) : broken("INVALID_JSON", "Failed to parse JSON: a message is one frame"));
