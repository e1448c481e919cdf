/**
 * Money in whole cents of the account's currency. Two decimals serve every account currency MetaTrader offers
 * (those without cents are sent with `.0`), and sums of whole numbers do not drift.
 */
export type Cents = number & { readonly __unit: "1/100 of the account's currency" };

export const centsFrom = (amount: number): Cents => Math.round(amount * 100) as Cents;

export const amountOf = (cents: Cents): number => cents / 100;

/** The amount in whole cents: what we keep and show. */
export const exactAmount = (amount: number): number => amountOf(centsFrom(amount));

/** Sum of amounts without drift; `null` as soon as one of them is unknown, because a partial sum looks whole. */
export function sumAmounts(amounts: Iterable<number | null>): number | null {
  let cents = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    cents += centsFrom(amount);
  }
  return cents / 100;
}
