import type { GatewayKind } from "../contract/trading-state.ts";
import { confirmed, type DeniedCode, type Outcome } from "../domain/outcome.ts";
import type { Clock, Ids, Permit, ProbeReport, Venue } from "../engine/ports.ts";
import type { Connection, Parcel } from "./connection.ts";
import { createGreeter, type Greeting } from "./greeter.ts";
import { sentenceOf } from "./fields.ts";
import { readHistory } from "./history.ts";
import { openLine } from "./line.ts";
import { orderRequests, type Sign } from "./order-requests.ts";
import { isUsable } from "./probe.ts";
import { repeatOrder } from "./repeat.ts";
import { createStrayReplies, type StrayCounts } from "./stray-replies.ts";
import { openTickFeed } from "./tick-feed.ts";
import { decode, encode, type Reply, type Request, requests } from "./wire.ts";

export interface VenueOptions {
  readonly host: string;
  readonly port: number;
  /** Where it publishes its ticks; `null`: nowhere, or nobody wants them. */
  readonly tickPort: number | null;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Makes the risk signature of every order, right before it leaves. */
  readonly sign: Sign;
  /** Longest wait for an answer to `Hello`, the connecting included; 5 s, as gateways promise, when absent. */
  readonly probeTimeoutMs?: number;
  /** From 0 up to 1, for the jitter between tries to connect. */
  readonly random?: () => number;
}

/** What happened on the line so far, for logs and tests. */
export interface GatewayDiagnostics {
  readonly connections: number;
  readonly strayReplies: StrayCounts;
}

export interface GatewayVenue extends Venue {
  /** What answered `Hello` on the connection that is open; `null` with none open, or before the first answer on it. */
  kind(): GatewayKind | null;
  diagnostics(): GatewayDiagnostics;
}

const PROBE_TIMEOUT_MS = 5_000;
/** The part of a probe that asks for capabilities may fail without making the gateway unusable. */
const CAPABILITIES_TIMEOUT_MS = 1_000;
/** With less time than this left nothing is begun any more; timers are no finer. */
const LEAST_TRY_MS = 2;

/**
 * An MT5 account behind a gateway. Connects at once and stays connected; every method settles within its timeout.
 *
 * JSON leaves only over a connection on which a usable kind of gateway has answered `Hello`. A connection cannot change
 * the program at its other end, so a gateway that was replaced behind the port gets `Hello` and nothing else first. The
 * caller notices nothing of that but a few ms; a kind that turned unsafe shows as `denied UNSAFE_KIND` and in `kind()`.
 *
 * A request that changes something also wants a sign of life: while the last word on the connection is ours and went
 * unanswered, it waits here for an answered `Hello`, so that no command piles up in a gateway that hangs.
 *
 * A permit is asked once, when everything else is done and there is room, in the same stretch of code in which the bytes
 * are handed to the socket. What it refuses never leaves, however many were under way before it; what it grants leaves
 * then, or is denied and never leaves.
 */
