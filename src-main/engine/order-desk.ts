import type { CloseIntent, OpenIntent, Order, OrderIntent, OrderOutcome, RiskCheck } from "../contract/order.ts";
import { sideOf } from "../domain/order.ts";
import { type Position, sameSymbol } from "../domain/position.ts";
import { exactLots, sameVolume } from "../domain/volume.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { JournalEvent } from "./journal-events.ts";
import { limits } from "./limits.ts";
import { type OrderBook, orderKey } from "./order-book.ts";
import { orderTicket } from "./order-ticket.ts";
import type { Clock, Permit, Venue } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import { createSharedLook } from "./shared-look.ts";
import type { TruthReader } from "./truth-reader.ts";

/** Why an order may not leave, in a word and a sentence. */
export interface Denial {
  readonly code: string;
  readonly message: string;
}

/** What the risk rules say of an intent. */
export interface Assessment {
  readonly checks: readonly RiskCheck[];
  readonly denial: Denial | null;
}

export interface OrderDesk {
  /** Takes an order to its outcome. The same uuid of the same agent is never sent twice: it shares the first outcome. */
  order(intent: OrderIntent): Promise<OrderOutcome>;
  /** Settles when every order that is on its way now has its outcome, written down. */
  settled(): Promise<void>;
}

export interface OrderDeskWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly reader: TruthReader;
  readonly recorder: Recorder;
  readonly book: OrderBook;
  /** Longest wait for the gateway's answer. */
  readonly timeoutMs: number;
  /** May this leave at this moment? Asked once on arrival, and again right before the bytes leave. */
  mayLeave(intent: OrderIntent): Denial | null;
  assess(intent: OpenIntent): Assessment;
  /** The position of the last truth with this ticket. */
  positionOf(ticket: number): Position | null;
  /** Has a position with this ticket ever been open, as far as we know? */
  wasOpen(ticket: number): boolean;
  /** The order's place in the book changed. */
  onChange(agentId: string, uuid: string): void;
  /** What the public ledger has to write down of it. `found`: of a close, its position as the close found it. */
  booking(order: Order, found: Position | null): readonly JournalEvent[];
  /** The venue refuses orders of programs altogether, whatever they say. */
  onAutotradingOff(message: string): void;
}

/** When an order came, by both clocks. */
interface Began {
  readonly atMs: number;
  readonly wallMs: number;
}

interface Sent {
  readonly outcome: OrderOutcome;
  readonly latencyMs: number | null;
  /** Of a close that was done: its position as it was before. */
  readonly found?: Position | null;
}

