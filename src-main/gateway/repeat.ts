import type { Filled } from "../domain/order.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { OrderTicket } from "../engine/ports.ts";
import { orderRequests, type Sign } from "./order-requests.ts";
import { type Request, requests } from "./wire.ts";

/** One question to the gateway, within what is left of the caller's time. */
type Ask = <T>(request: Request<T>) => Promise<Outcome<T>>;

/** What a gateway that answers a uuid it has seen with its first outcome says in its pong. */
const CAPABILITY = "IDEMPOTENT_OPEN";

/**
 * Twice what a risk signature is good for: an order that was taken at all met a clock that is no further from ours than
 * once, so that by the gateway's clock too the signature has expired by then.
 */
const SURELY_EXPIRED_MS = 10_000;

/**
 * Asks for the first outcome of an order that left at `sentAtMs`, when it is now `nowMs` (both UTC, Unix ms).
 *
 * It is `denied` while its signature may still be good, and to a gateway that does not say, now, that it looks at the
 * uuid: either would be a second order. Of the order itself a denial says nothing.
 */
export async function repeatOrder(ask: Ask, order: OrderTicket, sentAtMs: number, nowMs: number, sign: Sign): Promise<Outcome<Filled>> {
  if (nowMs - sentAtMs < SURELY_EXPIRED_MS) return held("the signature it left with may still be good, and it could be executed");
  const pong = await ask(requests.ping());
  if (pong.kind === "refused") return held(`the gateway refused PING (${pong.code}: ${pong.message})`);
  if (pong.kind !== "confirmed") return pong;
  if (!pong.value.capabilities.includes(CAPABILITY)) return held(`the gateway's PING does not say ${CAPABILITY}, and it would be executed again`);
  const outcome = await ask(orderRequests.repeat(order, sentAtMs, sign));
  return outcome.kind === "refused" && outcome.code === "MT5_NOT_CONNECTED" ? ofNow(outcome.message) : outcome;
}

const held = (why: string): Outcome<never> => ({ kind: "denied", code: "NOT_PERMITTED", message: `OPEN was not repeated: ${why}` });

/** Said without a look at the uuid, it would be about the gateway of now and not about the order. */
const ofNow = (message: string): Outcome<never> => ({
  kind: "unresolved",
  code: "GATEWAY_EXCEPTION",
  message: `OPEN: the gateway said MT5_NOT_CONNECTED (${message}), which may be about now instead of then`,
});
