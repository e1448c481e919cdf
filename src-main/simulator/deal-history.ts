import type { Side } from "../contract/position.ts";
import type { Cents } from "../domain/money.ts";
import type { VolumeUnits } from "../domain/volume.ts";

/** Who or what made a deal: a hand in the terminal, a program, stop loss, take profit, stop-out. */
export type DealReason = "CLIENT" | "EXPERT" | "SL" | "TP" | "SO";

/** One execution. `side` is the deal's own: closing a BUY is a SELL. */
export interface Deal {
  readonly deal: number;
  readonly order: number;
  readonly position: number;
  readonly symbol: string;
  readonly side: Side;
  readonly entry: "IN" | "OUT" | "INOUT";
  readonly volume: VolumeUnits;
  readonly price: number;
  readonly profitCents: Cents;
  readonly timeMs: number;
  readonly magic: number;
  readonly comment: string;
  readonly reason: DealReason;
  /** The account's state version that this deal made. */
  readonly version: number;
}

/** Deals kept: beyond it the oldest are forgotten, so that a simulator may run for weeks. */
export const DEALS_KEPT = 50_000;

/** Every deal of the account, oldest first, in a bounded memory. */
export class DealHistory {
  #deals: Deal[] = [];
  #made = 0;
  #forgottenVersion = 0;

  add(deal: Omit<Deal, "deal">): void {
    this.#made += 1;
    this.#deals.push({ deal: this.#made, ...deal });
    if (this.#deals.length > DEALS_KEPT * 1.25) this.#forget(this.#deals.length - DEALS_KEPT);
  }

  all(): readonly Deal[] {
    return this.#deals;
  }

  /** Tickets of positions touched by deals after this version; `null` when that reaches beyond what is remembered. */
  ticketsSince(version: number): Set<number> | null {
    if (version < this.#forgottenVersion) return null;
    const tickets = new Set<number>();
    for (const deal of this.#deals) if (deal.version > version) tickets.add(deal.position);
    return tickets;
  }

  #forget(count: number): void {
    this.#forgottenVersion = this.#deals[count - 1]?.version ?? this.#forgottenVersion;
    this.#deals = this.#deals.slice(count);
  }
}
