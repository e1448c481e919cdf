import type { Deal } from "../domain/order.ts";
import { confirmed, type Outcome } from "../domain/outcome.ts";
import { readDealRows } from "./deal-rows.ts";
import { problem } from "./fields.ts";
import { type Body, done, type Reply, type Request, requests, unreadable } from "./wire.ts";

/** One question to the gateway, within what is left of the caller's time. */
type Ask = <T>(request: Request<T>) => Promise<Outcome<T>>;

interface Page {
  readonly deals: readonly Deal[];
  /** There are later ones, which did not fit. */
  readonly hasMore: boolean;
}

/** What a gateway that keeps history for us says in its pong. */
const CAPABILITY = "HISTORY";

/**
 * Every deal since `sinceMs` (UTC, Unix ms), each once, oldest first, in as many questions as the gateway needs.
 *
 * The gateway is asked first whether it has a history, every time: to one that has none, `GET_HISTORY` is an unknown
 * action, and the program behind the port may have changed since it was last asked.
 */
export async function readHistory(ask: Ask, sinceMs: number): Promise<Outcome<readonly Deal[]>> {
  const pong = await ask(requests.ping());
  if (pong.kind !== "confirmed") return pong;
  if (!pong.value.capabilities.includes(CAPABILITY)) {
    return { kind: "refused", code: "UNSUPPORTED", message: `the gateway keeps no history for us: its PING does not say ${CAPABILITY}`, latencyMs: pong.latencyMs };
  }
  const deals = new Map<number, Deal>();
  let fromMs = sinceMs;
  for (;;) {
    const page = await ask(dealsSince(fromMs));
    if (page.kind !== "confirmed") return page;
    const known = deals.size;
    for (const deal of page.value.deals) deals.set(deal.dealId, deal);
    if (!page.value.hasMore) return confirmed(inOrder(deals.values()), page.latencyMs);
    if (deals.size === known) return stuck(fromMs);
    // From the last one's own moment, not after it: others of the same ms may not have fitted.
    fromMs = page.value.deals.at(-1)?.atMs ?? fromMs;
  }
}

const dealsSince = (fromMs: number): Request<Page> => ({
  action: "GET_HISTORY",
  fields: () => ({ since: new Date(fromMs).toISOString() }),
  acts: false,
  doneStatus: "OK",
  read: readPage,
});

function readPage(body: Body): Reply<Page> {
  const hasMore = body["has_more"] ?? false;
  if (typeof hasMore !== "boolean") return unreadable(problem("has_more", hasMore, "true or false"));
  const reading = readDealRows(body["deals"], "deals");
  if (!reading.ok) return unreadable(reading.problem);
  const { deals } = reading;
  const misplaced = hasMore ? deals.findIndex((deal, index) => deal.atMs < (deals[index - 1]?.atMs ?? 0)) : -1;
  // The next page begins where this one ends: out of order, it would skip some.
  if (misplaced !== -1) return unreadable(problem(`deals[${misplaced}].time_ms`, deals[misplaced]?.atMs, "no earlier than the one before it"));
  return done({ deals, hasMore });
}

const inOrder = (deals: Iterable<Deal>): Deal[] => Array.from(deals).toSorted((a, b) => a.atMs - b.atMs || a.dealId - b.dealId);

/** A part of the history would look like the whole of it. */
const stuck = (fromMs: number): Outcome<never> => ({
  kind: "unresolved",
  code: "UNREADABLE",
  message: `GET_HISTORY: the gateway says there are more deals since ${new Date(fromMs).toISOString()}, and does not give them`,
  field: "has_more",
});
