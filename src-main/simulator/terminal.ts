import type { Side } from "../contract/position.ts";
import { amountOf } from "../domain/money.ts";
import { lotsOf, volumeFromLots } from "../domain/volume.ts";
import type { Result } from "../engine/ports.ts";
import type { Deal } from "./deal-history.ts";
import type { HedgingAccount, OpenPosition } from "./hedging-account.ts";
import { closingPoints, pointsOf, priceOf, type Market } from "./market.ts";
import type { PendingOrder, Refusal } from "./order-rules.ts";

/** A position in the units of people: lots, prices, the account's currency. A missing stop is `null`. */
export interface TerminalPosition {
  readonly ticket: number;
  readonly symbol: string;
  readonly side: Side;
  readonly volumeLots: number;
  readonly openPrice: number;
  readonly currentPrice: number;
  readonly profit: number;
  readonly margin: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly magic: number;
  readonly comment: string;
  readonly openedAtMs: number;
}

export interface TerminalOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly volumeLots: number;
  /** Default 0: opened by hand. */
  readonly magic?: number;
  readonly comment?: string;
  readonly stopLoss?: number;
  readonly takeProfit?: number;
}

/** The account as somebody at the terminal sees and changes it, past the gateway and all its faults. */
export class Terminal {
  readonly #account: HedgingAccount;
  readonly #market: Market;

  constructor(account: HedgingAccount, market: Market) {
    this.#account = account;
    this.#market = market;
  }

  /** In the account's currency; the margin level in percent, 0 with no margin used. */
  figures(): { balance: number; equity: number; profit: number; margin: number; freeMargin: number; marginLevelPct: number } {
    const figures = this.#account.figures();
    return {
      balance: amountOf(figures.balanceCents),
      equity: amountOf(figures.equityCents),
      profit: amountOf(figures.profitCents),
      margin: amountOf(figures.marginCents),
      freeMargin: amountOf(figures.freeCents),
      marginLevelPct: figures.marginLevelPct,
    };
  }

  /** Oldest first. */
  positions(): TerminalPosition[] {
    return [...this.#account.positions.values()].map(toTerminal);
  }

  position(ticket: number): TerminalPosition | null {
    const position = this.#account.positions.get(ticket);
    return position ? toTerminal(position) : null;
  }

  pendingOrders(): readonly PendingOrder[] {
    return [...this.#account.pendingOrders.values()];
  }

  /** Oldest first. */
  deals(): readonly Deal[] {
    return this.#account.history.all();
  }

  openPosition(order: TerminalOrder): Result<TerminalPosition, Refusal> {
    const instrument = this.#market.instrument(order.symbol);
    if (!instrument) return { ok: false, failure: { code: "MT5_ORDER_FAILED", message: `Symbol ${order.symbol} not found` } };
    const opened = this.#account.open({
      instrument,
      side: order.side,
      volume: volumeFromLots(order.volumeLots),
      stopLossPoints: order.stopLoss === undefined ? null : pointsOf(instrument, order.stopLoss),
      takeProfitPoints: order.takeProfit === undefined ? null : pointsOf(instrument, order.takeProfit),
      magic: order.magic ?? 0,
      comment: order.comment ?? "",
      reason: "CLIENT",
    });
    return opened.ok ? { ok: true, value: toTerminal(opened.value) } : opened;
  }

  /** @param volumeLots part of it; without, the whole */
  closePosition(ticket: number, volumeLots?: number): Result<{ profit: number }, Refusal> {
    const closed = this.#account.close(ticket, "CLIENT", volumeLots === undefined ? undefined : volumeFromLots(volumeLots));
    return closed.ok ? { ok: true, value: { profit: amountOf(closed.value.profitCents) } } : closed;
  }

  /** The same ticket on the other side. No broker does it; Holdfast has to notice it all the same. */
  flip(ticket: number): Result<TerminalPosition, Refusal> {
    const flipped = this.#account.flip(ticket);
    return flipped.ok ? { ok: true, value: toTerminal(flipped.value) } : flipped;
  }

  changeVolume(ticket: number, volumeLots: number): Result<TerminalPosition, Refusal> {
    const changed = this.#account.changeVolume(ticket, volumeFromLots(volumeLots));
    return changed.ok ? { ok: true, value: toTerminal(changed.value) } : changed;
  }
}

function toTerminal(position: OpenPosition): TerminalPosition {
  const { instrument, side } = position;
  const price = (points: number | null): number | null => (points === null ? null : priceOf(instrument, points));
  return {
    ticket: position.ticket,
    symbol: instrument.spec.name,
    side,
    volumeLots: lotsOf(position.volume),
    openPrice: priceOf(instrument, position.openPoints),
    currentPrice: priceOf(instrument, closingPoints(instrument, side)),
    profit: amountOf(position.profitCents),
    margin: amountOf(position.marginCents),
    stopLoss: price(position.stopLossPoints),
    takeProfit: price(position.takeProfitPoints),
    magic: position.magic,
    comment: position.comment,
    openedAtMs: position.openedAtMs,
  };
}
