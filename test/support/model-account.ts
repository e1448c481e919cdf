import { type Deal, sideOf } from "../../src-main/domain/order.ts";
import type { Position } from "../../src-main/domain/position.ts";
import { sameVolume } from "../../src-main/domain/volume.ts";
import type { OrderTicket } from "../../src-main/engine/ports.ts";
import { position } from "./scripted-venue.ts";

/** What really happened to one order: the position it opened, and what of it was filled. */
export interface Execution {
  readonly uuid: string;
  readonly ticket: number;
  readonly volumeLots: number;
}

/** A close that the broker carried out. `label` is whoever asked; `null`: nobody through an order of a strategy. */
export interface Closing {
  readonly ticket: number;
  readonly label: string | null;
  readonly isWhole: boolean;
}

interface Held {
  readonly position: Position;
  /** Opened by the order with this uuid; `null`: by hand. */
  readonly uuid: string | null;
  /** The list shows it from then on, and until then: a terminal's list lags. */
  readonly listedFromMs: number;
  readonly listedUntilMs: number;
}

const PRICE = 1.085;

/**
 * An account at a broker that knows the truth: every execution by the uuid it was for, every close. What the gateway's
 * lists say of it may lag behind. Moments are UTC, Unix ms.
 */
export class ModelAccount {
  readonly executions: Execution[] = [];
  readonly closings: Closing[] = [];
  readonly deals: Deal[] = [];
  readonly #byUuid = new Map<string, Execution[]>();
  readonly #open = new Map<number, Held>();
  /** Closed, and still listed for a little. */
  #leaving: Held[] = [];
  #nextTicket = 100_001;

  open(order: OrderTicket, nowMs: number, lagMs: number, volumeLots = order.volumeLots): Execution {
    const { uuid, symbol, type, magic, comment, stopLoss, takeProfit } = order;
    const ticket = this.#enter({ symbol, side: sideOf(type), volumeLots, magic, comment, stopLoss, takeProfit }, uuid, nowMs, lagMs);
    const execution = { uuid, ticket, volumeLots };
    this.executions.push(execution);
    this.#byUuid.set(uuid, [...this.executionsOf(uuid), execution]);
    return execution;
  }

  /** Somebody at the terminal. */
  openByHand(like: Pick<Position, "symbol" | "side" | "volumeLots">, nowMs: number): number {
    return this.#enter({ ...like, magic: 0, comment: "" }, null, nowMs, 0);
  }

  /** False: no such position is open. Without a volume, or with all of it, the whole goes. */
  close(ticket: number, label: string | null, nowMs: number, lagMs: number, volumeLots: number | null = null): boolean {
    const held = this.#open.get(ticket);
    if (!held) return false;
    const left = volumeLots === null ? 0 : Math.round((held.position.volumeLots - volumeLots) * 100) / 100;
    const isWhole = left <= 0 || (volumeLots !== null && sameVolume(volumeLots, held.position.volumeLots));
    this.#book(held.position, "OUT", isWhole ? held.position.volumeLots : (volumeLots ?? 0), nowMs);
    this.closings.push({ ticket, label, isWhole });
    if (isWhole) {
      this.#open.delete(ticket);
      this.#leaving = [...this.#leaving.filter(({ listedUntilMs }) => listedUntilMs > nowMs), { ...held, listedUntilMs: nowMs + lagMs }];
    } else this.#open.set(ticket, { ...held, position: { ...held.position, volumeLots: left } });
    return true;
  }

  executionsOf(uuid: string): readonly Execution[] {
    return this.#byUuid.get(uuid) ?? [];
  }

  isOpen(ticket: number): boolean {
    return this.#open.has(ticket);
  }

  /** What orders of strategies have open, whatever any list says. */
  heldByOrders(): readonly { readonly position: Position; readonly uuid: string }[] {
    return [...this.#open.values()].flatMap(({ position: held, uuid }) => (uuid === null ? [] : [{ position: held, uuid }]));
  }

  listed(nowMs: number): Position[] {
    const listed = [...this.#open.values(), ...this.#leaving].filter(({ listedFromMs, listedUntilMs }) => listedFromMs <= nowMs && nowMs < listedUntilMs);
    return listed.map((held) => held.position);
  }

  #enter(of: Partial<Position> & Pick<Position, "symbol" | "side" | "volumeLots">, uuid: string | null, nowMs: number, lagMs: number): number {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    const entered = position({ ...of, ticket, openPrice: PRICE, currentPrice: PRICE, profit: 0, openedAtMs: nowMs });
    this.#open.set(ticket, { position: entered, uuid, listedFromMs: nowMs + lagMs, listedUntilMs: Number.POSITIVE_INFINITY });
    this.#book(entered, "IN", entered.volumeLots, nowMs);
    return ticket;
  }

  #book({ ticket, symbol, side, magic, comment }: Position, entry: "IN" | "OUT", volumeLots: number, atMs: number): void {
    const dealId = this.deals.length + 1;
    const dealSide = entry === "IN" ? side : side === "BUY" ? "SELL" : "BUY";
    this.deals.push({ dealId, orderId: dealId, positionId: ticket, symbol, side: dealSide, entry, volumeLots, price: PRICE, profit: 0, commission: 0, swap: 0, atMs, magic, comment, reason: null });
  }
}

