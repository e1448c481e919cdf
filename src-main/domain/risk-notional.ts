import type { LastPrice } from "./risk-situation.ts";
import type { RiskLimits } from "./risk-table.ts";

/** What a lot is worth in the account's currency, or which figure is missing to know it. */
export type LotValue = { readonly known: true; readonly perLot: number; readonly contractSize: number } | { readonly known: false; readonly missing: string };

/** What valuing needs to know. */
export interface Valuation {
  readonly limits: Pick<RiskLimits, "contractSizes" | "defaultContractSize" | "referencePrices">;
  readonly lastPrices: ReadonlyMap<string, LastPrice>;
  readonly currency: string;
}

const CURRENCIES = new Set(
  "USD EUR GBP JPY CHF AUD NZD CAD SEK NOK DKK PLN CZK HUF RON TRY ZAR MXN BRL SGD HKD CNH CNY INR KRW THB ILS AED SAR RUB XAU XAG XPT XPD BTC ETH LTC XRP BCH".split(" "),
);

/**
 * The value of a lot of `symbol` (upper case). A lot of a currency pair is so many units of its base; anything else is
 * taken to be quoted in the account's currency.
 * @param claimedPrice what an order names as its price: it may make the lot dearer, but replaces no price we know
 */
export function lotValue(symbol: string, { limits, lastPrices, currency }: Valuation, claimedPrice: number | null): LotValue {
  const pair = pairOf(symbol);
  const contractSize = limits.contractSizes.get(symbol) ?? limits.contractSizes.get(pair?.base ?? symbol) ?? limits.defaultContractSize;
  const worth = (perUnit: number): LotValue => ({ known: true, perLot: contractSize * perUnit, contractSize });
  const priceOf = (name: string): number | null => positive(lastPrices.get(name)?.price) ?? positive(limits.referencePrices.get(name));
  if (pair?.base === currency) return worth(1);

  const price = priceOf(symbol);
  if (price === null) return { known: false, missing: `no price of ${symbol} is known` };
  const quoted = Math.max(price, claimedPrice ?? 0);
  if (pair === null || pair.quote === currency) return worth(quoted);

  const suffix = symbol.startsWith(pair.base + pair.quote) ? symbol.slice(6) : "";
  const rate = (from: string, to: string): number | null => priceOf(`${from}${to}${suffix}`) ?? priceOf(`${from}${to}`);
  const direct = rate(pair.quote, currency);
  if (direct !== null) return worth(quoted * direct);
  const inverse = rate(currency, pair.quote);
  return inverse === null ? { known: false, missing: `no price of ${pair.quote}${currency} or ${currency}${pair.quote} is known` } : worth(quoted / inverse);
}

/** Brokers write `EURUSD`, `EURUSD.m`, `EUR/USD`. `null`: no pair of currencies we know. */
function pairOf(symbol: string): { readonly base: string; readonly quote: string } | null {
  const letters = symbol.replaceAll(/[^A-Z]/g, "");
  const [base, quote] = [letters.slice(0, 3), letters.slice(3, 6)];
  return CURRENCIES.has(base) && CURRENCIES.has(quote) ? { base, quote } : null;
}

const positive = (price: number | undefined): number | null => (price !== undefined && price > 0 && Number.isFinite(price) ? price : null);
