import type { Side } from "../contract/position.ts";
import { amountOf, type Cents } from "../domain/money.ts";
import type { VolumeUnits } from "../domain/volume.ts";
import type { Result } from "../engine/ports.ts";
import { DealHistory, type Deal, type DealReason } from "./deal-history.ts";
import { closingPoints, openingPoints, priceOf, type Instrument, type Market } from "./market.ts";
import { brokenOrderRule, brokenVolumeRule, isTriggered, reachedStop, type MarketOrder, type PendingOrder, type Refusal } from "./order-rules.ts";

/** An open position. Prices are whole points of its instrument; money is in cents and always valued at the price of now. */
export interface OpenPosition {
  readonly ticket: number;
  readonly instrument: Instrument;
  side: Side;
  volume: VolumeUnits;
  openPoints: number;
  readonly stopLossPoints: number | null;
  readonly takeProfitPoints: number | null;
  readonly magic: number;
  readonly comment: string;
  readonly openedAtMs: number;
  changedAtMs: number;
  /** State version of its last change. Prices move without one. */
  version: number;
  marginCents: Cents;
  profitCents: Cents;
}

/** The account's figures in whole cents: equity = balance + profit, free = equity − margin. A swap-free account. */
export interface Figures {
  readonly balanceCents: Cents;
  readonly profitCents: Cents;
  readonly equityCents: Cents;
  readonly marginCents: Cents;
  readonly freeCents: Cents;
  /** Percent with two decimals; 0 with no margin used, as the terminal says it. */
  readonly marginLevelPct: number;
}

/** What a close came to. `order` is the ticket of the closing order. */
export interface Closing {
  readonly order: number;
  readonly closePrice: number;
  readonly profitCents: Cents;
}

/** Below this margin level the broker closes the worst position, until it is above again. */
const STOP_OUT_LEVEL_PCT = 50;
/** Positions and pending orders an account holds at most. */
export const POSITIONS_ALLOWED = 200_000;
const PENDING_ALLOWED = 10_000;
const FIRST_TICKET = 51_200_001;

const cents = (amount: number): Cents => amount as Cents;

/** A hedging account: any number of positions a symbol, each with its own ticket. Knows nothing of the wire. */
export class HedgingAccount {
  readonly leverage: number;
  readonly history = new DealHistory();
  readonly #market: Market;
  readonly #wallMs: () => number;
  readonly #positions = new Map<number, OpenPosition>();
  readonly #pending = new Map<number, PendingOrder>();
  #nextTicket = FIRST_TICKET;
  #version = 0;
  #balance = 0;
  #margin = 0;
  #floating = 0;

  constructor(market: Market, leverage: number, wallMs: () => number) {
    this.#market = market;
    this.leverage = leverage;
    this.#wallMs = wallMs;
  }

  get positions(): ReadonlyMap<number, OpenPosition> {
    return this.#positions;
  }

  get pendingOrders(): ReadonlyMap<number, PendingOrder> {
    return this.#pending;
  }

  /** Grows with every change of positions, orders or balance. */
  get version(): number {
    return this.#version;
  }

  deposit(amount: Cents): void {
    this.#balance += amount;
    this.#version += 1;
  }

