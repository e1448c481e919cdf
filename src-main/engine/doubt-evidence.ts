import type { OpenIntent, Order } from "../contract/order.ts";
import { type Deal, sideOf } from "../domain/order.ts";
import { orderTag, tagIn } from "../domain/order-tag.ts";
import { type Position, sameSymbol } from "../domain/position.ts";
import { sameVolume } from "../domain/volume.ts";
import { limits } from "./limits.ts";
import type { OrderBook } from "./order-book.ts";
import type { PositionLedger } from "./position-ledger.ts";

/** A position that was opened, as far as the venue tells: it is open now, or our record or the history says that it was. */
export interface Opening extends Pick<Position, "ticket" | "symbol" | "side" | "volumeLots" | "openPrice" | "openedAtMs" | "magic" | "comment"> {
  readonly isOpen: boolean;
}

/** What is open, and what our record or the history says was opened and is closed again. `deals` is `null` without a history. */
export function openingsOf(positions: readonly Position[], recorded: readonly Position[], deals: readonly Deal[] | null): Opening[] {
  const openings = new Map<number, Opening>(recorded.map((position) => [position.ticket, { ...position, isOpen: false }]));
  for (const { positionId, symbol, side, volumeLots, price, magic, comment, entry } of deals ?? []) {
    if (entry !== "OUT") openings.set(positionId, { ticket: positionId, symbol, side, volumeLots, openPrice: price, openedAtMs: null, magic, comment, isOpen: false });
  }
  for (const position of positions) openings.set(position.ticket, { ...position, isOpen: true });
  return [...openings.values()];
}

/** Which openings may be an order in doubt: by its tag where comments are kept, else by everything that must agree. */
export interface DoubtEvidence {
  /** One that carries the order's tag is the order, whatever else looks alike. */
  among(order: Order, openings: readonly Opening[]): readonly Opening[];
  /** Smaller ones that are alike in everything else: brokers fill in part, and only a tag proves it. */
  partsAmong(order: Order, openings: readonly Opening[]): readonly Opening[];
  /** Those that could be the order, had they not been given to another agent meanwhile. */
  givenAwayAmong(order: Order, openings: readonly Opening[]): readonly Opening[];
  /** This opening carries the order's own tag. */
  proves(order: Order, opening: Opening): boolean;
  /** It was opened before the order was asked for, or when it could not be executed any more, by the venue's own clock. */
  isOutOfTime(order: Order, opening: Opening, openings: readonly Opening[]): boolean;
  /** Another order in doubt could be this opening just as well: only a person can tell them apart. */
  isClaimedTwice(order: Order, opening: Opening): boolean;
  /** An order that has no outcome yet may be opening this right now: it will be told apart when it has one. */
  isUnderWay(opening: Opening): boolean;
}

export function createDoubtEvidence(book: OrderBook, ledger: PositionLedger, ownerOf: (ticket: number) => string | null): DoubtEvidence {
  /** It is another agent's, as a person may have said. */
  const isGivenAway = ({ intent }: Order, { ticket }: Opening): boolean => (ownerOf(ticket) ?? intent.agentId) !== intent.agentId;
  const mayBe = (order: Order, opening: Opening): boolean => couldBe(order, opening) && !isGivenAway(order, opening);
  /** It, or a part of it, whosever it is. */
  const couldBe = (order: Order, opening: Opening): boolean => {
    const { intent } = order;
    if (intent.action !== "OPEN" || !isAlike(intent, opening) || book.ownerOf(opening.ticket) !== null) return false;
    const isSmall = opening.volumeLots < intent.volumeLots || sameVolume(opening.volumeLots, intent.volumeLots);
    return (isSmall || proves(order, opening)) && ledger.isNewSince(opening.ticket, book.ledgerVersionOf(order));
  };
  const isWhole = ({ intent }: Order, { volumeLots }: Opening): boolean => sameVolume(volumeLots, intent.volumeLots ?? 0);

  return {
    among: (order, openings) => {
      const alike = openings.filter((opening) => mayBe(order, opening));
      const certain = alike.filter((opening) => proves(order, opening));
      return certain.length > 0 ? certain : alike.filter((opening) => isWhole(order, opening));
    },
    partsAmong: (order, openings) => openings.filter((opening) => mayBe(order, opening) && !isWhole(order, opening)),
    givenAwayAmong: (order, openings) => openings.filter((opening) => couldBe(order, opening) && isGivenAway(order, opening)),
    proves,
    isOutOfTime: ({ intent }, { openedAtMs }, openings) => {
      const offset = venueClock(book.recent(limits.ordersSearched), openings);
      if (openedAtMs === null || offset === null) return false;
      const isTooEarly = openedAtMs + TICK_MS - offset.leastMs < intent.receivedAtMs;
      return isTooEarly || openedAtMs - offset.mostMs > intent.receivedAtMs + limits.doubtSettleMs;
    },
    isClaimedTwice: (order, opening) => !proves(order, opening) && book.inDoubt.some((other) => other !== order && mayBe(other, opening)),
    isUnderWay: (opening) => book.open.some((other) => other.outcome === null && mayBe(other, opening)),
  };
}

/** Venues tell when a position was opened in whole seconds. */
const TICK_MS = 1_000;
const FILLS_MEASURED = 10;

/**
 * How far the venue's clock is ahead of ours, which is hours where it tells the broker's time: measured at the quickest of
 * our newest fills that are open, each of which was opened between its sending and its answer. `null`: there is none.
 */
function venueClock(orders: readonly Order[], openings: readonly Opening[]): { readonly leastMs: number; readonly mostMs: number } | null {
  const openedAt = new Map(openings.map(({ ticket, openedAtMs }) => [ticket, openedAtMs]));
  const measured = orders.flatMap(({ intent, outcome, sentAtMs, endedAtMs, settledBy }) => {
    const openedAtMs = intent.action === "OPEN" && outcome?.kind === "confirmed" && settledBy === null ? openedAt.get(outcome.ticket) : undefined;
    if (openedAtMs === undefined || openedAtMs === null || sentAtMs === null || endedAtMs === null) return [];
    return [{ leastMs: openedAtMs - endedAtMs, mostMs: openedAtMs + TICK_MS - sentAtMs }];
  });
  const [quickest] = measured.slice(-FILLS_MEASURED).toSorted((a, b) => a.mostMs - a.leastMs - (b.mostMs - b.leastMs));
  return quickest ?? null;
}

const proves = ({ intent }: Order, { comment }: Opening): boolean => tagIn(comment) === orderTag(intent.agentId, intent.uuid);

/** The same symbol, side and magic number; a tag, where there is one, must be this order's. */
function isAlike(intent: OpenIntent, found: Opening): boolean {
  const isSame = sameSymbol(found.symbol, intent.symbol) && found.side === sideOf(intent.type);
  const isOfOurMagic = found.magic === null || found.magic === intent.magic;
  const tag = tagIn(found.comment);
  return isSame && isOfOurMagic && (tag === null || tag === orderTag(intent.agentId, intent.uuid));
}