export function openVenue(options: VenueOptions): GatewayVenue {
  const { host, port, tickPort, clock, ids, sign, probeTimeoutMs = PROBE_TIMEOUT_MS, random = Math.random } = options;
  const strays = createStrayReplies();
  const line = openLine({ host, port, clock, strays, random });
  const greeter = createGreeter(clock, ids);
  const ticks = tickPort === null ? null : openTickFeed({ host, port: tickPort, clock });
  const endpoint = `${host}:${port}`;
  let wasProbed = false;
  let isClosed = false;

  const ask = <T>(request: Request<T>, timeoutMs: number, permit?: Permit): Promise<Outcome<T>> => askUntil(request, dueIn(timeoutMs), permit);

  const dueIn = (timeoutMs: number): number => clock.monotonicMs() + timeoutMs;

  const askUntil = async <T>(request: Request<T>, dueMs: number, permit?: Permit): Promise<Outcome<T>> => {
    for (;;) {
      if (isClosed) return denied("CLOSED", `${request.action} was not sent: we are shutting down`);
      if (!wasProbed) return denied("UNSAFE_KIND", `${request.action} was not sent: nobody has looked yet what answers at ${endpoint}`);
      const connection = line.current() ?? (await line.connected(dueMs));
      if (connection === null) {
        if (isClosed) continue;
        return denied("NOT_CONNECTED", `${request.action} was not sent: no connection to ${endpoint}${because(line.lastTrouble())}`);
      }
      const outcome = await askOver(connection, request, dueMs, permit);
      if (outcome !== "try again") return outcome;
    }
  };

  const isWorthATry = (dueMs: number): boolean => dueMs - clock.monotonicMs() > LEAST_TRY_MS;

  const askOver = async <T>(connection: Connection, request: Request<T>, dueMs: number, permit?: Permit): Promise<Outcome<T> | "try again"> => {
    const known = greeter.kindOf(connection);
    const lacksSignOfLife = request.acts && connection.silences() > 0;
    // A garbled answer names no kind, and may be gone with the next.
    if (known === undefined || known === "unknown" || lacksSignOfLife) {
      const greeting = await greeter.greet(connection, Math.min(dueMs, dueIn(probeTimeoutMs)));
      if (greeting.kind === "silent") return isWorthATry(dueMs) ? "try again" : heldBack(request, greeting);
    }
    const found = greeter.kindOf(connection) ?? "unknown";
    if (!isUsable(found)) return denied("UNSAFE_KIND", `${request.action} was not sent: what answers at ${endpoint} is ${named(found)}`);
    return exchange(connection, request, dueMs, permit);
  };

  const exchange = async <T>(connection: Connection, request: Request<T>, dueMs: number, permit?: Permit): Promise<Outcome<T> | "try again"> => {
    // The envelope is this sending's own, also where the body carries the uuid of an order that was sent before.
    const id = ids.uuid();
    const uuid = request.uuid ?? id;
    let isPermitUsed = false;
    const result = await connection.ask<Reply<T>>({
      id,
      pack: () => {
        isPermitUsed = permit !== undefined;
        return parcelOf(request, uuid, permit);
      },
      dueMs,
      read: (bytes) => decode(request, uuid, bytes),
    });
    switch (result.kind) {
      case "answered":
        return outcomeOf(result.value, request.action, result.latencyMs);
      case "unanswered":
        return noAnswer(`the gateway did not answer ${request.action} in time`);
      case "cut-off":
        return noAnswer(`the connection ended before ${request.action} was answered: ${result.why}`);
      case "expired":
        return denied("EXPIRED", `${request.action} was not sent: it waited here for longer than it was good for`);
      case "held-back":
        return denied("NOT_PERMITTED", result.why);
      case "not-sent":
        // What was permitted was permitted for that moment.
        return isPermitUsed ? denied("NOT_CONNECTED", `${request.action} was not sent: the connection ended as it was to leave`) : "try again";
    }
  };

  /** Permit and signature come from outside: one that throws holds its own order back, and nothing behind it. */
  const parcelOf = (request: Request<unknown>, uuid: string, permit?: Permit): Parcel => {
    try {
      const body = encode(request, uuid, clock.wallMs());
      const refusal = permit?.() ?? null;
      return refusal === null ? { body } : { heldBack: refusal.message };
    } catch (error) {
      return { heldBack: `${request.action} was not sent: ${error instanceof Error ? error.message : String(error)}` };
    }
  };

  /** Says `Hello`, again if the connection ends under it, until `dueMs`. */
  const greetAnyone = async (dueMs: number): Promise<Greeting> => {
    const connection = line.current() ?? (await line.connected(dueMs));
    if (connection === null) return { kind: "silent", detail: `no connection to ${endpoint}${because(line.lastTrouble())}`, latencyMs: null };
    const greeting = await greeter.greet(connection, dueMs);
    return greeting.kind === "silent" && isWorthATry(dueMs) ? greetAnyone(dueMs) : greeting;
  };

  const probe = async (): Promise<ProbeReport> => {
    wasProbed = true;
    const dueMs = dueIn(probeTimeoutMs);
    const greeting = await greetAnyone(dueMs);
    const { kind, detail, latencyMs } = greeting;
    if (!isUsable(kind)) return { kind, usable: false, latencyMs, capabilities: [], simulated: false, detail };
    const pong = await ask(requests.ping(), CAPABILITIES_TIMEOUT_MS);
    if (pong.kind !== "confirmed") return { kind, usable: true, latencyMs, capabilities: [], simulated: false, detail: `${detail}; ${pong.message}` };
    const { capabilities, simulated } = pong.value;
    return { kind, usable: true, latencyMs, capabilities, simulated, detail };
  };

  return {
    endpoint,
    probe,
    ping: (timeoutMs) => ask(requests.ping(), timeoutMs),
    readTruth: (timeoutMs) => ask(requests.syncAll(), timeoutMs),
    readPositions: (timeoutMs) => ask(requests.getPositions(), timeoutMs),
    readAccount: (timeoutMs) => ask(requests.getAccount(), timeoutMs),
    closePosition: (position, timeoutMs, permit) => ask(orderRequests.close(position), timeoutMs, permit),
    openOrder: (order, timeoutMs, permit) => ask(orderRequests.open(order, sign), timeoutMs, permit),
    repeatOrder: (order, sentAtMs, timeoutMs) => {
      const dueMs = dueIn(timeoutMs);
      return repeatOrder((request) => askUntil(request, dueMs), order, sentAtMs, clock.wallMs(), sign);
    },
    onTick: (listener) => ticks?.onTick(listener) ?? (() => {}),
    readHistory: (sinceMs, timeoutMs) => {
      const dueMs = dueIn(timeoutMs);
      return readHistory((request) => askUntil(request, dueMs), sinceMs);
    },
    lastAnswerAtMs: line.lastAnswerAtMs,
    onLine: line.onHint,
    close: async () => {
      isClosed = true;
      ticks?.close();
      await line.close();
    },
    kind: () => {
      const connection = line.current();
      return connection === null ? null : (greeter.kindOf(connection) ?? null);
    },
    diagnostics: () => ({ connections: line.connections(), strayReplies: strays.counts() }),
  };
}

