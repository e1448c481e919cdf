import type { Position } from "../../src-main/contract/position.ts";
import { exactAmount } from "../../src-main/domain/money.ts";
import { exactLots } from "../../src-main/domain/volume.ts";
import { Rng } from "../../src-main/simulator/rng.ts";

const SYMBOLS = ["EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "USDCAD", "XAUUSD", "US500", "BTCUSD"] as const;
const FIRST_TICKET = 51_200_001;
export const MAGIC = 202_401;

/** Open positions as the venue tells them, the same ones for the same seed. Tickets count up from `firstTicket`. */
export function positionsOf(count: number, seed: number, firstTicket = FIRST_TICKET): Position[] {
  const rng = new Rng(seed);
  return Array.from({ length: count }, (_, index) => positionOf(rng, firstTicket + index));
}

function positionOf(rng: Rng, ticket: number): Position {
  const openPrice = Number((1 + rng.next()).toFixed(5));
  return {
    ticket,
    symbol: rng.pick(SYMBOLS),
    side: rng.chance(0.5) ? "BUY" : "SELL",
    volumeLots: exactLots(rng.int(1, 300) / 100),
    openPrice,
    currentPrice: Number((openPrice + rng.bell() / 1_000).toFixed(5)),
    profit: exactAmount(rng.bell() * 50),
    swap: 0,
    stopLoss: Number((openPrice - 0.01).toFixed(5)),
    takeProfit: Number((openPrice + 0.02).toFixed(5)),
    openedAtMs: 1_768_446_493_000 + rng.int(0, 86_400) * 1_000,
    magic: MAGIC,
    comment: rng.pick(["trend-eu", "carry", "breakout-7"]),
  };
}

/** The same positions one look later: new objects, other prices, and one in `every` with another volume. */
export const oneLookLater = (positions: readonly Position[], every: number): Position[] =>
  positions.map((position, index) => ({
    ...position,
    profit: exactAmount((position.profit ?? 0) + 1.5),
    volumeLots: index % every === 0 ? exactLots(position.volumeLots + 0.01) : position.volumeLots,
  }));
