import type { GatewayKind } from "../contract/trading-state.ts";
import type { Cancel, Clock, Ids } from "../engine/ports.ts";
import type { Connection } from "./connection.ts";
import { HELLO, type Introduction, introductionFrom } from "./probe.ts";

/** A `Hello` and what it came to. */
export interface Greeting extends Introduction {
  /** Round trip; `null` without an answer. */
  readonly latencyMs: number | null;
}

/** Says `Hello` on connections and remembers who answered on which. */
export interface Greeter {
  /** Who answered on this connection, as long as it lasts; `undefined` when nobody has. */
  kindOf(connection: Connection): GatewayKind | undefined;
  /** Says `Hello` and waits until `dueMs` (monotonic) at most. One is out at a time: who comes meanwhile shares its answer. */
  greet(connection: Connection, dueMs: number): Promise<Greeting>;
}

export function createGreeter(clock: Clock, ids: Ids): Greeter {
  const kinds = new WeakMap<Connection, GatewayKind>();
  const underWay = new WeakMap<Connection, Promise<Greeting>>();

  const sayHello = async (connection: Connection, dueMs: number): Promise<Greeting> => {
    const sinceMs = clock.monotonicMs();
    const result = await connection.ask({ id: ids.uuid(), pack: () => ({ body: HELLO }), dueMs, read: (bytes) => introductionFrom(bytes.toString("utf8")) });
    underWay.delete(connection);
    if (result.kind === "answered") {
      kinds.set(connection, result.value.kind);
      return { ...result.value, latencyMs: result.latencyMs };
    }
    const waitedMs = Math.round(clock.monotonicMs() - sinceMs);
    return silence(result.kind === "unanswered" ? `did not answer Hello within ${waitedMs} ms` : "ended the connection before it answered Hello");
  };

  /** The same greeting, but no longer than this caller has time: it may have joined a more patient one. */
  const until = async (greeting: Promise<Greeting>, dueMs: number): Promise<Greeting> => {
    let cancel: Cancel = () => {};
    const timeUp = new Promise<Greeting>((resolve) => {
      cancel = clock.after(Math.max(0, Math.ceil(dueMs - clock.monotonicMs())), () => resolve(silence("did not answer Hello in time")));
    });
    const first = await Promise.race([greeting, timeUp]);
    cancel();
    return first;
  };

  return {
    kindOf: (connection) => kinds.get(connection),
    greet: (connection, dueMs) => {
      const joined = underWay.get(connection);
      if (joined !== undefined) return until(joined, dueMs);
      const greeting = sayHello(connection, dueMs);
      underWay.set(connection, greeting);
      return greeting;
    },
  };
}

const silence = (detail: string): Greeting => ({ kind: "silent", detail, latencyMs: null });
