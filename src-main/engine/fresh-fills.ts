import type { Order } from "../contract/order.ts";
import { isMarket, sideOf } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import type { ReservedOrder } from "../domain/risk-situation.ts";
import { limits } from "./limits.ts";

/**
 * Orders that the venue confirmed and that no list of positions shows yet: a truth read before the fill, or a terminal
 * whose list lags, would let the next order pass as if this one did not exist. A pending order shows in no list until
 * it is filled, so it counts for a day.
 */
export interface FreshFills {
  /** `atMs` is monotonic. */
  add(order: Order, atMs: number): void;
  /** A truth that was read at this monotonic moment. */
  onTruth(positions: readonly Position[], atMs: number): void;
  readonly reserved: readonly ReservedOrder[];
}

interface Fill extends ReservedOrder {
  readonly goneAtMs: number;
}

export function createFreshFills(): FreshFills {
  const fills = new Map<number, Fill>();
  let reserved: readonly ReservedOrder[] = [];
  return {
    add: ({ intent, outcome }, atMs) => {
      if (intent.action !== "OPEN" || outcome?.kind !== "confirmed") return;
      const { agentId, symbol, type } = intent;
      const lifeMs = isMarket(type) ? limits.fillSettleMs : limits.pendingReservedMs;
      fills.set(outcome.ticket, { agentId, symbol, side: sideOf(type), volumeLots: outcome.volumeLots ?? intent.volumeLots, goneAtMs: atMs + lifeMs });
      reserved = [...fills.values()];
    },
    onTruth: (positions, atMs) => {
      if (fills.size === 0) return;
      for (const { ticket } of positions) fills.delete(ticket);
      for (const [ticket, { goneAtMs }] of fills) if (goneAtMs < atMs) fills.delete(ticket);
      reserved = [...fills.values()];
    },
    get reserved() {
      return reserved;
    },
  };
}
