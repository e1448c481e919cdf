import type { Clock } from "../engine/ports.ts";
import type { Strikes } from "./faults.ts";
import type { Habits, KindName } from "./gateway-kinds.ts";
import type { HedgingAccount } from "./hedging-account.ts";
import type { Market } from "./market.ts";
import type { ReplyTimes } from "./reply-times.ts";
import type { ActionRequest } from "./request.ts";
import type { SignatureRules } from "./signature-check.ts";

export type Fields = Record<string, unknown>;

/** A reply on its way to JSON. */
export interface Reply extends Fields {
  account?: Fields;
  positions?: Fields[];
}

/** Everything a gateway answers from. */
export interface GatewayState {
  readonly kind: KindName;
  readonly account: HedgingAccount;
  readonly market: Market;
  readonly clock: Clock;
  readonly habits: Habits;
  /** Given to orders that carry none. */
  readonly magic: number;
  readonly signature: SignatureRules;
}

/** One request with what strikes it and when it came. */
export interface Asked extends ActionRequest {
  readonly strikes: Strikes;
  readonly times: ReplyTimes;
  /** Monotonic. */
  readonly receivedAtMs: number;
}

/** Milliseconds from receiving the request until now, two decimals. */
export const latencyMs = (state: GatewayState, asked: Asked): number =>
  Math.round((state.clock.monotonicMs() - asked.receivedAtMs) * 100) / 100;

/** An order that failed is `REJECTED`, a query `error`. */
export function failed(state: GatewayState, asked: Asked, code: string, message: string): Reply {
  const status = asked.action === "OPEN" || asked.action === "CLOSE" ? "REJECTED" : "error";
  return { uuid: asked.uuid, status, error_code: code, error_msg: message, timestamp: asked.times.iso(state.clock.wallMs()) };
}
