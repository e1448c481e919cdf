import type { InDoubt, OpenIntent, Order, OrderOutcome, Resolution, SettledBy } from "../contract/order.ts";
import { type Deal, isMarket, sideOf } from "../domain/order.ts";
import { type Position, sameSymbol } from "../domain/position.ts";
import type { Trade } from "../domain/trade.ts";
import { createDoubtEvidence, openingsOf, type Opening } from "./doubt-evidence.ts";
import type { JournalEvent } from "./journal-events.ts";
import { limits } from "./limits.ts";
import type { Refusal } from "./operator-desk.ts";
import { isEndedBy, isNettedInto, type OrderBook, orderKey } from "./order-book.ts";
import { orderTicket } from "./order-ticket.ts";
import type { Cancel, Clock, Result, Venue } from "./ports.ts";
import type { PositionLedger } from "./position-ledger.ts";
import type { Recorder } from "./recorder.ts";
import type { TruthReader } from "./truth-reader.ts";

/** Settles orders in doubt by the truth, never by a guess and never by waiting alone. */
export interface InDoubtDesk {
  /** An order begins: should it come into doubt, its time counts from now. */
  begun(order: Order): void;
  /** It has its outcome, which may be a doubt: that is looked at soon. */
  ended(order: Order): void;
  /** Orders of an earlier run may be in doubt: look soon. */
  look(): void;
  /** A person's word. */
  resolve(resolution: Resolution): Promise<Result<null, Refusal>>;
  list(): InDoubt[];
  stop(): void;
}

export interface InDoubtWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly reader: TruthReader;
  readonly recorder: Recorder;
  readonly book: OrderBook;
  readonly ledger: PositionLedger;
  readonly readTimeoutMs: number;
  /** What the gateway announced that it can do. */
  capabilities(): readonly string[];
  /** What the public ledger has to write down of it. */
  booking(order: Order): readonly JournalEvent[];
  /** By our record. */
  tradeOf(ticket: number): Trade | null;
  ownerOf(ticket: number): string | null;
  onChange(agentId: string, uuid: string): void;
  /** The venue was looked at once more. */
  onLooked(): void;
}

interface Watch {
  /** Complete reads, made after the settle time, that agreed. */
  reads: number;
  /** What matched in the last of them. */
  matched: readonly number[];
  /** What a person is shown. */
  candidates: readonly number[];
  /** What matched in the first of these reads: the order can no longer become a position after it. `null`: before it. */
  first: readonly number[] | null;
  /** Why it waits for a person; `null`: it does not, or not yet. */
  why: string | null;
  wasRepeated: boolean;
  wasTold: boolean;
}

const fresh = (): Watch => ({ reads: 0, matched: [], candidates: [], first: null, why: null, wasRepeated: false, wasTold: false });

/** What one turn knows of the venue. `deals` is `null` where there is no history, or none that could be read. */
interface Look {
  readonly positions: readonly Position[];
  readonly openings: readonly Opening[];
  readonly deals: readonly Deal[] | null;
}

/**
 * An `OPEN` in doubt is settled once nothing of it can be executed any more: its signature has expired, so a gateway
 * that still holds it refuses it. A venue that remembers orders is asked for its first outcome. Otherwise one matching
 * new position, or opening deal, in `limits.doubtReads` complete reads is the order; none is "never executed"; several
 * are for a person. So is a pending order, which shows in no list, and, without a history, one with a stop or a target:
 * it may have been opened and closed again before anybody looked. A `CLOSE` is settled by its
 * ticket being gone; one of a part by the history, or by a person.
 */
