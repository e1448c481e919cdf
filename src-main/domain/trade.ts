import type { OpenedTrade, Trade, TradeChange, TradeClosing, TradePart } from "../contract/ledger.ts";
import { exactAmount, sumAmounts } from "./money.ts";
import { tagIn } from "./order-tag.ts";
import type { Position } from "./position.ts";
import { exactLots, lotsOf, volumeFromLots, type VolumeUnits } from "./volume.ts";

export type { OpenedTrade, Trade, TradeChange, TradeClosing, TradePart };

const NO_PARTS: readonly TradePart[] = Object.freeze([]);

/** A trade at its beginning. */
export const tradeFrom = (opened: OpenedTrade): Trade => ({
  ticket: opened.ticket,
  agentId: opened.agentId,
  symbol: opened.symbol,
  side: opened.side,
  volumeLots: exactLots(opened.volumeLots),
  openPrice: opened.openPrice,
  openedAtMs: opened.openedAtMs,
  closedAtMs: null,
  closePrice: null,
  profit: null,
  closedBy: null,
  uuid: opened.uuid,
  tag: opened.tag,
  parts: NO_PARTS,
});

/** The trade that a position at the venue is, as far as the venue tells it. */
export const openingOf = (position: Position, agentId: string | null): OpenedTrade => ({
  ticket: position.ticket,
  agentId,
  symbol: position.symbol,
  side: position.side,
  volumeLots: position.volumeLots,
  openPrice: position.openPrice,
  openedAtMs: position.openedAtMs,
  uuid: null,
  tag: tagIn(position.comment) ?? position.comment,
});

/** The position that an open trade is, as far as our record tells it: as the venue lists it, will list it, or still does. */
export const positionOf = (trade: Trade): Position => ({
  ticket: trade.ticket,
  symbol: trade.symbol,
  side: trade.side,
  volumeLots: openLots(trade),
  openPrice: trade.openPrice,
  currentPrice: null,
  profit: null,
  swap: null,
  stopLoss: null,
  takeProfit: null,
  openedAtMs: trade.openedAtMs,
  magic: null,
  comment: trade.tag,
});

/** For people: `BUY 0.1 EURUSD at 1.085`. */
export const told = ({ side, volumeLots, symbol, openPrice }: Pick<Trade, "side" | "volumeLots" | "symbol" | "openPrice">): string =>
  `${side} ${volumeLots} ${symbol}${openPrice === null ? "" : ` at ${openPrice}`}`;

export const isOpen = (trade: Trade): boolean => trade.closedAtMs === null;

/** What is still open of it. */
export function openVolume(trade: Trade): VolumeUnits {
  if (trade.closedAtMs !== null) return 0 as VolumeUnits;
  let units: number = volumeFromLots(trade.volumeLots);
  for (const part of trade.parts) units -= volumeFromLots(part.volumeLots);
  return Math.max(0, units) as VolumeUnits;
}

export const openLots = (trade: Trade): number => lotsOf(openVolume(trade));

/** An open trade after a close. Less than what is open is a part; anything else ends it. */
export function closedTrade(trade: Trade, closing: TradeClosing): Trade {
  const { ticket: _ticket, ...part } = closing;
  const profit = part.profit === null ? null : exactAmount(part.profit);
  if (volumeFromLots(part.volumeLots) < openVolume(trade)) return { ...trade, parts: [...trade.parts, { ...part, volumeLots: exactLots(part.volumeLots), profit }] };
  return {
    ...trade,
    closedAtMs: part.atMs,
    closePrice: part.price,
    closedBy: part.closedBy,
    profit: sumAmounts([...trade.parts.map((each) => each.profit), profit]),
  };
}

/** A trade with what was wrong put right. Opening it again takes away what its end had brought; an end of which nobody said more came by something unknown. */
export function correctedTrade(trade: Trade, change: TradeChange): Trade {
  const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Trade>;
  const corrected: Trade = { ...trade, ...known };
  return corrected.closedAtMs === null ? { ...corrected, closePrice: null, profit: null, closedBy: null } : { ...corrected, closedBy: corrected.closedBy ?? "unknown" };
}
