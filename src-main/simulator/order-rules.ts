import type { Side } from "../contract/position.ts";
import { lotsOf, volumeFromLots, type VolumeUnits } from "../domain/volume.ts";
import type { DealReason } from "./deal-history.ts";
import { closingPoints, openingPoints, type Instrument } from "./market.ts";

/** Why the broker does not do what was asked, in the gateway's codes. */
export interface Refusal {
  readonly code: "INVALID_VOLUME" | "INSUFFICIENT_MARGIN" | "MT5_ORDER_FAILED" | "MT5_CLOSE_FAILED";
  readonly message: string;
}

/** A wish to trade at the price of now. Stops are whole points; `null`: none. */
export interface MarketOrder {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly volume: VolumeUnits;
  readonly stopLossPoints: number | null;
  readonly takeProfitPoints: number | null;
  readonly magic: number;
  /** At most `COMMENT_LENGTH` characters; longer ones are cut by the protocol, as the terminal does. */
  readonly comment: string;
  readonly reason: DealReason;
}

/** An order that waits: a LIMIT for a better price than now, a STOP for a worse one. */
export interface PendingOrder extends MarketOrder {
  readonly ticket: number;
  readonly waitsFor: "LIMIT" | "STOP";
  readonly triggerPoints: number;
}

export const COMMENT_LENGTH = 31;

/** The first rule a new order breaks, or `null`. `entryPoints` is where it would come in. */
export function brokenOrderRule(order: MarketOrder, entryPoints: number): Refusal | null {
  return brokenVolumeRule(order.instrument, order.volume) ?? brokenStopRule(order, entryPoints);
}

/** Between the symbol's smallest and largest volume, in whole steps. */
export function brokenVolumeRule(instrument: Instrument, volume: VolumeUnits): Refusal | null {
  const { minLots, maxLots, stepLots } = instrument.spec;
  const inRange = volume >= volumeFromLots(minLots) && volume <= volumeFromLots(maxLots);
  if (inRange && volume % volumeFromLots(stepLots) === 0) return null;
  return { code: "INVALID_VOLUME", message: `Invalid volume: ${lotsOf(volume)} (${minLots} to ${maxLots} in steps of ${stepLots})` };
}

/** A stop loss lies behind the entry, a take profit ahead of it. */
function brokenStopRule(order: MarketOrder, entryPoints: number): Refusal | null {
  const ahead = order.side === "BUY" ? 1 : -1;
  const stopWrong = order.stopLossPoints !== null && (entryPoints - order.stopLossPoints) * ahead <= 0;
  const profitWrong = order.takeProfitPoints !== null && (order.takeProfitPoints - entryPoints) * ahead <= 0;
  return stopWrong || profitWrong ? { code: "MT5_ORDER_FAILED", message: "Invalid stops (retcode 10016)" } : null;
}

/** Whether the market stands where a pending order waits for it. */
export function isTriggered(order: Omit<PendingOrder, "ticket">): boolean {
  const now = openingPoints(order.instrument, order.side);
  const waitsForRise = (order.side === "BUY") === (order.waitsFor === "STOP");
  return waitsForRise ? now >= order.triggerPoints : now <= order.triggerPoints;
}

/** Which of its stops the market has reached for an open position, if any. */
export function reachedStop(position: Pick<MarketOrder, "instrument" | "side" | "stopLossPoints" | "takeProfitPoints">): "SL" | "TP" | null {
  const now = closingPoints(position.instrument, position.side);
  const ahead = position.side === "BUY" ? 1 : -1;
  if (position.stopLossPoints !== null && (now - position.stopLossPoints) * ahead <= 0) return "SL";
  if (position.takeProfitPoints !== null && (now - position.takeProfitPoints) * ahead >= 0) return "TP";
  return null;
}
