import type { OpenIntent, Order } from "../contract/order.ts";
import { type Deal, sideOf } from "../domain/order.ts";
import { orderTag, tagIn } from "../domain/order-tag.ts";
import type { Position } from "../domain/position.ts";
import { sameVolume } from "../domain/volume.ts";
import type { OrderBook } from "./order-book.ts";
import type { PositionLedger } from "./position-ledger.ts";

/** A position that was opened, as far as the venue tells: it is open now, or the history says that it was. */
export interface Opening extends Pick<Position, "ticket" | "symbol" | "side" | "volumeLots" | "openPrice" | "magic" | "comment"> {
  readonly isOpen: boolean;
}

/** What is open, and what the history says was opened and is closed again. `deals` is `null` without a history. */
export function openingsOf(positions: readonly Position[], deals: readonly Deal[] | null): Opening[] {
  const openings = new Map<number, Opening>();
  for (const { positionId, symbol, side, volumeLots, price, magic, comment, entry } of deals ?? []) {
    if (entry !== "OUT") openings.set(positionId, { ticket: positionId, symbol, side, volumeLots, openPrice: price, magic, comment, isOpen: false });
  }
  for (const position of positions) openings.set(position.ticket, { ...position, isOpen: true });
  return [...openings.values()];
}

/** Which openings may be an order in doubt: by its tag where comments are kept, else by everything that must agree. */
export interface DoubtEvidence {
  /** One that carries the order's tag is the order, whatever else looks alike. */
  among(order: Order, openings: readonly Opening[]): readonly Opening[];
  /** Another order in doubt could be this opening just as well: only a person can tell them apart. */
  isClaimedTwice(order: Order, opening: Opening): boolean;
}

export function createDoubtEvidence(book: OrderBook, ledger: PositionLedger): DoubtEvidence {
  const mayBe = (order: Order, opening: Opening): boolean =>
    order.intent.action === "OPEN" && isAlike(order.intent, opening) && book.ownerOf(opening.ticket) === null && ledger.isNewSince(opening.ticket, book.ledgerVersionOf(order));

  return {
    among: (order, openings) => {
      const alike = openings.filter((opening) => mayBe(order, opening));
      const certain = alike.filter((opening) => carriesTag(order, opening));
      return certain.length > 0 ? certain : alike;
    },
    isClaimedTwice: (order, opening) => !carriesTag(order, opening) && book.inDoubt.some((other) => other !== order && mayBe(other, opening)),
  };
}

const carriesTag = ({ intent }: Order, { comment }: Opening): boolean => tagIn(comment) === orderTag(intent.agentId, intent.uuid);

/** The same symbol, side, volume and magic number; a tag, where there is one, must be this order's. */
function isAlike(intent: OpenIntent, found: Opening): boolean {
  const isSame = found.symbol === intent.symbol && found.side === sideOf(intent.type) && sameVolume(found.volumeLots, intent.volumeLots);
  const isOfOurMagic = found.magic === null || found.magic === intent.magic;
  const tag = tagIn(found.comment);
  return isSame && isOfOurMagic && (tag === null || tag === orderTag(intent.agentId, intent.uuid));
}
