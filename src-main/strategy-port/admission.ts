import { spend } from "./allowance.ts";
import type { Client } from "./clients.ts";
import { isDue } from "./complaints.ts";
import type { Fault } from "./fields.ts";
import { type Lane, lanes, rateOf, shareOf } from "./lanes.ts";
import type { PortLimits } from "./limits.ts";
import type { PortLog } from "./port-log.ts";

/** Whether a client may have this message looked at. */
export interface Admission {
  /** `null`: it may, and is held to have a request of so many bytes outstanding in this lane until `release`. */
  admit(client: Client, lane: Lane, bytes: number, nowMs: number): Fault | null;
  /** It is answered, with so many bytes. */
  release(client: Client, lane: Lane, bytes: number, replyBytes: number): void;
  outstanding(): number;
  /** Messages turned away so far. */
  limited(): number;
}

interface Outstanding {
  outstanding: number;
  outstandingBytes: number;
}

const RATE_LIMITED = "RATE_LIMITED";
const BYTES_PER_MIB = 1024 * 1024;

const nothing = (): Outstanding => ({ outstanding: 0, outstandingBytes: 0 });
const mib = (bytes: number): number => Math.round(bytes / BYTES_PER_MIB);

/** Keeps one client from taking the place of all the others. */
export function openAdmission(limits: PortLimits, log: PortLog | undefined): Admission {
  const inAll: Record<Lane, Outstanding> = { kill: nothing(), close: nothing(), keeping: nothing(), other: nothing() };
  let limited = 0;

  const refusal = (client: Client, lane: Lane, bytes: number, nowMs: number): string | null => {
    const used = client.use[lane];
    const all = inAll[lane];
    const rate = rateOf(lane, limits);
    if (!spend(used.allowance, 1 + shareOf(lane, bytes, limits), rate, nowMs)) return `more than ${rate.perSecond} messages a second from this client${lane === "keeping" ? ", large ones counted by their size" : ""}`;
    if (used.outstanding >= rate.outstandingMax) return `${used.outstanding} requests of this client wait for their answer`;
    if (used.outstandingBytes + bytes > limits.outstandingBytesPerClientMax) return `requests of ${mib(used.outstandingBytes)} MiB of this client wait for their answer`;
    if (all.outstanding >= limits.outstandingMax) return `${all.outstanding} requests wait for their answer`;
    return all.outstandingBytes + bytes > limits.outstandingBytesMax ? `requests of ${mib(all.outstandingBytes)} MiB wait for their answer` : null;
  };
  const count = (client: Client, lane: Lane, requests: number, bytes: number): void => {
    for (const held of [client.use[lane], inAll[lane]]) {
      held.outstanding += requests;
      held.outstandingBytes += bytes;
    }
  };
  const complain = (client: Client, reason: string, nowMs: number): void => {
    if (isDue(client.complaints, RATE_LIMITED, nowMs)) log?.warn({ agentId: client.agentId, reason }, "a strategy sends too much and is told to wait");
  };

  return {
    admit: (client, lane, bytes, nowMs) => {
      const reason = refusal(client, lane, bytes, nowMs);
      if (reason === null) {
        count(client, lane, 1, bytes);
        return null;
      }
      limited += 1;
      complain(client, reason, nowMs);
      return { code: RATE_LIMITED, message: `${reason}; this message was not looked at, ask again later` };
    },
    release: (client, lane, bytes, replyBytes) => {
      count(client, lane, -1, -bytes);
      // Known only now: a client that asks for much overdraws, and waits longer before it may ask again.
      client.use[lane].allowance.left -= shareOf(lane, replyBytes, limits);
    },
    outstanding: () => lanes.reduce((sum, lane) => sum + inAll[lane].outstanding, 0),
    limited: () => limited,
  };
}
