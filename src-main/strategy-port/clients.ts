import { type Allowance, fullAllowance } from "./allowance.ts";
import type { PortLimits } from "./limits.ts";

/** One connection: what it registered as, and what it may still send. */
export interface Client {
  agentId: string | null;
  /** Requests that are not answered yet. */
  outstanding: number;
  /** Closes have an allowance of their own: a strategy that talked too much can still get out. */
  readonly closes: Allowance;
  readonly others: Allowance;
  /** When the log last said that it sends too much (monotonic ms). */
  complainedAtMs: number | null;
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

const newClient = (limits: PortLimits, nowMs: number): Client => ({
  agentId: null,
  outstanding: 0,
  closes: fullAllowance(limits, nowMs),
  others: fullAllowance(limits, nowMs),
  complainedAtMs: null,
});
