import { ClosedBy, Trade } from "../contract/ledger.ts";
import { momentMs } from "../domain/moment.ts";
import { broken, type Reading, shown } from "./problem.ts";
import { closedByFrom, numberFrom, sideFrom, statusSpellings, type TradeField, tradeFields, tradeSpellings } from "./spellings.ts";

type Row = Readonly<Record<string, unknown>>;

/** A row, and what its list says of it. */
export interface FoundRow {
  readonly row: unknown;
  /** `trades.12` */
  readonly at: string;
  /** From the key it stands under; `undefined`: the row itself has to say. */
  readonly ticket?: string;
  readonly agentId?: string;
}

export interface ReadTrade {
  readonly trade: Trade;
  /** Fields of the row that have no place in the record. */
  readonly notKept: readonly string[];
}

const figures: readonly TradeField[] = ["ticket", "volumeLots", "openPrice", "closePrice", "profit"];

/** One row of a public ledger in any of the family's spellings. */
export function readTrade(file: string, { row, at, ticket, agentId }: FoundRow): Reading<ReadTrade> {
  if (!isRow(row)) return broken(file, at, row, "must be an object");
  const names = namesIn(row, tradeSpellings);
  const said = (field: TradeField): unknown => (names[field] === undefined ? undefined : row[names[field]]);
  const badMoment = (["openedAtMs", "closedAtMs"] as const).find((field) => said(field) != null && momentMs(said(field)) === null);
  if (badMoment) return broken(file, `${at}.${names[badMoment]}`, said(badMoment), "must be a time: ISO 8601, Unix seconds or Unix ms");
  const closedAtMs = momentMs(said("closedAtMs"));
  if (closedAtMs === null && isSaidClosed(row)) return broken(file, `${at}.${tradeSpellings.closedAtMs[0]}`, said("closedAtMs"), "must be there for a trade that is closed");
  const parts = readParts(file, `${at}.${names.parts ?? "parts"}`, said("parts"));
  if (!parts.ok) return parts;
  const whole: Record<string, unknown> = {
    ...Object.fromEntries(figures.map((field) => [field, numberFrom(said(field)) ?? null])),
    ticket: numberFrom(said("ticket") ?? ticket),
    agentId: said("agentId") === undefined ? (agentId ?? null) : said("agentId"),
    symbol: said("symbol"),
    side: sideFrom(said("side")),
    openedAtMs: momentMs(said("openedAtMs")),
    closedAtMs,
    uuid: said("uuid") ?? null,
    tag: said("tag") ?? null,
    parts: parts.value,
  };
  const read = Trade.safeParse({ ...whole, ...ending(closedAtMs, said) });
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = issue?.path[0] as TradeField;
    return broken(file, `${at}.${names[field] ?? tradeSpellings[field][0]}`, said(field), issue?.message ?? "must fit its schema");
  }
  return { ok: true, value: { trade: read.data, notKept: notKept(row, names) } };
}

/** What belongs to the end of a trade. While it is open, a profit is only what it is worth now. */
function ending(closedAtMs: number | null, said: (field: TradeField) => unknown): Row {
  if (closedAtMs === null) return { closePrice: null, profit: null, closedBy: null };
  const by = ClosedBy.safeParse(closedByFrom(said("closedBy")));
  return { closedBy: by.success ? by.data : "unknown" };
}

/** Which spelling this row uses, field by field. */
function namesIn<F extends string>(row: Row, spellings: Readonly<Record<F, readonly string[]>>): Partial<Record<F, string>> {
  const names: Partial<Record<F, string>> = {};
  for (const field of Object.keys(spellings) as F[]) {
    const name = spellings[field].find((each) => Object.hasOwn(row, each));
    if (name !== undefined) names[field] = name;
  }
  return names;
}

const partSpellings = { atMs: ["time", "close_time"], volumeLots: tradeSpellings.volumeLots, price: ["price", "close_price"], profit: tradeSpellings.profit, closedBy: tradeSpellings.closedBy } as const;

function readParts(file: string, at: string, value: unknown): Reading<unknown[]> {
  if (value == null) return { ok: true, value: [] };
  if (!Array.isArray(value)) return broken(file, at, value, "must be a list");
  const parts: unknown[] = [];
  for (const [index, row] of (value as unknown[]).entries()) {
    if (!isRow(row)) return broken(file, `${at}.${index}`, row, "must be an object");
    const names = namesIn(row, partSpellings);
    const said = (field: keyof typeof partSpellings): unknown => (names[field] === undefined ? null : row[names[field]]);
    const by = ClosedBy.safeParse(closedByFrom(said("closedBy")));
    parts.push({ atMs: momentMs(said("atMs")), volumeLots: numberFrom(said("volumeLots")), price: numberFrom(said("price")), profit: numberFrom(said("profit")), closedBy: by.success ? by.data : "unknown" });
  }
  return { ok: true, value: parts };
}

const isSaidClosed = (row: Row): boolean => statusSpellings.some((name) => typeof row[name] === "string" && row[name].toLowerCase() === "closed");

function notKept(row: Row, names: Partial<Record<TradeField, string>>): string[] {
  const used = new Set<string>([...tradeFields.flatMap((field) => names[field] ?? []), ...statusSpellings]);
  const word = names.closedBy === undefined ? null : row[names.closedBy];
  const isWordLost = typeof word === "string" && !ClosedBy.safeParse(closedByFrom(word)).success;
  return [...Object.keys(row).filter((name) => !used.has(name)), ...(isWordLost ? [`${names.closedBy} = ${shown(word)}`] : [])];
}

export const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
