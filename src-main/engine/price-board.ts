import type { Position } from "../domain/position.ts";
import type { LastPrice } from "../domain/risk-situation.ts";
import { limits } from "./limits.ts";
import type { Tick } from "./ports.ts";

/** The newest price of every symbol that somebody told: the truth, a fill or the venue's ticks. */
export interface PriceBoard {
  onTruth(positions: readonly Position[], readAtMs: number): void;
  onFill(symbol: string, price: number, atMs: number): void;
  onTick(tick: Tick): void;
  /** By symbol in upper case. */
  readonly last: ReadonlyMap<string, LastPrice>;
}

export function createPriceBoard(): PriceBoard {
  const last = new Map<string, LastPrice>();

  const put = (symbol: string, price: number, atMs: number): void => {
    if (!(price > 0)) return;
    const key = symbol.toUpperCase();
    // Taken out first, so that the map's order is that of the newest price, and the oldest is what goes.
    last.delete(key);
    last.set(key, { price, atMs });
    if (last.size > limits.pricedSymbolsMax) last.delete(last.keys().next().value ?? key);
  };

  return {
    onTruth: (positions, readAtMs) => {
      for (const { symbol, currentPrice } of positions) if (currentPrice !== null) put(symbol, currentPrice, readAtMs);
    },
    onFill: put,
    onTick: ({ symbol, bid, ask, atMs }) => put(symbol, (bid + ask) / 2, atMs),
    last,
  };
}