const denied = (code: DeniedCode, message: string): Outcome<never> => ({ kind: "denied", code, message });
const noAnswer = (message: string): Outcome<never> => ({ kind: "unresolved", code: "NO_ANSWER", message });

const because = (trouble: string | null): string => (trouble === null ? "" : ` (${trouble})`);

const named = (kind: GatewayKind): string =>
  kind === "order-only EA" ? "the order-only kind, which would take it for an order" : `of kind ${kind}, and might take it for an order`;

/** A query and its greeting are one question, and it was not answered. A command has certainly not left. */
const heldBack = (request: Request<unknown>, { detail }: Greeting): Outcome<never> =>
  request.acts ? denied("EXPIRED", `${request.action} was not sent: the gateway ${detail}`) : noAnswer(`the gateway ${detail}, so ${request.action} was not sent`);

function outcomeOf<T>(reply: Reply<T>, action: string, latencyMs: number): Outcome<T> {
  switch (reply.kind) {
    case "done":
      return confirmed(reply.value, latencyMs);
    case "refused":
      return { kind: "refused", code: reply.code, message: reply.message, latencyMs };
    case "no-ticket":
      return { kind: "unresolved", code: "NO_TICKET", message: `${action}: ${reply.message}`, field: "ticket" };
    case "in-doubt":
      return { kind: "unresolved", code: "GATEWAY_EXCEPTION", message: `${action}: ${reply.message}` };
    case "unreadable":
      return { kind: "unresolved", code: "UNREADABLE", message: `${action}: ${sentenceOf(reply.problem)}`, field: reply.problem.field };
  }
}
