import type { Position, PositionTotals } from "../contract/position.ts";
import { exactAmount, sumAmounts } from "./money.ts";
import { sumLots, volumeFromLots } from "./volume.ts";

export type { Position, PositionTotals };

/**
 * Ours: carries our magic number, or none at all, since a gateway that drops the magic makes ours and others'
 * look the same. Foreign: carries another one (0 is a trade made by hand in the terminal).
 */
export const isForeign = (position: Position, magicNumber: number): boolean =>
  position.magic !== null && position.magic !== magicNumber;

/** Whoever stops a symbol at 3 a.m. may type it in any case. */
export const sameSymbol = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

export const totalsOf = (positions: readonly Position[]): PositionTotals => ({
  count: positions.length,
  buyLots: sumLots(lotsOn(positions, "BUY")),
  sellLots: sumLots(lotsOn(positions, "SELL")),
  profit: sumAmounts(positions.map((position) => position.profit)),
});

function* lotsOn(positions: readonly Position[], side: Position["side"]): Iterable<number> {
  for (const position of positions) if (position.side === side) yield position.volumeLots;
}

/** So much of it, with that share of its profit. */
export const partOf = (position: Position, volumeLots: number): Position => ({
  ...position,
  volumeLots,
  profit: position.profit === null ? null : exactAmount(position.profit * (volumeFromLots(volumeLots) / volumeFromLots(position.volumeLots))),
});
