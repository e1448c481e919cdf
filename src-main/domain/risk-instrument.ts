/** A symbol as brokers write it (`EURUSD`, `EURUSD.m`, `EUR/USD`), in upper case, and the two currencies in it. */
export interface Instrument {
  readonly symbol: string;
  /** `null`: no pair of currencies we know. */
  readonly pair: Pair | null;
}

export interface Pair {
  readonly base: string;
  readonly quote: string;
  /** What the broker puts behind its symbols, such as `.M`. */
  readonly suffix: string;
}

const CURRENCIES = new Set(
  "USD EUR GBP JPY CHF AUD NZD CAD SEK NOK DKK PLN CZK HUF RON TRY ZAR MXN BRL SGD HKD CNH CNY INR KRW THB ILS AED SAR RUB XAU XAG XPT XPD BTC ETH LTC XRP BCH".split(" "),
);

export function instrumentOf(name: string): Instrument {
  const symbol = name.toUpperCase();
  const letters = symbol.replaceAll(/[^A-Z]/g, "");
  const [base, quote] = [letters.slice(0, 3), letters.slice(3, 6)];
  const isPair = CURRENCIES.has(base) && CURRENCIES.has(quote);
  return { symbol, pair: isPair ? { base, quote, suffix: symbol.startsWith(base + quote) ? symbol.slice(6) : "" } : null };
}
