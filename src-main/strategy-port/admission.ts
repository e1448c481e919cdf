import { spend } from "./allowance.ts";
import type { Client } from "./clients.ts";
import type { Fault } from "./fields.ts";
import type { PortLimits } from "./limits.ts";
import type { PortLog } from "./port-log.ts";

/** Whether a client may have this message looked at. */
export interface Admission {
  /** `null`: it may, and is held to have a request outstanding until `release`. */
  admit(client: Client, isClose: boolean, nowMs: number): Fault | null;
  release(client: Client): void;
  outstanding(): number;
  /** Messages turned away so far. */
  limited(): number;
}

const COMPLAINT_PAUSE_MS = 60_000;

/** Keeps one client from taking the place of all the others. */
export function openAdmission(limits: PortLimits, log: PortLog | undefined): Admission {
  let outstanding = 0;
  let limited = 0;

  const refusal = (client: Client, isClose: boolean, nowMs: number): string | null => {
    if (!spend(isClose ? client.closes : client.others, limits, nowMs)) return `more than ${limits.messagesPerSecond} messages a second from this client`;
    if (client.outstanding >= limits.outstandingPerClientMax) return `${client.outstanding} requests of this client wait for their answer`;
    return outstanding >= limits.outstandingMax ? `${outstanding} requests wait for their answer` : null;
  };
  const complain = (client: Client, reason: string, nowMs: number): void => {
    if (client.complainedAtMs !== null && nowMs - client.complainedAtMs < COMPLAINT_PAUSE_MS) return;
    client.complainedAtMs = nowMs;
    log?.warn({ agentId: client.agentId, reason }, "a strategy sends too much and is told to wait");
  };

  return {
    admit: (client, isClose, nowMs) => {
      const reason = refusal(client, isClose, nowMs);
      if (reason === null) {
        client.outstanding += 1;
        outstanding += 1;
        return null;
      }
      limited += 1;
      complain(client, reason, nowMs);
      return { code: "RATE_LIMITED", message: `${reason}; this message was not looked at, ask again later` };
    },
    release: (client) => {
      client.outstanding -= 1;
      outstanding -= 1;
    },
    outstanding: () => outstanding,
    limited: () => limited,
  };
}
