import type { Position } from "../contract/position.ts";
import { amountFrom, lotsFrom, numberFrom, problem, type Problem, rules, sideFrom, symbolFrom, ticketFrom, wholeFrom } from "./fields.ts";
import { timestampFrom } from "./timestamp.ts";

export type RowsReading = { readonly ok: true; readonly positions: Position[] } | { readonly ok: false; readonly problem: Problem };

/**
 * A list of positions in either naming style (`SYNC_ALL` and `GET_POSITIONS` differ). Ticket, symbol, side and volume
 * must be there, because a decision without them would be wrong; the rest may be missing or `null`, but never nonsense.
 *
 * Written by hand where the rest of the wire uses zod, for the startup sync of 10,000 positions: on top of the
 * `JSON.parse` of the same text this costs about 0.4 × as much again, the same rules as a zod schema 2 ×, and parse,
 * validation and compare together may take 3 ×. It may go when zod is as fast.
 */
export function readPositionRows(rows: unknown, path: string): RowsReading {
  if (!Array.isArray(rows)) return { ok: false, problem: problem(path, rows, rules.list) };
  const positions: Position[] = [];
  const tickets = new Set<number>();
  for (let index = 0; index < rows.length; index += 1) {
    const reading = readRow(rows[index] as unknown, tickets);
    if (isProblem(reading)) return { ok: false, problem: placed(reading, `${path}[${index}]`) };
    positions.push(reading);
  }
  return { ok: true, positions };
}

/** One row's fields under all the names they travel by. */
interface Row {
  readonly ticket?: unknown;
  readonly symbol?: unknown;
  readonly type?: unknown;
  readonly volume?: unknown;
  readonly price_open?: unknown;
  readonly open_price?: unknown;
  readonly price_current?: unknown;
  readonly current_price?: unknown;
  readonly profit?: unknown;
  readonly swap?: unknown;
  readonly sl?: unknown;
  readonly tp?: unknown;
  readonly time_open?: unknown;
  readonly open_time?: unknown;
  readonly magic?: unknown;
  readonly comment?: unknown;
}

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const isProblem = (reading: Position | Problem): reading is Problem => "rule" in reading;
const placed = (found: Problem, path: string): Problem => ({ ...found, field: found.field === "" ? path : `${path}.${found.field}` });

function readRow(row: unknown, tickets: Set<number>): Position | Problem {
  if (!isRow(row)) return problem("", row, rules.object);
  const ticket = ticketFrom(row.ticket);
  if (Number.isNaN(ticket)) return problem("ticket", row.ticket, rules.ticket);
  if (tickets.has(ticket)) return problem("ticket", row.ticket, "listed once");
  tickets.add(ticket);
  const symbol = symbolFrom(row.symbol);
  if (symbol === null) return problem("symbol", row.symbol, rules.symbol);
  const side = sideFrom(row.type);
  if (side === null) return problem("type", row.type, rules.side);
  const volumeLots = lotsFrom(row.volume);
  if (Number.isNaN(volumeLots)) return problem("volume", row.volume, rules.lots);
  return withFigures(row, ticket, symbol, side, volumeLots);
}

/** The figures that may be missing. A reader's `NaN` is nonsense in the reply, and ends here. */
function withFigures(row: Row, ticket: number, symbol: string, side: Position["side"], volumeLots: number): Position | Problem {
  const openPrice = optional(row.price_open ?? row.open_price, numberFrom);
  if (Number.isNaN(openPrice)) return nonsense(row, ["price_open", "open_price"], rules.number);
  const currentPrice = optional(row.price_current ?? row.current_price, numberFrom);
  if (Number.isNaN(currentPrice)) return nonsense(row, ["price_current", "current_price"], rules.number);
  const profit = optional(row.profit, amountFrom);
  if (Number.isNaN(profit)) return nonsense(row, ["profit"], rules.amount);
  const swap = optional(row.swap, amountFrom);
  if (Number.isNaN(swap)) return nonsense(row, ["swap"], rules.amount);
  const stopLoss = optional(row.sl, numberFrom);
  if (Number.isNaN(stopLoss)) return nonsense(row, ["sl"], rules.number);
  const takeProfit = optional(row.tp, numberFrom);
  if (Number.isNaN(takeProfit)) return nonsense(row, ["tp"], rules.number);
  const openedAtMs = optional(row.time_open ?? row.open_time, timestampFrom);
  if (Number.isNaN(openedAtMs)) return nonsense(row, ["time_open", "open_time"], rules.timestamp);
  const magic = optional(row.magic, wholeFrom);
  if (Number.isNaN(magic)) return nonsense(row, ["magic"], rules.whole);
  const comment = row.comment ?? null;
  if (comment !== null && typeof comment !== "string") return nonsense(row, ["comment"], rules.text);
  return {
    ticket,
    symbol,
    side,
    volumeLots,
    openPrice,
    currentPrice,
    profit,
    swap,
    stopLoss,
    takeProfit,
    // Gateways write 0 for a time they do not know; nothing was opened in 1970.
    openedAtMs: openedAtMs === 0 ? null : openedAtMs,
    magic,
    comment,
  };
}

const optional = (value: unknown, read: (value: unknown) => number): number | null =>
  value === undefined || value === null ? null : read(value);

/** Says which field it was by the name this row has for it. */
function nonsense(row: Row, names: readonly [keyof Row, ...(keyof Row)[]], rule: string): Problem {
  const name = names.find((each) => row[each] !== undefined && row[each] !== null) ?? names[0];
  return problem(name, row[name], rule);
}
