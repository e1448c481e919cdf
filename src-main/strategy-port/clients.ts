import { type Allowance, fullAllowance } from "./allowance.ts";
import type { Complaints } from "./complaints.ts";
import { type Lane, rateOf } from "./lanes.ts";
import type { PortLimits } from "./limits.ts";
import type { NaiveClock } from "./written-ago.ts";

/** What may still come by one lane, and what came and is not answered yet. */
export interface LaneUse {
  readonly allowance: Allowance;
  outstanding: number;
  outstandingBytes: number;
}

/** One connection: what it registered as, and what it may still send. */
export interface Client {
  agentId: string | null;
  /** The agent of its last request, registered or not. */
  spokeAs: string | null;
  /** A strategy that talked too much, or whose orders all wait, can still get out. */
  readonly use: Readonly<Record<Lane, LaneUse>>;
  readonly complaints: Complaints;
  /** What its times without a zone are told by, once one of them showed it. */
  naiveClock: NaiveClock | null;
}

/** The connections that spoke last. */
export interface Clients {
  /** The client of this connection, now the last that spoke. */
  of(connection: string, nowMs: number): Client;
  count(): number;
}

/**
 * Remembers at most `clientsMax`. Every new connection has a new name and nobody says when one ends, so the one that
 * was silent longest is forgotten first; one that registered only when there is no other, since it would go on as
 * somebody else.
 */
export function rememberClients(limits: PortLimits): Clients {
  /** In the order in which they last spoke. */
  const clients = new Map<string, Client>();
  const leastMissed = (): string | undefined => {
    for (const [connection, { agentId }] of clients) if (agentId === null) return connection;
    return clients.keys().next().value;
  };
  return {
    of: (connection, nowMs) => {
      const known = clients.get(connection);
      const forgotten = known === undefined && clients.size >= limits.clientsMax ? leastMissed() : undefined;
      if (forgotten !== undefined) clients.delete(forgotten);
      const client = known ?? newClient(limits, nowMs);
      clients.delete(connection);
      clients.set(connection, client);
      return client;
    },
    count: () => clients.size,
  };
}

const newClient = (limits: PortLimits, nowMs: number): Client => {
  const unused = (lane: Lane): LaneUse => ({ allowance: fullAllowance(rateOf(lane, limits), nowMs), outstanding: 0, outstandingBytes: 0 });
  return {
    agentId: null,
    spokeAs: null,
    use: { kill: unused("kill"), close: unused("close"), keeping: unused("keeping"), other: unused("other") },
    complaints: new Map(),
    naiveClock: null,
  };
};
