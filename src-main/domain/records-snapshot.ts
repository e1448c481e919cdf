import { z } from "zod";
import { Hero } from "../contract/agent-state.ts";
import { AnyDocument } from "../contract/document.ts";
import { Trade } from "../contract/ledger.ts";
import { AgentId } from "../contract/order.ts";
import { DocumentVersion } from "../contract/record-events.ts";
import { RecoveryReport } from "../contract/recovery.ts";
import type { AgentRecord } from "./agent-record.ts";
import { piecesOf } from "./pieces.ts";
import { createPublicLedger, type LedgerBook } from "./public-ledger.ts";
import { createRecords, type Records } from "./records.ts";

/** Grows when an older program could not read what a newer one wrote. */
export const SNAPSHOT_SCHEMA = 1;

const Kept = z.object({ version: DocumentVersion, savedAtMs: z.number(), content: AnyDocument });

/** `counts`: how many there are in the other parts. Snapshots of older programs lack it, and what was condemned. */
const Head = z.object({
  schema: z.literal(SNAPSHOT_SCHEMA),
  seq: z.number().int().nonnegative(),
  lastSaveAtMs: z.number().nullable(),
  valhalla: Kept.nullable(),
  supervisor: Kept.nullable(),
  mastermind: Kept.nullable(),
  lastReport: RecoveryReport.nullable(),
  held: z.array(z.number().int()),
  condemned: z.array(z.number().int()).default([]),
  counts: z.object({ agents: z.number().int(), heroes: z.number().int(), trades: z.number().int() }).optional(),
});

const Agents = z.array(
  z.object({
    agentId: AgentId,
    magic: z.number().int().nullable(),
    state: Kept.nullable(),
    privateLedger: Kept.nullable(),
    capitalBase: z.object({ capital: z.number(), profit: z.number(), unknown: z.number().int() }).nullable(),
    death: z.object({ atMs: z.number(), reason: z.string().nullable() }).nullable(),
  }),
);
const Heroes = z.array(Hero);
/** A trade is written as a row: a hundred thousand of them are most of a snapshot, and the names would be most of each. */
const columns = ["ticket", "symbol", "side", "volumeLots", "openPrice", "openedAtMs", "closedAtMs", "closePrice", "profit", "closedBy", "uuid", "tag", "parts"] as const satisfies readonly (keyof Trade)[];
const Book = z.object({ agentId: AgentId.nullable(), changedAtMs: z.number().nullable(), rows: z.array(z.array(z.unknown()).length(columns.length)) });
const Trades = z.array(Trade);

/** So many rows in one part, so that no part holds anybody up. A document may be long by itself. */
const ROWS_A_PART = 200;
const AGENTS_A_PART = 1;

/** Everything the records hold, as plain JSON, in parts of a few KB. Records must not change until the last is taken. */
export function* snapshotParts(records: Records): Generator<readonly [key: string, value: unknown]> {
  const { seq, lastSaveAtMs, valhalla, supervisor, mastermind, lastReport, ledger, agents, heroes } = records;
  const counts = { agents: agents.size, heroes: heroes.size, trades: ledger.trades.size };
  yield ["records", { schema: SNAPSHOT_SCHEMA, seq, lastSaveAtMs, valhalla, supervisor, mastermind, lastReport, held: ledger.heldTickets, condemned: ledger.condemnedTickets, counts }];
  for (const piece of piecesOf(agents.values(), AGENTS_A_PART)) yield ["records.agents", piece];
  for (const piece of piecesOf(heroes.values(), AGENTS_A_PART)) yield ["records.heroes", piece];
  for (const { agentId, changedAtMs, trades } of ledger.bookPieces(ROWS_A_PART)) {
    yield ["records.book", { agentId, changedAtMs, rows: trades.map(rowFrom) }];
  }
}

/** Puts records together from a snapshot's parts. Each is checked and kept as it comes, so that nothing is left for the end. */
export interface SnapshotReader {
  /** False for a part that is none of the records'. Throws, with the field and its rule, for one that `snapshotParts` did not make. */
  take(key: string, value: unknown): boolean;
  /** After the last part. Throws when some are missing. */
  whole(): Records;
}

export function createSnapshotReader(): SnapshotReader {
  const ledger = createPublicLedger();
  const agents = new Map<string, AgentRecord>();
  const heroes = new Map<string, Hero>();
  let head: z.infer<typeof Head> | null = null;

  return {
    take: (key, value) => {
      switch (key) {
        case "records":
          head = read(Head, value, key);
          for (const ticket of head.held) ledger.held(ticket);
          for (const ticket of head.condemned) ledger.condemned(ticket);
          return true;
        case "records.agents":
          for (const agent of read(Agents, value, key)) agents.set(agent.agentId, agent);
          return true;
        case "records.heroes":
          for (const hero of read(Heroes, value, key)) heroes.set(hero.agent_id, hero);
          return true;
        case "records.book":
          ledger.restored(readBook(value, key));
          return true;
        default:
          return false;
      }
    },
    whole: () => {
      if (head === null) throw unreadable("records", "is missing");
      const { seq, lastSaveAtMs, valhalla, supervisor, mastermind, lastReport, counts } = head;
      const found = { agents: agents.size, heroes: heroes.size, trades: ledger.trades.size };
      for (const [what, number] of Object.entries(found)) {
        const expected = counts?.[what as keyof typeof found] ?? number;
        if (number !== expected) throw unreadable(`records.counts.${what}`, `must be what there is: it says ${expected}, and there are ${number}`);
      }
      return createRecords({ seq, lastSaveAtMs, valhalla, supervisor, mastermind, lastReport, ledger, agents, heroes });
    },
  };
}

function readBook(value: unknown, path: string): LedgerBook {
  const { agentId, changedAtMs, rows } = read(Book, value, path);
  const trades = rows.map((row) => tradeIn(row, agentId));
  return { agentId, changedAtMs, trades: read(Trades, trades, `${path}.rows`) };
}

type Row = readonly unknown[];

const rowFrom = (trade: Trade): Row => columns.map((column) => trade[column]);

/** What `rowFrom` wrote, unchecked. */
function tradeIn(row: Row, agentId: string | null): unknown {
  const trade: Record<string, unknown> = { agentId };
  for (const [at, column] of columns.entries()) trade[column] = row[at];
  return trade;
}

function read<S extends z.ZodType>(schema: S, value: unknown, path: string): z.output<S> {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const issue = found.error.issues[0];
  throw unreadable([path, ...(issue?.path ?? [])].map(String).join("."), issue?.message ?? "must fit its schema");
}

const unreadable = (field: string, rule: string): Error => new Error(`A snapshot that was written whole cannot be read: ${field} ${rule}`);
