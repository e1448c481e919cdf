import { z } from "zod";
import { Hero } from "../contract/agent-state.ts";
import { AnyDocument } from "../contract/document.ts";
import { Trade } from "../contract/ledger.ts";
import { AgentId } from "../contract/order.ts";
import { DocumentVersion } from "../contract/record-events.ts";
import { RecoveryReport } from "../contract/recovery.ts";
import { createPublicLedger, type LedgerBook } from "./public-ledger.ts";
import { createRecords, type Records } from "./records.ts";

/** Grows when an older program could not read what a newer one wrote. */
export const SNAPSHOT_SCHEMA = 1;

/** A trade as a row: a hundred thousand of them are most of a snapshot, and the names would be most of each. */
const columns = ["ticket", "symbol", "side", "volumeLots", "openPrice", "openedAtMs", "closedAtMs", "closePrice", "profit", "closedBy", "uuid", "tag", "parts"] as const satisfies readonly (keyof Trade)[];

const Kept = z.object({ version: DocumentVersion, savedAtMs: z.number(), content: AnyDocument });

const SnapshotShape = z.object({
  schema: z.literal(SNAPSHOT_SCHEMA),
  seq: z.number().int().nonnegative(),
  lastSaveAtMs: z.number().nullable(),
  agents: z.array(
    z.object({
      agentId: AgentId,
      magic: z.number().int().nullable(),
      state: Kept.nullable(),
      privateLedger: Kept.nullable(),
      capitalBase: z.object({ capital: z.number(), profit: z.number(), unknown: z.number().int() }).nullable(),
      death: z.object({ atMs: z.number(), reason: z.string().nullable() }).nullable(),
    }),
  ),
  heroes: z.array(Hero),
  valhalla: Kept.nullable(),
  supervisor: Kept.nullable(),
  mastermind: Kept.nullable(),
  lastReport: RecoveryReport.nullable(),
  books: z.array(z.object({ agentId: AgentId.nullable(), changedAtMs: z.number().nullable(), rows: z.array(z.array(z.unknown()).length(columns.length)) })),
  held: z.array(z.number().int()),
});
export type RecordsSnapshot = z.input<typeof SnapshotShape>;

/** Why a snapshot cannot be used: the field, and the rule it breaks. Then the one before it, or the whole journal. */
export interface SnapshotProblem {
  readonly field: string;
  readonly rule: string;
}

export type SnapshotReading = { readonly ok: true; readonly records: Records } | { readonly ok: false; readonly problem: SnapshotProblem };

/** So many rows in one part, so that no part holds anybody up. */
const ROWS_A_PART = 200;
const AGENTS_A_PART = 20;

/** Everything the records hold, as plain JSON, in parts of a few KB. Records must not change until the last is taken. */
export function* snapshotParts(records: Records): Generator<readonly [key: string, value: unknown]> {
  const { seq, lastSaveAtMs, valhalla, supervisor, mastermind, lastReport, ledger } = records;
  yield ["records", { schema: SNAPSHOT_SCHEMA, seq, lastSaveAtMs, valhalla, supervisor, mastermind, lastReport, held: [...ledger.heldTickets] }];
  for (const agents of chunks([...records.agents.values()], AGENTS_A_PART)) yield ["records.agents", agents];
  for (const heroes of chunks([...records.heroes.values()], AGENTS_A_PART)) yield ["records.heroes", heroes];
  for (const { agentId, changedAtMs, trades } of ledger.books) {
    for (const part of chunks(trades, ROWS_A_PART)) yield ["records.book", { agentId, changedAtMs, rows: part.map((trade) => columns.map((column) => trade[column])) }];
  }
}

/** Puts the parts together again as they come. */
export function collectSnapshot(): { take(key: string, value: unknown): boolean; whole(): unknown } {
  let head: object = {};
  const agents: unknown[] = [];
  const heroes: unknown[] = [];
  const books: unknown[] = [];
  return {
    take: (key, value) => {
      if (key === "records") head = value as object;
      else if (key === "records.agents") agents.push(...(value as unknown[]));
      else if (key === "records.heroes") heroes.push(...(value as unknown[]));
      else if (key === "records.book") books.push(value);
      else return false;
      return true;
    },
    whole: () => ({ ...head, agents, heroes, books }),
  };
}

/** The same in one piece: what `fromSnapshot` reads. */
export function toSnapshot(records: Records): RecordsSnapshot {
  const collected = collectSnapshot();
  for (const [key, value] of snapshotParts(records)) collected.take(key, value);
  return collected.whole() as RecordsSnapshot;
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

/** Reads what `toSnapshot` made, out of a file that may hold anything. */
export function fromSnapshot(json: unknown): SnapshotReading {
  const read = SnapshotShape.safeParse(json);
  if (!read.success) return { ok: false, problem: problemOf(read.error, "") };
  const { agents, heroes, books, held, schema: _schema, ...rest } = read.data;
  const ledger = createPublicLedger();
  for (const [index, book] of books.entries()) {
    const trades = readTrades(book, `books.${index}.rows`);
    if (!trades.ok) return trades;
    ledger.restored(trades.book);
  }
  for (const ticket of held) ledger.held(ticket);
  return {
    ok: true,
    records: createRecords({ ...rest, ledger, agents: new Map(agents.map((agent) => [agent.agentId, agent])), heroes: new Map(heroes.map((hero) => [hero.agent_id, hero])) }),
  };
}

type SnapshotBook = z.output<typeof SnapshotShape>["books"][number];

function readTrades({ agentId, changedAtMs, rows }: SnapshotBook, path: string): { readonly ok: true; readonly book: LedgerBook } | { readonly ok: false; readonly problem: SnapshotProblem } {
  const trades: Trade[] = [];
  for (const [index, row] of rows.entries()) {
    const trade: Record<string, unknown> = { agentId };
    for (const [at, column] of columns.entries()) trade[column] = row[at];
    const read = Trade.safeParse(trade);
    if (!read.success) return { ok: false, problem: problemOf(read.error, `${path}.${index}`) };
    trades.push(read.data);
  }
  return { ok: true, book: { agentId, changedAtMs, trades } };
}

function problemOf(error: z.ZodError, path: string): SnapshotProblem {
  const issue = error.issues[0];
  return { field: [path, ...(issue?.path ?? [])].filter((step) => step !== "").join("."), rule: issue?.message ?? "must fit its schema" };
}
