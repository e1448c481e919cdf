import { exactAmount } from "./money.ts";
import type { Position } from "./position.ts";
import { volumeFromLots } from "./volume.ts";

/**
 * What closing `volumeLots` of a position at this price brought, in the account's currency: the profit that the venue
 * last told, moved along with the price. Swap and commission are not in it. `null` where it cannot be told.
 */
export function resultAt({ openPrice, currentPrice, profit, volumeLots: wholeLots }: Position, closePrice: number | null, volumeLots: number): number | null {
  if (closePrice === null || openPrice === null || currentPrice === null || profit === null) return null;
  const moved = currentPrice - openPrice;
  // A profit of a few cents is rounded too much to be carried on.
  if (moved === 0 || profit === 0) return closePrice === openPrice ? 0 : null;
  return exactAmount(((closePrice - openPrice) / moved) * profit * (volumeFromLots(volumeLots) / volumeFromLots(wholeLots)));
}
