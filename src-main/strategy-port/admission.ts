import { spend } from "./allowance.ts";
import { type Client, type Lane, lanes } from "./clients.ts";
import type { Fault } from "./fields.ts";
import type { PortLimits } from "./limits.ts";
import type { PortLog } from "./port-log.ts";

/** Whether a client may have this message looked at. */
export interface Admission {
  /** `null`: it may, and is held to have a request outstanding in this lane until `release`. */
  admit(client: Client, lane: Lane, nowMs: number): Fault | null;
  release(client: Client, lane: Lane): void;
  outstanding(): number;
  /** Messages turned away so far. */
  limited(): number;
}

const COMPLAINT_PAUSE_MS = 60_000;

/** Keeps one client from taking the place of all the others. */
export function openAdmission(limits: PortLimits, log: PortLog | undefined): Admission {
  const outstanding: Record<Lane, number> = { kill: 0, close: 0, other: 0 };
  let limited = 0;

  const refusal = (client: Client, lane: Lane, nowMs: number): string | null => {
    const used = client.use[lane];
    if (!spend(used.allowance, limits, nowMs)) return `more than ${limits.messagesPerSecond} messages a second from this client`;
    if (used.outstanding >= limits.outstandingPerClientMax) return `${used.outstanding} requests of this client wait for their answer`;
    return outstanding[lane] >= limits.outstandingMax ? `${outstanding[lane]} requests wait for their answer` : null;
  };
  const complain = (client: Client, reason: string, nowMs: number): void => {
    if (client.complainedAtMs !== null && nowMs - client.complainedAtMs < COMPLAINT_PAUSE_MS) return;
    client.complainedAtMs = nowMs;
    log?.warn({ agentId: client.agentId, reason }, "a strategy sends too much and is told to wait");
  };

  return {
    admit: (client, lane, nowMs) => {
      const reason = refusal(client, lane, nowMs);
      if (reason === null) {
        client.use[lane].outstanding += 1;
        outstanding[lane] += 1;
        return null;
      }
      limited += 1;
      complain(client, reason, nowMs);
      return { code: "RATE_LIMITED", message: `${reason}; this message was not looked at, ask again later` };
    },
    release: (client, lane) => {
      client.use[lane].outstanding -= 1;
      outstanding[lane] -= 1;
    },
    outstanding: () => lanes.reduce((sum, lane) => sum + outstanding[lane], 0),
    limited: () => limited,
  };
}