  figures(): Figures {
    const equity = this.#balance + this.#floating;
    return {
      balanceCents: cents(this.#balance),
      profitCents: cents(this.#floating),
      equityCents: cents(equity),
      marginCents: cents(this.#margin),
      freeCents: cents(equity - this.#margin),
      marginLevelPct: this.#margin === 0 ? 0 : Math.round((equity / this.#margin) * 10_000) / 100,
    };
  }

  /** Opens at the price of now, when volume, stops and free margin allow it. */
  open(order: MarketOrder): Result<OpenPosition, Refusal> {
    const broken = brokenOrderRule(order, openingPoints(order.instrument, order.side)) ?? this.#fullOrTooPoor(order);
    if (broken) return { ok: false, failure: broken };
    return { ok: true, value: this.#enter(this.#takeTicket(), order, openingPoints(order.instrument, order.side), this.#wallMs()) };
  }

  /** Puts a position in place as if it had been opened then, asking no rule: the book an account starts with. */
  adopt(order: MarketOrder, openPoints: number, openedAtMs: number): OpenPosition {
    return this.#enter(this.#takeTicket(), order, openPoints, openedAtMs);
  }

  /** Leaves an order that waits for its price. When it fills, the position has the order's ticket. */
  place(order: Omit<PendingOrder, "ticket">): Result<PendingOrder, Refusal> {
    const broken = brokenOrderRule(order, order.triggerPoints) ?? (this.#pending.size < PENDING_ALLOWED ? null : TOO_MANY);
    if (broken) return { ok: false, failure: broken };
    if (isTriggered(order)) return { ok: false, failure: { code: "MT5_ORDER_FAILED", message: "Invalid price (retcode 10015)" } };
    const placed = { ...order, ticket: this.#takeTicket() };
    this.#pending.set(placed.ticket, placed);
    this.#version += 1;
    return { ok: true, value: placed };
  }

  /**
   * Closes a position at the price of now and books exactly the profit it showed.
   * @param volume part of it; without, or with all of it or more, the whole
   */
  close(ticket: number, reason: DealReason, volume?: VolumeUnits): Result<Closing, Refusal> {
    const position = this.#positions.get(ticket);
    if (!position) return notFound(ticket);
    if (volume === undefined || volume >= position.volume) return { ok: true, value: this.#exit(position, reason) };
    const broken = brokenVolumeRule(position.instrument, volume);
    return broken ? { ok: false, failure: broken } : { ok: true, value: this.#reduce(position, volume, reason) };
  }

  /** Turns a position to the other side under its ticket, booking what it made: the sight of another program's doing. */
  flip(ticket: number): Result<OpenPosition, Refusal> {
    const position = this.#positions.get(ticket);
    if (!position) return notFound(ticket);
    const side = opposite(position.side);
    this.#balance += position.profitCents;
    this.#version += 1;
    this.#record(position, { side, entry: "INOUT", volume: position.volume, order: this.#takeTicket(), profitCents: position.profitCents, reason: "CLIENT" });
    position.side = side;
    position.openPoints = openingPoints(position.instrument, side);
    this.#touch(position);
    this.#value(position);
    return { ok: true, value: position };
  }

  /** Gives a position another volume under its ticket; what is taken off is booked, what is added enters at its open price. */
  changeVolume(ticket: number, volume: VolumeUnits): Result<OpenPosition, Refusal> {
    const position = this.#positions.get(ticket);
    if (!position) return notFound(ticket);
    const broken = brokenVolumeRule(position.instrument, volume);
    if (broken) return { ok: false, failure: broken };
    if (volume < position.volume) this.#reduce(position, (position.volume - volume) as VolumeUnits, "CLIENT");
    if (volume > position.volume) this.#enlarge(position, volume);
    return { ok: true, value: position };
  }

  /** To be called after every move of the market: values everything, then lets orders, stops and the stop-out act. */
  afterMarketMoved(): void {
    for (const position of this.#positions.values()) this.#value(position);
    for (const order of this.#pending.values()) if (isTriggered(order)) this.#trigger(order);
    for (const position of this.#positions.values()) {
      const reason = reachedStop(position);
      if (reason) this.#exit(position, reason);
    }
    this.#stopOut();
  }

  #fullOrTooPoor(order: MarketOrder): Refusal | null {
    if (this.#positions.size >= POSITIONS_ALLOWED) return TOO_MANY;
    const needed = this.#market.marginCents(order.instrument, order.volume, this.leverage);
    const free = this.figures().freeCents;
    if (needed <= free) return null;
    return { code: "INSUFFICIENT_MARGIN", message: `Not enough money: ${amountOf(needed)} needed, ${amountOf(free)} free` };
  }

  #enter(ticket: number, order: MarketOrder, openPoints: number, openedAtMs: number): OpenPosition {
    const { instrument, side, volume, stopLossPoints, takeProfitPoints, magic, comment, reason } = order;
    this.#version += 1;
    const position: OpenPosition = {
      ticket, instrument, side, volume, openPoints, stopLossPoints, takeProfitPoints, magic, comment, openedAtMs,
      changedAtMs: openedAtMs,
      version: this.#version,
      marginCents: this.#market.marginCents(instrument, volume, this.leverage),
      profitCents: cents(0),
    };
    this.#positions.set(ticket, position);
    this.#margin += position.marginCents;
    this.#value(position);
    this.#record(position, { side, entry: "IN", volume, order: ticket, profitCents: cents(0), reason, pricePoints: openPoints, timeMs: openedAtMs });
    return position;
  }

  #exit(position: OpenPosition, reason: DealReason): Closing {
    this.#positions.delete(position.ticket);
    this.#margin -= position.marginCents;
    this.#floating -= position.profitCents;
    this.#balance += position.profitCents;
    return this.#recordClosing(position, position.volume, position.profitCents, reason);
  }

  #reduce(position: OpenPosition, volume: VolumeUnits, reason: DealReason): Closing {
    const part = volume / position.volume;
    const profit = cents(Math.round(position.profitCents * part));
    const margin = Math.round(position.marginCents * part);
    position.volume = (position.volume - volume) as VolumeUnits;
    position.marginCents = cents(position.marginCents - margin);
    this.#margin -= margin;
    this.#balance += profit;
    this.#value(position);
    const closing = this.#recordClosing(position, volume, profit, reason);
    this.#touch(position);
    return closing;
  }

  #enlarge(position: OpenPosition, volume: VolumeUnits): void {
    const added = (volume - position.volume) as VolumeUnits;
    const margin = this.#market.marginCents(position.instrument, added, this.leverage);
    position.volume = volume;
    position.marginCents = cents(position.marginCents + margin);
    this.#margin += margin;
    this.#value(position);
    this.#version += 1;
    const pricePoints = position.openPoints;
    this.#record(position, { side: position.side, entry: "IN", volume: added, order: this.#takeTicket(), profitCents: cents(0), reason: "CLIENT", pricePoints });
    this.#touch(position);
  }

  #trigger(order: PendingOrder): void {
    this.#pending.delete(order.ticket);
    this.#version += 1;
    if (this.#fullOrTooPoor(order)) return;
    this.#enter(order.ticket, order, openingPoints(order.instrument, order.side), this.#wallMs());
  }

  #stopOut(): void {
    while (this.#margin > 0 && this.figures().marginLevelPct < STOP_OUT_LEVEL_PCT) {
      let worst: OpenPosition | undefined;
      for (const position of this.#positions.values()) if (!worst || position.profitCents < worst.profitCents) worst = position;
      if (!worst) return;
      this.#exit(worst, "SO");
    }
  }

  /** Values a position at the price of now and keeps the running sum true. */
  #value(position: OpenPosition): void {
    const { instrument, side, volume, openPoints } = position;
    const profit = this.#market.profitCents(instrument, side, volume, openPoints, closingPoints(instrument, side));
    this.#floating += profit - position.profitCents;
    position.profitCents = profit;
  }

  #touch(position: OpenPosition): void {
    position.version = this.#version;
    position.changedAtMs = this.#wallMs();
  }

  #takeTicket(): number {
    this.#nextTicket += 1;
    return this.#nextTicket - 1;
  }

  #recordClosing(position: OpenPosition, volume: VolumeUnits, profitCents: Cents, reason: DealReason): Closing {
    const order = this.#takeTicket();
    this.#version += 1;
    this.#record(position, { side: opposite(position.side), entry: "OUT", volume, order, profitCents, reason });
    return { order, closePrice: priceOf(position.instrument, closingPoints(position.instrument, position.side)), profitCents };
  }

  #record(
    position: OpenPosition,
    deal: Pick<Deal, "side" | "entry" | "volume" | "order" | "profitCents" | "reason"> & { pricePoints?: number; timeMs?: number },
  ): void {
    const { pricePoints = closingPoints(position.instrument, position.side), timeMs = this.#wallMs(), ...rest } = deal;
    this.history.add({
      ...rest,
      position: position.ticket,
      symbol: position.instrument.spec.name,
      price: priceOf(position.instrument, pricePoints),
      timeMs,
      magic: position.magic,
      comment: position.comment,
      version: this.#version,
    });
  }
}

const TOO_MANY: Refusal = { code: "MT5_ORDER_FAILED", message: "Limit of orders reached (retcode 10033)" };

const opposite = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY");

const notFound = (ticket: number): { ok: false; failure: Refusal } => ({
  ok: false,
  failure: { code: "MT5_CLOSE_FAILED", message: `Position ${ticket} not found` },
});
