/** What a broker says of a symbol. A point is the price's last digit: 0.00001 for EURUSD. */
export interface SymbolSpec {
  readonly name: string;
  /** What one lot holds: its margin is in this. */
  readonly base: string;
  /** What the price is in: its profit is in this. */
  readonly quote: string;
  readonly digits: number;
  /** Units of `base` in one lot. */
  readonly contractSize: number;
  readonly spreadPoints: number;
  readonly minLots: number;
  readonly maxLots: number;
  readonly stepLots: number;
  readonly startPrice: number;
  /** Deviation of one tick of the walk. */
  readonly tickPoints: number;
}

const forex = { contractSize: 100_000, minLots: 0.01, maxLots: 100, stepLots: 0.01 };

/** Every symbol of the simulated broker. Each `base` and `quote` but USD has a pair with USD here, to convert by. */
export const symbolSpecs: readonly [SymbolSpec, ...SymbolSpec[]] = [
  { name: "EURUSD", base: "EUR", quote: "USD", digits: 5, spreadPoints: 8, startPrice: 1.085, tickPoints: 4, ...forex },
  { name: "GBPUSD", base: "GBP", quote: "USD", digits: 5, spreadPoints: 12, startPrice: 1.265, tickPoints: 5, ...forex },
  { name: "USDJPY", base: "USD", quote: "JPY", digits: 3, spreadPoints: 10, startPrice: 148.2, tickPoints: 6, ...forex },
  { name: "AUDUSD", base: "AUD", quote: "USD", digits: 5, spreadPoints: 10, startPrice: 0.654, tickPoints: 3, ...forex },
  { name: "EURGBP", base: "EUR", quote: "GBP", digits: 5, spreadPoints: 11, startPrice: 0.8577, tickPoints: 3, ...forex },
  {
    name: "XAUUSD", base: "XAU", quote: "USD", digits: 2, contractSize: 100, spreadPoints: 25, startPrice: 2030.5, tickPoints: 12,
    minLots: 0.01, maxLots: 50, stepLots: 0.01,
  },
  {
    name: "BTCUSD", base: "BTC", quote: "USD", digits: 2, contractSize: 1, spreadPoints: 1_500, startPrice: 43_250, tickPoints: 700,
    minLots: 0.01, maxLots: 20, stepLots: 0.01,
  },
];
