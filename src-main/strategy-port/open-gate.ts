import type { OrderIntent, OrderOutcome } from "../domain/order.ts";
import type { Clock, StrategyDoor } from "../engine/ports.ts";
import type { Asked } from "./asked.ts";
import { shown } from "./fields.ts";
import { writtenAgoMs } from "./written-ago.ts";

/** When the agent `default` may open for a client that never said who it is. `when alone`: while no agent has registered. */
export type DefaultAgent = "when alone" | "always" | "never";

export interface OpenGateWorld {
  readonly door: Pick<StrategyDoor, "knowsAgents" | "knowsOrder">;
  readonly clock: Clock;
  readonly defaultAgent: DefaultAgent;
  readonly openAgeMaxMs: number;
}

/** What becomes of an order that the engine is not asked about; `null`: the engine is asked. */
export type OpenGate = (asked: Asked, intent: OrderIntent) => OrderOutcome | null;

/**
 * Stops an `OPEN` of which nobody can tell whose it is, and one that waited on its way until it was too late. Exits stay
 * open: a `CLOSE` always passes. So does an order that came before, since it may be open: asking again is how its sender
 * learns what became of it, often with the first message's timestamp.
 */
export function createOpenGate({ door, clock, defaultAgent, openAgeMaxMs }: OpenGateWorld): OpenGate {
  const isNameless = ({ owner }: Asked): boolean => owner === null && defaultAgent !== "always" && (defaultAgent === "never" || door.knowsAgents());

  const nameless = (uuid: string): OrderOutcome => {
    const message = "agent_id is missing and this connection is not registered; after every reconnect send REGISTER again, or agent_id with each order";
    // It lost its name with its line, and its answer too: "rejected" would have it open a second one.
    if (door.knowsOrder(null, uuid)) return { kind: "unresolved", code: "NOT_REGISTERED", message: `${message}. A registered agent has an order with this uuid: ask again in its name` };
    return { kind: "denied", code: "NOT_REGISTERED", message: `${message}. Nothing was sent` };
  };

  const late = (timestamp: unknown): OrderOutcome | null => {
    const ageMs = writtenAgoMs(timestamp, clock.wallMs());
    if (ageMs === null || ageMs <= openAgeMaxMs) return null;
    const message = `timestamp is ${shown(timestamp)}, ${Math.round(ageMs / 1_000)} s ago; it must be at most ${openAgeMaxMs / 1_000} s old when an OPEN arrives. Nothing was sent`;
    return { kind: "denied", code: "EXPIRED", message };
  };

  return (asked, { action, agentId, uuid }) => {
    if (action === "CLOSE") return null;
    const stop = isNameless(asked) ? nameless(uuid) : late(asked.fields["timestamp"]);
    return stop && !door.knowsOrder(agentId, uuid) ? stop : null;
  };
}
