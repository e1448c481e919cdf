import type { Position, PositionBook, PositionBookChange, PositionTotals } from "../../src-main/contract/position.ts";

/** The book as screens see it: a new object at every change, in which unchanged rows are the same objects. */
export interface PositionView {
  readonly readAtMs: number | null;
  readonly rows: readonly Position[];
  readonly totals: PositionTotals;
  /** Decimals a symbol's prices were seen with, so that its column of prices lines up. Only ever grows. */
  readonly priceDigits: ReadonlyMap<string, number>;
}

export interface PositionLedger {
  view(): PositionView;
  apply(change: PositionBookChange): PositionView;
}

const MOST_DIGITS = 8;

/** Decimals of a price as the gateway meant it; binary noise beyond the eighth is none of them. */
export function decimalsOf(price: number): number {
  const short = String(price);
  const digits = short.includes(".") ? short.length - short.indexOf(".") - 1 : 0;
  if (digits <= MOST_DIGITS && !short.includes("e")) return digits;
  const rounded = price.toFixed(MOST_DIGITS).replace(/0+$/, "");
  return rounded.length - rounded.indexOf(".") - 1;
}

/** Keeps the book in step with its changes; a change costs the rows it names, not the whole book's sorting. */
export function createPositionLedger(book: PositionBook): PositionLedger {
  const digits = new Map<string, number>();
  let index = indexOf(book.rows);
  let view: PositionView = { ...book, priceDigits: digits };
  for (const row of book.rows) learnDigits(digits, row);

  const withoutRemoved = (rows: readonly Position[], tickets: readonly number[]): Position[] => {
    const removed = new Set(tickets);
    const left = rows.filter((row) => !removed.has(row.ticket));
    index = indexOf(left);
    return left;
  };

  return {
    view: () => view,
    apply: (change) => {
      const rows = change.removedTickets.length > 0 ? withoutRemoved(view.rows, change.removedTickets) : view.rows.slice();
      for (const row of change.upserts) {
        learnDigits(digits, row);
        const at = index.get(row.ticket);
        if (at === undefined) index.set(row.ticket, rows.push(row) - 1);
        else rows[at] = row;
      }
      view = { readAtMs: change.readAtMs, rows, totals: change.totals, priceDigits: digits };
      return view;
    },
  };
}

const indexOf = (rows: readonly Position[]): Map<number, number> => new Map(rows.map((row, at) => [row.ticket, at]));

function learnDigits(digits: Map<string, number>, row: Position): void {
  let most = digits.get(row.symbol) ?? 0;
  for (const price of [row.openPrice, row.currentPrice]) if (price !== null) most = Math.max(most, decimalsOf(price));
  digits.set(row.symbol, most);
}