export function createInDoubtDesk(world: InDoubtWorld): InDoubtDesk {
  const { clock, venue, book, recorder } = world;
  const evidence = createDoubtEvidence(book, world.ledger, world.ownerOf);
  const watches = new Map<string, Watch>();
  /** Of this run's orders without an end: the monotonic moment at which they began. */
  const beganAt = new Map<string, number>();
  const startedAtMs = clock.monotonicMs();
  /** Their settling is being written down. */
  const settling = new Set<string>();
  let cancel: Cancel | null = null;
  let isLooking = false;
  let isStopped = false;

  const watchOf = ({ intent }: Order): Watch => {
    const key = orderKey(intent);
    const watch = watches.get(key) ?? fresh();
    watches.set(key, watch);
    return watch;
  };

  const settle = async (order: Order, outcome: OrderOutcome, by: SettledBy, person: { name: string; reason: string } | null = null): Promise<boolean> => {
    const { agentId, uuid } = order.intent;
    const key = orderKey(order.intent);
    // A person's word may have come while the venue was asked, and the other way round: the first one holds.
    const isInDoubt = book.inDoubt.some(({ intent }) => orderKey(intent) === key);
    if (!isInDoubt || settling.has(key)) return false;
    settling.add(key);
    const body = { agentId, uuid, outcome, by, name: person?.name ?? null, reason: person?.reason ?? null };
    const isWritten = await recorder.recordAll([{ kind: "ORDER_SETTLED", body }, ...world.booking({ ...order, outcome })]);
    settling.delete(key);
    if (!isWritten) return false;
    book.settle(agentId, uuid, outcome, by);
    watches.delete(key);
    beganAt.delete(key);
    world.onChange(agentId, uuid);
    return true;
  };

  /** By the monotonic clock, which nobody sets; an order of an earlier run is as old as this one at least. */
  const isRipe = ({ intent }: Order): boolean => clock.monotonicMs() - (beganAt.get(orderKey(intent)) ?? startedAtMs) >= limits.doubtSettleMs;

  const lookOnce = async (): Promise<void> => {
    const ripe = book.inDoubt.filter(isRipe);
    if (ripe.length === 0) return;
    for (const order of ripe) await repeat(order);
    const left = book.inDoubt.filter(isRipe);
    const look = left.length > 0 ? await lookAtVenue(left) : null;
    if (look === null) return;
    for (const order of left) await (order.intent.action === "OPEN" ? judgeOpen(order, order.intent, look) : judgeClose(order, look));
  };

  const lookAtVenue = async (orders: readonly Order[]): Promise<Look | null> => {
    // Strictly: an accepted contradiction proves nothing about a single order.
    const reading = await world.reader.readStrictly(world.readTimeoutMs);
    if (reading.kind !== "truth") return null;
    const sinceMs = Math.min(...orders.map(({ intent }) => intent.receivedAtMs)) - limits.historySlackMs;
    const history = world.capabilities().includes("HISTORY") ? await venue.readHistory(sinceMs, world.readTimeoutMs) : null;
    const deals = history?.kind === "confirmed" ? history.value : null;
    return { positions: reading.truth.positions, openings: openingsOf(reading.truth.positions, [...world.ledger.gone, ...world.ledger.positions.values()], deals), deals };
  };

  /** Asks a venue that remembers orders what became of this one; once, since it says the same every time. */
  const repeat = async (order: Order): Promise<void> => {
    const watch = watchOf(order);
    if (order.intent.action !== "OPEN" || watch.wasRepeated || !world.capabilities().includes("IDEMPOTENT_OPEN")) return;
    const outcome = await venue.repeatOrder(orderTicket(order.intent), order.sentAtMs ?? order.intent.receivedAtMs, world.readTimeoutMs);
    watch.wasRepeated = outcome.kind === "confirmed" || outcome.kind === "refused";
    if (outcome.kind === "confirmed") await settle(order, { kind: "confirmed", ...outcome.value, note: "The gateway told its first outcome." }, "idempotent resend");
    // It refuses an expired signature before or after it looks for the order: that tells nothing.
    else if (outcome.kind === "refused" && outcome.code !== "RISK_SIGNATURE_INVALID") await settle(order, { kind: "refused", code: outcome.code, message: outcome.message }, "idempotent resend");
  };

  const judgeOpen = async (order: Order, intent: OpenIntent, look: Look): Promise<void> => {
    const { openings, deals } = look;
    const watch = watchOf(order);
    const matching = evidence.among(order, openings);
    const parts = matching.some((opening) => evidence.proves(order, opening)) ? [] : evidence.partsAmong(order, openings);
    const found = matching.map(({ ticket }) => ticket);
    const agrees = watch.reads > 0 && found.join() === watch.matched.join();
    watch.reads = agrees ? watch.reads + 1 : 1;
    watch.matched = found;
    watch.candidates = found;
    watch.first ??= found;
    watch.why = null;
    if (watch.reads < limits.doubtReads || [...matching, ...parts].some(evidence.isUnderWay)) return;
    const [opening] = matching;
    const { first } = watch;
    watch.candidates = [...found, ...parts.map(({ ticket }) => ticket)];
    if (opening === undefined) return judgeAbsent(order, intent, parts.length > 0, look, watch);
    if (watch.candidates.length > 1) watch.why = "Several positions may be this order.";
    else if (evidence.isClaimedTwice(order, opening)) watch.why = "Another order in doubt may be this position just as well.";
    else if (!evidence.proves(order, opening) && (!first.includes(opening.ticket) || evidence.isOutOfTime(order, opening, openings))) watch.why = "The only position like it was opened at another time.";
    else {
      const { ticket, openPrice: price, volumeLots, isOpen } = opening;
      const note = isOpen ? "Found among the positions." : "It was open, and is closed again.";
      await settle(order, { kind: "confirmed", ticket, price, volumeLots, note }, isOpen || deals === null ? "positions" : "history");
    }
  };

  const judgeAbsent = async (order: Order, intent: OpenIntent, hasPart: boolean, { positions, openings, deals }: Look, watch: Watch): Promise<void> => {
    const hasHistory = deals !== null;
    if (positions.some((position) => isNettedInto(intent, position, world.tradeOf(position.ticket)))) watch.why = "A position in this symbol differs from our record by just this order: on a netting account that is how an order shows.";
    else if (mayHaveEnded(intent, positions)) watch.why = "A position of its size on the other side is gone: on a netting account an order ends it, and opens none.";
    else if (evidence.givenAwayAmong(order, openings).length > 0) watch.why = "The only position like it was given to another agent.";
    else if (hasPart) watch.why = "A smaller position may be a part of it.";
    else if (!isMarket(intent.type)) watch.why = "A pending order shows in no list of positions.";
    else if (!hasHistory && (intent.stopLoss !== null || intent.takeProfit !== null)) watch.why = "It may have been opened and closed again by its stop or its target; this gateway has no history.";
    else await settle(order, { kind: "refused", code: "NOT_EXECUTED", message: "No position of it appeared before its signature expired, nor after." }, hasHistory ? "history" : "positions");
  };

  /** Something of its size on the other side went since the order was asked for, and no close of ours took it. */
  const mayHaveEnded = (intent: OpenIntent, positions: readonly Position[]): boolean => {
    const listed = new Set(positions.map(({ ticket }) => ticket));
    const candidates = [...world.ledger.gone, ...world.ledger.positions.values()].filter((position) => isEndedBy(intent, position) && !listed.has(position.ticket) && !wentBefore(intent, position.ticket));
    if (candidates.length === 0) return false;
    const closed = new Set(book.recent(limits.ordersSearched).flatMap(({ intent: other, outcome }) => (other.action === "CLOSE" && outcome?.kind === "confirmed" ? [outcome.ticket] : [])));
    return candidates.some(({ ticket }) => !closed.has(ticket));
  };

  const wentBefore = ({ receivedAtMs }: OpenIntent, ticket: number): boolean => (world.tradeOf(ticket)?.closedAtMs ?? receivedAtMs) < receivedAtMs;

  const judgeClose = async (order: Order, { openings, deals }: Look): Promise<void> => {
    const { intent } = order;
    if (intent.action !== "CLOSE") return;
    const { ticket, volumeLots } = intent;
    if (!openings.some((opening) => opening.isOpen && opening.ticket === ticket)) {
      await settle(order, { kind: "confirmed", ticket, price: null, volumeLots: null, note: "Its position is gone from the venue." }, "positions");
      return;
    }
    // The close was sent, is not executed, and its gateway has served later reads: it will not be executed any more.
    const watch = watchOf(order);
    watch.reads += 1;
    if (watch.reads < limits.doubtReads) return;
    // A position that is still open may be what is left of it.
    const taken = volumeLots === null ? [] : partsTaken(order, deals);
    if (taken === null) watch.why = "A part of the position may have been closed; this gateway has no history.";
    else if (taken.length === 0) await settle(order, { kind: "refused", code: "NOT_EXECUTED", message: "Its position is still open." }, volumeLots === null ? "positions" : "history");
    else watch.why = "A part of the position was closed, by this order or by another.";
  };

  /** What was closed of its position since it was asked for; `null` without a history. */
  const partsTaken = ({ intent }: Order, deals: readonly Deal[] | null): readonly Deal[] | null =>
    deals?.filter(({ positionId, entry, atMs }) => intent.action === "CLOSE" && positionId === intent.ticket && entry !== "IN" && atMs >= intent.receivedAtMs - limits.historySlackMs) ?? null;

  /** Once an order: a person was told, and it stays in sight until it is settled. */
  const tellOfDecisions = async (): Promise<void> => {
    for (const order of book.inDoubt) {
      const watch = watchOf(order);
      if (watch.why === null || watch.wasTold) continue;
      const { agentId, uuid } = order.intent;
      watch.wasTold = await recorder.record({ kind: "ORDER_WANTS_DECISION", body: { agentId, uuid, why: watch.why, candidates: [...watch.candidates] } });
    }
  };

  const turn = async (): Promise<void> => {
    cancel = null;
    if (isLooking || isStopped) return;
    isLooking = true;
    await lookOnce();
    await tellOfDecisions();
    isLooking = false;
    world.onLooked();
    plan();
  };

  const plan = (): void => {
    if (isStopped || cancel !== null || isLooking || book.inDoubt.length === 0) return;
    cancel = clock.after(limits.doubtReadIntervalMs, () => void turn());
  };

  /** Why this ticket cannot be that order's; `null`: it may be. */
  const refusalOf = ({ intent }: Order, ticket: number): string | null => {
    if (intent.action === "CLOSE") return intent.ticket === ticket ? null : `The order was to close ticket ${intent.ticket}, not ${ticket}.`;
    const owner = world.ownerOf(ticket);
    if (owner !== null && owner !== intent.agentId) return `Ticket ${ticket} belongs to agent ${owner}.`;
    const opener = book.openerOf(ticket);
    if (opener !== null) return `Ticket ${ticket} was opened by order ${opener.intent.uuid}.`;
    const position = world.ledger.positions.get(ticket);
    if (position === undefined || (sameSymbol(position.symbol, intent.symbol) && position.side === sideOf(intent.type))) return null;
    return `Ticket ${ticket} is ${position.side} ${position.symbol}; the order was ${sideOf(intent.type)} ${intent.symbol}.`;
  };

  return {
    begun: ({ intent }) => void beganAt.set(orderKey(intent), clock.monotonicMs()),
    ended: ({ intent, outcome }) => {
      if (outcome?.kind !== "unresolved") beganAt.delete(orderKey(intent));
      plan();
    },
    look: plan,
    resolve: async ({ agentId, uuid, ticket, name, reason }) => {
      const order = book.inDoubt.find(({ intent }) => intent.agentId === agentId && intent.uuid === uuid);
      if (!order) return refused(`No order ${uuid} of agent ${agentId} is in doubt.`);
      const why = ticket === null ? null : refusalOf(order, ticket);
      if (why !== null) return refused(why);
      const outcome: OrderOutcome =
        ticket === null
          ? { kind: "refused", code: "NOT_EXECUTED", message: "An operator settled it as never executed." }
          : { kind: "confirmed", ticket, price: null, volumeLots: order.intent.action === "OPEN" ? order.intent.volumeLots : null, note: "An operator settled it." };
      const isSettled = await settle(order, outcome, "operator", { name, reason });
      return isSettled ? { ok: true, value: null } : refused(`Order ${uuid} is not in doubt any more, or its settling could not be written down.`);
    },
    list: () =>
      book.inDoubt.map((order) => {
        const { intent, outcome } = order;
        const watch = watchOf(order);
        return {
          uuid: intent.uuid,
          agentId: intent.agentId,
          symbol: intent.symbol ?? "",
          side: intent.action === "OPEN" ? sideOf(intent.type) : null,
          volumeLots: intent.volumeLots,
          sinceMs: intent.receivedAtMs,
          why: [outcome?.kind === "unresolved" ? outcome.message : "", watch.why ?? ""].filter(Boolean).join(" "),
          candidates: [...watch.candidates],
        };
      }),
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
}

const refused = (message: string): { readonly ok: false; readonly failure: Refusal } => ({ ok: false, failure: { message } });
