/** The most that a unit of each major currency has cost in US dollars since 1990. */
const RECORD_HIGHS_USD: Readonly<Record<string, number>> = {
  /** July 2008. */
  EUR: 1.6038,
  /** November 2007. */
  GBP: 2.1161,
  /** July 2011. */
  AUD: 1.1081,
  /** August 2011. */
  NZD: 0.8843,
  /** August 2011: a dollar cost 0.7068 francs. */
  CHF: 1 / 0.7068,
  /** October 2011: a dollar cost 75.31 yen. */
  JPY: 1 / 75.31,
  /** November 2007: a dollar cost 0.9056 Canadian dollars. */
  CAD: 1 / 0.9056,
};

/** Records fall. With this on top, a price nobody told us is far more likely too dear than too cheap. */
export const RECORD_HIGH_MARGIN = 1.25;

/**
 * A deliberately dear price of a major currency, for when nobody tells the real one: what is valued with it looks larger
 * than it is. `null` where no record says what is dear: other currencies, metals, coins, and accounts not in dollars,
 * for which a record low of theirs would be needed as well.
 */
export function dearPrice(currency: string, accountCurrency: string): number | null {
  const record = accountCurrency === "USD" && Object.hasOwn(RECORD_HIGHS_USD, currency) ? RECORD_HIGHS_USD[currency] : undefined;
  return record === undefined ? null : record * RECORD_HIGH_MARGIN;
}