/** An order's way: state, doubt, risk, durable intent, state again, sent once, durable outcome. */
export function createOrderDesk(world: OrderDeskWorld): OrderDesk {
  const { clock, venue, recorder, book } = world;
  /** Orders on their way, so that the same uuid joins instead of leaving twice. */
  const underWay = new Map<string, Promise<OrderOutcome>>();
  const look = createSharedLook(clock, world.timeoutMs, (timeoutMs) => world.reader.read(timeoutMs));

  const take = async (asked: OrderIntent): Promise<OrderOutcome> => {
    const began: Began = { atMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    const intent = withSymbol(asked);
    const early = world.mayLeave(intent) ?? inDoubtDenial(intent);
    if (early) return deny(intent, [], early);
    const { checks, denial } = intent.action === "OPEN" ? world.assess(intent) : { checks: [], denial: null };
    if (denial) return deny(intent, checks, denial);

    const begun = book.begin(intent, checks);
    world.onChange(intent.agentId, intent.uuid);
    if (!(await recorder.record({ kind: "ORDER_INTENDED", body: { intent, checks: [...checks] } }))) {
      return finish(intent, { outcome: { kind: "denied", code: "JOURNAL_UNWRITABLE", message: "The intent could not be written down, so it did not leave." }, latencyMs: null }, null);
    }
    book.durable(begun, clock.wallMs());
    let sentAtMs: number | null = null;
    const permit: Permit = () => {
      const refusal = permission(intent, began);
      if (refusal === null) sentAtMs = clock.wallMs();
      return refusal;
    };
    const sent = intent.action === "OPEN" ? await open(intent, permit) : await close(intent, permit);
    // A permit that was granted is not a message that left: the connection may have gone between the two.
    return finish(intent, sent, sent.outcome.kind === "denied" ? null : sentAtMs);
  };

  /** A close may name the ticket alone; whoever reads of it wants to know in what. */
  const withSymbol = (intent: OrderIntent): OrderIntent =>
    intent.action === "CLOSE" && intent.symbol === null ? { ...intent, symbol: world.positionOf(intent.ticket)?.symbol ?? null } : intent;

  /** The last word before the bytes leave: the state, the doubt and the intent's age, at that very moment. */
  const permission = (intent: OrderIntent, began: Began): Denial | null => {
    const denial = world.mayLeave(intent) ?? inDoubtDenial(intent);
    if (denial) return denial;
    // The monotonic clock is never set, and stands still on some systems while the machine sleeps.
    const ageMs = Math.max(clock.monotonicMs() - began.atMs, clock.wallMs() - began.wallMs);
    return ageMs <= limits.intentLifeMs ? null : { code: "EXPIRED", message: `The intent is ${Math.round(ageMs)} ms old and was not sent any more.` };
  };

  const inDoubtDenial = (intent: OrderIntent): Denial | null => {
    if (intent.action === "CLOSE") return null;
    const doubtful = book.inDoubt.find(({ intent: other }) => other.action === "OPEN" && other.agentId === intent.agentId && sameSymbol(other.symbol, intent.symbol));
    return doubtful ? { code: "IN_DOUBT", message: `Order ${doubtful.intent.uuid} on ${intent.symbol} is in doubt; the symbol waits until it is settled.` } : null;
  };

  const open = async (intent: OpenIntent, permit: Permit): Promise<Sent> => {
    let denial: Denial | null = null;
    const asked: Permit = () => (denial = permit());
    const outcome = await venue.openOrder(orderTicket(intent), world.timeoutMs, asked);
    if (outcome.kind !== "confirmed") return unhappy(outcome, denial);
    return { outcome: { kind: "confirmed", ...outcome.value, note: null }, latencyMs: outcome.latencyMs };
  };

  const close = async (intent: CloseIntent, permit: Permit): Promise<Sent> => {
    const listed = world.positionOf(intent.ticket);
    const filled = listed === null ? justFilled(intent.ticket) : null;
    const position = listed ?? filled ?? (await leftOf(intent.ticket));
    if (position === null && !world.wasOpen(intent.ticket)) return { outcome: { kind: "refused", code: "POSITION_NOT_FOUND", message: `Position ${intent.ticket} not found.` }, latencyMs: null };
    if (position === null) return { outcome: alreadyClosed(intent), latencyMs: null };
    if (position === "unknown") return { outcome: { kind: "denied", code: "TRUTH_UNKNOWN", message: `Nobody can tell now whether position ${intent.ticket} is open: the truth cannot be read.` }, latencyMs: null };
    let denial: Denial | null = null;
    const asked: Permit = () => (denial = permit());
    const part = intent.volumeLots !== null && !sameVolume(intent.volumeLots, position.volumeLots) ? intent.volumeLots : null;
    const outcome = await venue.closePosition({ ...position, volumeLots: part ?? position.volumeLots }, world.timeoutMs, asked);
    if (outcome.kind === "denied") return unhappy(outcome, denial);
    const left = await leftOf(intent.ticket);
    // No list may show yet what was filled a moment ago: not being listed proves nothing then.
    const isGone = left === null && filled === null;
    if (outcome.kind === "confirmed") {
      const { closePrice: price, closingTicket } = outcome.value;
      const closed = closedOf(position, part, isGone ? null : left);
      return { outcome: { kind: "confirmed", ticket: intent.ticket, closingTicket, price, ...closed }, latencyMs: outcome.latencyMs, found: position };
    }
    // The answer was no, or none: what is left says more than either.
    return isGone ? { outcome: alreadyClosed(intent), latencyMs: null } : unhappy(outcome, denial);
  };

  /** What an order of ours was told it opened within the time in which terminals' lists lag. */
  const justFilled = (ticket: number): Position | null => {
    const sinceMs = clock.wallMs() - limits.fillSettleMs;
    const order = book.openerOf(ticket);
    if (order === null || (order.endedAtMs ?? 0) < sinceMs) return null;
    return order.intent.action === "OPEN" && order.outcome?.kind === "confirmed" ? positionFrom(order.intent, order.outcome) : null;
  };

  /** What a fresh read still lists under this ticket; `null`: nothing; `unknown`: it could not be read. */
  const leftOf = async (ticket: number): Promise<Position | null | "unknown"> => {
    const reading = await look();
    if (reading.kind === "failed") return "unknown";
    const { positions } = reading.kind === "truth" ? reading.truth : reading.fuller;
    return positions.find((position) => position.ticket === ticket) ?? (reading.kind === "truth" ? null : "unknown");
  };

  const deny = (intent: OrderIntent, checks: readonly RiskCheck[], { code, message }: Denial): OrderOutcome => {
    const outcome: OrderOutcome = { kind: "denied", code, message };
    book.begin(intent, checks);
    book.end(intent.agentId, intent.uuid, { outcome, atMs: clock.wallMs(), sentAtMs: null, latencyMs: null });
    world.onChange(intent.agentId, intent.uuid);
    void recorder.record({ kind: "ORDER_DENIED", body: { intent, checks: [...checks], code, message } });
    return outcome;
  };

  const finish = async ({ agentId, uuid }: OrderIntent, { outcome, latencyMs, found = null }: Sent, sentAtMs: number | null): Promise<OrderOutcome> => {
    const order = book.end(agentId, uuid, { outcome, atMs: clock.wallMs(), sentAtMs, latencyMs });
    world.onChange(agentId, uuid);
    if (outcome.kind === "refused" && outcome.code === "AUTOTRADING_OFF") world.onAutotradingOff(outcome.message);
    await recorder.recordAll([{ kind: "ORDER_ENDED", body: { agentId, uuid, outcome, sentAtMs, latencyMs } }, ...(order ? world.booking(order, found) : [])]);
    // Truth read meanwhile may have settled it already.
    return book.find(agentId, uuid)?.outcome ?? outcome;
  };

  return {
    order: (intent) => {
      const key = orderKey(intent);
      const known = book.find(intent.agentId, intent.uuid);
      // The first one's outcome would be taken for this one's.
      if (known && !isSameOrder(known.intent, intent)) return Promise.resolve({ kind: "denied", code: "UUID_REUSED", message: `The uuid ${intent.uuid} was another order's: ${told(known.intent)}.` });
      const joined = underWay.get(key);
      if (joined) return joined;
      if (known?.outcome) return Promise.resolve(known.outcome);
      const way = take(intent).finally(() => underWay.delete(key));
      underWay.set(key, way);
      return way;
    },
    settled: async () => {
      await Promise.all(underWay.values());
    },
  };
}

/** A position that no list shows yet, as the answer to its order told of it. */
const positionFrom = (intent: OpenIntent, { ticket, price, volumeLots }: Extract<OrderOutcome, { kind: "confirmed" }>): Position => ({
  ticket,
  symbol: intent.symbol,
  side: sideOf(intent.type),
  volumeLots: volumeLots ?? intent.volumeLots,
  openPrice: price,
  currentPrice: null,
  profit: null,
  swap: null,
  stopLoss: intent.stopLoss,
  takeProfit: intent.takeProfit,
  openedAtMs: null,
  magic: intent.magic,
  comment: null,
});

/**
 * The same action on the same thing, as far as one that is asked again always repeats it: a market order asked anew may
 * well carry the price of now.
 */
function isSameOrder(first: OrderIntent, again: OrderIntent): boolean {
  if (first.action === "CLOSE") return again.action === "CLOSE" && first.ticket === again.ticket && first.volumeLots === again.volumeLots;
  if (again.action === "CLOSE") return false;
  return sameSymbol(first.symbol, again.symbol) && first.type === again.type && sameVolume(first.volumeLots, again.volumeLots);
}

const told = (intent: OrderIntent): string => (intent.action === "CLOSE" ? `CLOSE ${intent.ticket}` : `${intent.type} ${intent.volumeLots} ${intent.symbol}`);

/**
 * What a confirmed close took, by what is left. A list that lags shows the position as it was, and says nothing; one that
 * shows less than was there before the close and more than should be left shows that it was done in part.
 * @param left `null`: nothing
 */
function closedOf({ volumeLots: before }: Position, part: number | null, left: Position | null | "unknown"): { readonly volumeLots: number; readonly note: string | null } {
  if (left === null) return { volumeLots: before, note: part === null ? null : "The whole position was closed, although a part was asked." };
  const asked = part ?? before;
  const taken = left === "unknown" ? 0 : exactLots(before - left.volumeLots);
  if (left === "unknown" || taken <= 0 || taken >= asked) return { volumeLots: asked, note: null };
  return { volumeLots: taken, note: `Only ${taken} lots were closed; ${left.volumeLots} are still open.` };
}

const alreadyClosed = ({ ticket }: CloseIntent): OrderOutcome => ({ kind: "confirmed", ticket, price: null, volumeLots: null, note: "It was closed already." });

function unhappy(outcome: Exclude<Outcome<unknown>, { kind: "confirmed" }>, denial: Denial | null): Sent {
  const { kind, message } = outcome;
  // The venue knows only that it was not permitted; the state knows why.
  const code = kind === "denied" && denial ? denial.code : outcome.code;
  return { outcome: { kind, code, message: kind === "denied" && denial ? denial.message : message }, latencyMs: kind === "refused" ? outcome.latencyMs : null };
}
