import type { OrderIntent, OrderOutcome } from "../domain/order.ts";
import type { Clock, StrategyDoor } from "../engine/ports.ts";
import type { Asked } from "./asked.ts";
import { isDue } from "./complaints.ts";
import { shown } from "./fields.ts";
import type { PortLog } from "./port-log.ts";
import { naiveClockOf, writtenAgoMs } from "./written-ago.ts";

/** When the agent `default` may order for a client that never said who it is. `when alone`: while no agent has registered. */
export type DefaultAgent = "when alone" | "always" | "never";

export interface OpenGateWorld {
  readonly door: Pick<StrategyDoor, "knowsAgents" | "knowsOrder">;
  readonly clock: Clock;
  readonly defaultAgent: DefaultAgent;
  readonly openAgeMaxMs: number;
  readonly log: PortLog | undefined;
}

/** What becomes of an order that the engine is not asked about; `null`: the engine is asked. */
export type OpenGate = (asked: Asked, intent: OrderIntent) => OrderOutcome | null;

type Stop = Extract<OrderOutcome, { kind: "denied" | "unresolved" }>;

const NAMELESS = "agent_id is missing and this connection is not registered; after every reconnect send REGISTER again, or agent_id with each order";

/**
 * Stops an `OPEN` of which nobody can tell whose it is, and one that waited on its way until it was too late. Exits stay
 * open: a `CLOSE` passes, unless it is the repeat of one whose sender has lost its name. So does an order that came before,
 * since it may be open: asking again is how its sender learns what became of it, often with the first message's timestamp.
 */
export function createOpenGate({ door, clock, defaultAgent, openAgeMaxMs, log }: OpenGateWorld): OpenGate {
  const isNameless = ({ owner }: Asked): boolean => owner === null && defaultAgent !== "always" && (defaultAgent === "never" || door.knowsAgents());

  /** It lost its name with its line, and its answer too: "rejected" would have it sent a second time, and so would passing it. */
  const repeated = (uuid: string): Stop | null =>
    door.knowsOrder(null, uuid) ? { kind: "unresolved", code: "NOT_REGISTERED", message: `${NAMELESS}. A registered agent has an order with this uuid: ask again in its name` } : null;

  const nameless = (uuid: string): Stop => repeated(uuid) ?? { kind: "denied", code: "NOT_REGISTERED", message: `${NAMELESS}. Nothing was sent` };

  const late = ({ client, fields: { timestamp } }: Asked): Stop | null => {
    const nowMs = clock.wallMs();
    client.naiveClock = naiveClockOf(timestamp, nowMs, client.naiveClock, openAgeMaxMs);
    const ageMs = writtenAgoMs(timestamp, nowMs, client.naiveClock);
    if (ageMs === null || ageMs <= openAgeMaxMs) return null;
    const message = `timestamp is ${shown(timestamp)}, ${Math.round(ageMs / 1_000)} s ago; it must be at most ${openAgeMaxMs / 1_000} s old when an OPEN arrives. Nothing was sent`;
    return { kind: "denied", code: "EXPIRED", message };
  };

  const stopOf = (asked: Asked, { action, uuid }: OrderIntent): Stop | null => {
    if (!isNameless(asked)) return action === "OPEN" ? late(asked) : null;
    return action === "OPEN" ? nameless(uuid) : repeated(uuid);
  };

  /** The engine hears nothing of it, so neither journal nor console do: the log is what a person can find it in. */
  const tell = ({ client, agentId, receivedAtMs }: Asked, { action, uuid }: OrderIntent, { code, message }: Stop): void => {
    if (isDue(client.complaints, code, receivedAtMs)) log?.warn({ agentId, action, uuid, code, reason: message }, "an order was turned away before the engine was asked");
  };

  return (asked, intent) => {
    const stop = stopOf(asked, intent);
    if (stop === null || door.knowsOrder(intent.agentId, intent.uuid)) return null;
    tell(asked, intent, stop);
    return stop;
  };
}
