import type { Order } from "../contract/order.ts";
import { isMarket, sideOf } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import type { ReservedOrder } from "../domain/risk-situation.ts";
import { exactLots } from "../domain/volume.ts";
import { limits } from "./limits.ts";
import type { Clock } from "./ports.ts";

/**
 * Orders that the venue confirmed and that no list of positions shows yet: a truth read before the fill, or a terminal
 * whose list lags, would let the next order pass as if this one did not exist. A pending order shows in no list until
 * it is filled, so it counts for a day.
 */
export interface FreshFills {
  /** `atMs` is monotonic. */
  add(order: Order, atMs: number): void;
  /** A truth that was asked for at this monotonic moment. */
  onTruth(positions: readonly Position[], atMs: number): void;
  readonly reserved: readonly ReservedOrder[];
  /** Confirmed, opened or closed, so short a while ago that a list may not show it yet. */
  has(ticket: number): boolean;
}

interface Fill extends ReservedOrder {
  readonly goneAtMs: number;
}

export function createFreshFills(): FreshFills {
  const fills = new Map<number, Fill>();
  const closed = new Map<number, number>();
  let reserved: readonly ReservedOrder[] = [];

  /** What is closed before any list showed it will be in none, and must not count until its time is over. `null`: all of it. */
  const release = (ticket: number, closedLots: number | null): void => {
    const fill = fills.get(ticket);
    if (fill === undefined) return;
    const leftLots = closedLots === null ? 0 : exactLots(fill.volumeLots - closedLots);
    if (leftLots > 0) fills.set(ticket, { ...fill, volumeLots: leftLots });
    else fills.delete(ticket);
    reserved = [...fills.values()];
  };

  return {
    add: ({ intent, outcome }, atMs) => {
      if (outcome?.kind !== "confirmed") return;
      if (intent.action === "CLOSE") {
        closed.set(outcome.ticket, atMs + limits.fillSettleMs);
        release(outcome.ticket, outcome.volumeLots);
        return;
      }
      const { agentId, symbol, type } = intent;
      const lifeMs = isMarket(type) ? limits.fillSettleMs : limits.pendingReservedMs;
      fills.set(outcome.ticket, { agentId, symbol, side: sideOf(type), volumeLots: outcome.volumeLots ?? intent.volumeLots, goneAtMs: atMs + lifeMs });
      reserved = [...fills.values()];
    },
    onTruth: (positions, atMs) => {
      for (const [ticket, goneAtMs] of closed) if (goneAtMs < atMs) closed.delete(ticket);
      if (fills.size === 0) return;
      for (const { ticket } of positions) fills.delete(ticket);
      for (const [ticket, { goneAtMs }] of fills) if (goneAtMs < atMs) fills.delete(ticket);
      reserved = [...fills.values()];
    },
    has: (ticket) => fills.has(ticket) || closed.has(ticket),
    get reserved() {
      return reserved;
    },
  };
}

/** Pending orders of earlier runs that may still be filled, with the monotonic moment at which they were confirmed. `wasFilled`: it was seen as a position. */
export function pendingAmong(orders: readonly Order[], wasFilled: (ticket: number) => boolean, clock: Pick<Clock, "monotonicMs" | "wallMs">): { readonly order: Order; readonly atMs: number }[] {
  const closed = new Set(orders.flatMap(({ intent, outcome }) => (intent.action === "CLOSE" && outcome?.kind === "confirmed" ? [outcome.ticket] : [])));
  return orders.flatMap((order) => {
    const { intent, outcome, endedAtMs } = order;
    if (intent.action !== "OPEN" || isMarket(intent.type) || outcome?.kind !== "confirmed" || closed.has(outcome.ticket) || wasFilled(outcome.ticket)) return [];
    const ageMs = Math.max(0, clock.wallMs() - (endedAtMs ?? intent.receivedAtMs));
    return ageMs < limits.pendingReservedMs ? [{ order, atMs: clock.monotonicMs() - ageMs }] : [];
  });
}
