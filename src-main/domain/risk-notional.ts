import type { Instrument, Pair } from "./risk-instrument.ts";
import { dearPrice } from "./risk-record-highs.ts";
import type { LastPrice } from "./risk-situation.ts";
import type { RiskLimits } from "./risk-table.ts";

/** What a lot is worth in the account's currency, or which figure is missing to know it. `isDear`: no price is known, so it was valued far too high. */
export type LotValue = { readonly known: true; readonly perLot: number; readonly isDear: boolean } | { readonly known: false; readonly missing: string };

/** What valuing needs to know. */
export interface Valuation {
  readonly limits: Pick<RiskLimits, "contractSizes" | "defaultContractSize" | "referencePrices">;
  readonly lastPrices: ReadonlyMap<string, LastPrice>;
  readonly currency: string;
}

/** What an operator can do about a price that nobody tells. */
export const PRICE_ADVICE = "reference_prices in the limits file can name one, or the gateway's ticks";

/**
 * The value of a lot. A lot of a currency pair is so many units of its base; anything else is taken to be quoted in the
 * account's currency.
 * @param claimedPrice what an order names as its price: it may make the lot dearer, but replaces no price we know
 */
export function lotValue({ symbol, pair }: Instrument, valuation: Valuation, claimedPrice: number | null): LotValue {
  const { limits, currency } = valuation;
  const contractSize = limits.contractSizes.get(symbol) ?? limits.contractSizes.get(pair?.base ?? symbol) ?? limits.defaultContractSize;
  const worth = (perUnit: number, isDear = false): LotValue => ({ known: true, perLot: contractSize * perUnit, isDear });
  if (pair?.base === currency) return worth(1);

  const price = priceOf(symbol, valuation);
  const rate = pair === null || pair.quote === currency ? 1 : quoteRate(pair, valuation);
  if (price !== null && rate !== null) return worth(Math.max(price, claimedPrice ?? 0) * rate);

  // In the account's currency already, so that a cross needs no rate of its quote.
  const dear = pair === null ? null : dearPrice(pair.base, currency);
  if (dear !== null) return worth(Math.max(dear, (claimedPrice ?? 0) * (rate ?? 0)), true);
  const missing = price === null || pair === null ? symbol : `${pair.quote}${currency} or ${currency}${pair.quote}`;
  return { known: false, missing: `no price of ${missing} is known (${PRICE_ADVICE})` };
}

/** What a unit of the pair's quote is worth in the account's currency, from the pair of the two, either way round. */
function quoteRate({ quote, suffix }: Pair, valuation: Valuation): number | null {
  const rate = (from: string, to: string): number | null => priceOf(`${from}${to}${suffix}`, valuation) ?? priceOf(`${from}${to}`, valuation);
  const direct = rate(quote, valuation.currency);
  if (direct !== null) return direct;
  const inverse = rate(valuation.currency, quote);
  return inverse === null ? null : 1 / inverse;
}

const priceOf = (name: string, { lastPrices, limits }: Valuation): number | null => positive(lastPrices.get(name)?.price) ?? positive(limits.referencePrices.get(name));

const positive = (price: number | undefined): number | null => (price !== undefined && price > 0 && Number.isFinite(price) ? price : null);
