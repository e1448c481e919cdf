import type { Position, PositionTotals } from "../../../src-main/contract/position.ts";
import { createSearch } from "../../components/table/search.ts";
import type { Compare, Sort } from "../../components/table/sort.ts";
import { comparing } from "../../components/table/sort.ts";
import type { ColumnName } from "./columns.ts";

export interface Filter {
  readonly words: string;
  readonly side: Position["side"] | "all";
}

export const noFilter: Filter = { words: "", side: "all" };

const search = createSearch<Position>((row) => `${row.symbol} ${row.ticket} ${row.magic ?? ""} ${row.comment ?? ""}`);

/** Every word must occur somewhere in symbol, ticket, magic or comment. */
export function filterRows(rows: readonly Position[], { words, side }: Filter): readonly Position[] {
  return search(side === "all" ? rows : rows.filter((row) => row.side === side), words);
}

export type PositionSort = Sort<ColumnName>;

const byTicket = (a: Position, b: Position): number => a.ticket - b.ticket;

export const sortRows = (rows: readonly Position[], sort: PositionSort): readonly Position[] => rows.toSorted(comparing(sort, byTicket));

/**
 * Sorts again after a change in the time it takes to look at every row once: rows that are the same objects as before
 * are in order already, and only the others are sorted and merged in. 10,000 rows changing 20 times a second would
 * otherwise spend most of the time in sorting.
 */
export function createSorter(): (rows: readonly Position[], sort: PositionSort) => readonly Position[] {
  let last: { readonly rows: readonly Position[]; readonly sort: PositionSort; readonly sorted: readonly Position[] } | null = null;
  return (rows, sort) => {
    if (last !== null && last.rows === rows && last.sort === sort) return last.sorted;
    const sorted = last !== null && last.sort === sort ? resorted(last.sorted, rows, comparing(sort, byTicket)) : sortRows(rows, sort);
    last = { rows, sort, sorted };
    return sorted;
  };
}

function resorted(before: readonly Position[], rows: readonly Position[], compare: Compare<Position>): readonly Position[] {
  const wanted = new Set(rows);
  const known = new Set(before);
  const kept = before.filter((row) => wanted.has(row));
  const fresh = rows.filter((row) => !known.has(row)).toSorted(compare);
  const merged: Position[] = [];
  let next = 0;
  for (const row of kept) {
    for (let candidate = fresh[next]; candidate !== undefined && compare(candidate, row) < 0; candidate = fresh[next]) {
      merged.push(candidate);
      next += 1;
    }
    merged.push(row);
  }
  return merged.concat(fresh.slice(next));
}

const LOT_UNITS = 1e8;

/** Totals of what is shown, summed in whole units, so that they do not drift. A profit not told makes the sum not told. */
export function totalsOfRows(rows: readonly Position[]): PositionTotals {
  let buyUnits = 0;
  let sellUnits = 0;
  let cents: number | null = 0;
  for (const row of rows) {
    const units = Math.round(row.volumeLots * LOT_UNITS);
    if (row.side === "BUY") buyUnits += units;
    else sellUnits += units;
    cents = cents === null || row.profit === null ? null : cents + Math.round(row.profit * 100);
  }
  return { count: rows.length, buyLots: buyUnits / LOT_UNITS, sellLots: sellUnits / LOT_UNITS, profit: cents === null ? null : cents / 100 };
}
