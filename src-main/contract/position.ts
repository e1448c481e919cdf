import { z } from "zod";

export const Side = z.enum(["BUY", "SELL"]);
export type Side = z.infer<typeof Side>;

/**
 * One open position as the venue tells it. `null` means the venue did not say: it is never a zero.
 * Volumes are lots, already rounded to whole 1e-8 lots; money is in the account's currency, whole cents.
 */
export const Position = z.object({
  ticket: z.number().int().positive(),
  symbol: z.string(),
  side: Side,
  volumeLots: z.number().positive(),
  openPrice: z.number().nullable(),
  currentPrice: z.number().nullable(),
  profit: z.number().nullable(),
  swap: z.number().nullable(),
  stopLoss: z.number().nullable(),
  takeProfit: z.number().nullable(),
  /** UTC, Unix ms. */
  openedAtMs: z.number().nullable(),
  magic: z.number().int().nullable(),
  comment: z.string().nullable(),
});
export type Position = z.infer<typeof Position>;

export const PositionTotals = z.object({
  count: z.number().int(),
  buyLots: z.number(),
  sellLots: z.number(),
  /** `null` when at least one position came without a profit: a partial sum would look like the whole. */
  profit: z.number().nullable(),
});
export type PositionTotals = z.infer<typeof PositionTotals>;

/** Everything open at the venue, as of `readAtMs` (UTC). `readAtMs` is `null` before the first truth. */
export const PositionBook = z.object({
  readAtMs: z.number().nullable(),
  rows: z.array(Position),
  totals: PositionTotals,
});
export type PositionBook = z.infer<typeof PositionBook>;

/** What turns one `PositionBook` into the next. `upserts` replace by ticket. */
export const PositionBookChange = z.object({
  readAtMs: z.number().nullable(),
  upserts: z.array(Position),
  removedTickets: z.array(z.number().int()),
  totals: PositionTotals,
});
export type PositionBookChange = z.infer<typeof PositionBookChange>;
