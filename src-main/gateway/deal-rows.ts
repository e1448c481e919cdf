import type { Deal } from "../domain/order.ts";
import { amountFrom, lotsFrom, numberFrom, problem, type Problem, rules, sideFrom, symbolFrom, wholeFrom } from "./fields.ts";
import { timestampFrom } from "./timestamp.ts";

export type DealsReading = { readonly ok: true; readonly deals: Deal[] } | { readonly ok: false; readonly problem: Problem };

/**
 * The deals of a `GET_HISTORY` reply. Deposits and the like, which have no symbol and are neither bought nor sold, are
 * left out; everything else must be whole, because what is missing here would look as if it had never happened.
 *
 * Written by hand, as `position-rows.ts` is and for the same reason: one reply may hold 10,000 of them.
 */
export function readDealRows(rows: unknown, path: string): DealsReading {
  if (!Array.isArray(rows)) return { ok: false, problem: problem(path, rows, rules.list) };
  const deals: Deal[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as unknown;
    if (isRow(row) && movesMoneyOnly(row)) continue;
    const reading = isRow(row) ? readRow(row) : problem("", row, rules.object);
    if ("rule" in reading) return { ok: false, problem: placed(reading, `${path}[${index}]`) };
    deals.push(reading);
  }
  return { ok: true, deals };
}

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const placed = (found: Problem, path: string): Problem => ({ ...found, field: found.field === "" ? path : `${path}.${found.field}` });

const movesMoneyOnly = (row: Row): boolean => (row["symbol"] ?? "") === "" && sideFrom(row["type"]) === null;

const entries: ReadonlyMap<unknown, Deal["entry"]> = new Map<unknown, Deal["entry"]>([
  ["IN", "IN"],
  ["OUT", "OUT"],
  ["INOUT", "INOUT"],
  // Closed by an opposite position: out all the same.
  ["OUT_BY", "OUT"],
]);

function readRow(row: Row): Deal | Problem {
  const symbol = symbolFrom(row["symbol"]);
  if (symbol === null) return problem("symbol", row["symbol"], rules.symbol);
  const side = sideFrom(row["type"]);
  if (side === null) return problem("type", row["type"], rules.side);
  const entry = entries.get(row["entry"]);
  if (entry === undefined) return problem("entry", row["entry"], "IN, OUT or INOUT");
  const atMs = timestampFrom(row["time_ms"]);
  if (Number.isNaN(atMs)) return problem("time_ms", row["time_ms"], rules.timestamp);
  const magic = (row["magic"] ?? null) === null ? null : wholeFrom(row["magic"]);
  if (Number.isNaN(magic)) return problem("magic", row["magic"], rules.whole);
  const figures = figuresOf(row);
  if ("rule" in figures) return figures;
  const words = wordsOf(row);
  if ("rule" in words) return words;
  return { ...figures, symbol, side, entry, atMs, magic, ...words };
}

type Figures = Pick<Deal, "dealId" | "orderId" | "positionId" | "volumeLots" | "price" | "profit" | "commission" | "swap">;

function figuresOf(row: Row): Figures | Problem {
  const figures = {
    dealId: wholeFrom(row["deal"]),
    orderId: wholeFrom(row["order"]),
    positionId: wholeFrom(row["position"]),
    volumeLots: lotsFrom(row["volume"]),
    price: numberFrom(row["price"]),
    profit: amountFrom(row["profit"]),
    commission: amountFrom(row["commission"]),
    swap: amountFrom(row["swap"]),
  };
  for (const [name, key, rule] of FIGURES) if (Number.isNaN(figures[key])) return problem(name, row[name], rule);
  return figures;
}

const FIGURES = [
  ["deal", "dealId", rules.whole],
  ["order", "orderId", rules.whole],
  ["position", "positionId", rules.whole],
  ["volume", "volumeLots", rules.lots],
  ["price", "price", rules.number],
  ["profit", "profit", rules.amount],
  ["commission", "commission", rules.amount],
  ["swap", "swap", rules.amount],
] as const;

function wordsOf(row: Row): Pick<Deal, "comment" | "reason"> | Problem {
  const { comment = null, reason = null } = row;
  if (comment !== null && typeof comment !== "string") return problem("comment", comment, rules.text);
  if (reason !== null && typeof reason !== "string") return problem("reason", reason, rules.text);
  return { comment, reason };
}
