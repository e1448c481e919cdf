import { z } from "zod";
import { JournalEntry } from "../contract/journal.ts";
import { KillRecord } from "../contract/kill.ts";
import { ReduceOnly } from "../contract/trading-state.ts";
import { piecesOf } from "../domain/pieces.ts";
import { createSnapshotReader, snapshotParts, type SnapshotReader } from "../domain/records-snapshot.ts";
import { createAgentList, type AgentList } from "./agent-list.ts";
import { createEquityDay, type EquityDay } from "./equity-day.ts";
import { journalEvents } from "./journal-events.ts";
import { limits } from "./limits.ts";
import { createOrderBook, type OrderBook } from "./order-book.ts";
import { createPositionLedger, type PositionLedger } from "./position-ledger.ts";
import { createRecordKeeper, type RecordKeeper } from "./record-keeper.ts";

/** A piece of a snapshot. Keys may repeat; the order is kept. */
export type StatePart = readonly [key: string, value: unknown];

/** Grows when an older program could not read the parts of a newer one. A snapshot of another version is passed over. */
export const STATE_VERSION = 1;

/** What the last run left behind, folded from the journal entry by entry, or from a snapshot and the entries after it. */
export interface Restoration {
  fold(entries: readonly JournalEntry[]): void;
  /** Takes a snapshot's parts as they come, before anything is folded. Throws where they are not what `parts` made. */
  restore(parts: readonly StatePart[]): void;
  /** After the last part; throws when parts are missing. Folding does it by itself. */
  endRestore(): void;
  /** What the fold has come to, each part made when it is asked for. It must not go on until the last one is taken. */
  parts(): Iterable<StatePart>;
  readonly ledger: PositionLedger;
  readonly book: OrderBook;
  readonly agents: AgentList;
  readonly keeper: RecordKeeper;
  readonly equityDay: EquityDay;
  /** As it was set when the last run ended. */
  readonly reduceOnly: ReduceOnly | null;
  /** Of the limits file that was last in force; `null`: none was. */
  readonly limitsSha256: string | null;
  /** A recovery corrected something, and nobody has confirmed yet that trading may go on. */
  readonly unconfirmed: boolean;
  /** Kills that were in force when the last run ended. */
  readonly kills: readonly KillRecord[];
  /** Kills whose flatten had begun and not ended. */
  readonly unfinishedFlattens: readonly KillRecord[];
  readonly events: number;
  /** Entries folded, without those that a snapshot stood for. */
  readonly replayed: number;
  /** False when the last run did not end with `ENGINE_STOPPED`. True for a journal without any run. */
  readonly cleanExit: boolean;
  /** The newest entries, oldest first, for the console's activity. */
  readonly recent: readonly JournalEntry[];
}

const ENTRIES_A_PART = 20;
const Recent = z.array(JournalEntry);
const Head = z.object({
  events: z.number().int(),
  cleanExit: z.boolean(),
  reduceOnly: ReduceOnly.nullable(),
  limitsSha256: z.string().nullable(),
  unconfirmed: z.boolean(),
  kills: z.array(KillRecord),
  flattens: z.array(KillRecord),
  branches: z.array(z.object({ seq: z.number().int(), atSeq: z.number().int() })),
});

export function createRestoration(): Restoration {
  const ledger = createPositionLedger();
  const book = createOrderBook(ledger);
  const agents = createAgentList();
  const equityDay = createEquityDay();
  let keeper = createRecordKeeper();
  /** While a snapshot is being taken. */
  let reader: SnapshotReader | null = null;
  let head: Omit<z.infer<typeof Head>, "kills" | "flattens"> = { events: 0, cleanExit: true, reduceOnly: null, limitsSha256: null, unconfirmed: false, branches: [] };
  const kills = new Map<string, KillRecord>();
  const flattens = new Map<string, KillRecord>();
  let recent: JournalEntry[] = [];
  let replayed = 0;

  const foldKills = (entry: JournalEntry): void => {
    if (entry.kind === "KILLED") {
      const { kill } = journalEvents.KILLED.body.parse(entry.body);
      kills.set(kill.id, kill);
      if (kill.flatten) flattens.set(kill.id, kill);
    }
    if (entry.kind === "REARMED") {
      for (const id of journalEvents.REARMED.body.parse(entry.body).killIds) {
        kills.delete(id);
        flattens.delete(id);
      }
    }
    if (entry.kind === "FLATTEN_ENDED") flattens.delete(journalEvents.FLATTEN_ENDED.body.parse(entry.body).killId);
  };

  const foldHead = (entry: JournalEntry): void => {
    const change = headChange(entry);
    head = { ...head, ...change, events: entry.seq };
  };

  const takePart = ([key, value]: StatePart, records: SnapshotReader): void => {
    if (key === "head") {
      const { kills: killed, flattens: flattening, ...rest } = Head.parse(value);
      head = rest;
      for (const kill of killed) kills.set(kill.id, kill);
      for (const kill of flattening) flattens.set(kill.id, kill);
    } else if (key === "recent") recent = [...recent, ...Recent.parse(value)];
    else if (!records.take(key, value)) {
      ledger.restore(key, value);
      book.restore(key, value);
      agents.restore(key, value);
      equityDay.restore(key, value);
    }
  };

  const endRestore = (): void => {
    if (reader === null) return;
    keeper = createRecordKeeper(reader.whole(), head.branches);
    reader = null;
  };

  return {
    restore: (parts) => {
      reader ??= createSnapshotReader();
      for (const part of parts) takePart(part, reader);
    },
    endRestore,
    parts: function* () {
      yield ["head", { ...head, branches: [...keeper.branches], kills: [...kills.values()], flattens: [...flattens.values()] }];
      for (const entries of piecesOf(recent, ENTRIES_A_PART)) yield ["recent", entries];
      yield* ledger.parts();
      yield* book.parts();
      yield* agents.parts();
      yield* equityDay.parts();
      yield* snapshotParts(keeper.records);
    },
    fold: (entries) => {
      endRestore();
      replayed += entries.length;
      for (const entry of entries) {
        ledger.fold(entry);
        book.fold(entry);
        agents.fold(entry);
        equityDay.fold(entry);
        keeper.fold(entry);
        foldKills(entry);
        foldHead(entry);
      }
      recent = [...recent, ...entries.slice(-limits.activityKept)].slice(-limits.activityKept);
    },
    ledger,
    book,
    agents,
    get keeper() {
      return keeper;
    },
    equityDay,
    get reduceOnly() {
      return head.reduceOnly;
    },
    get limitsSha256() {
      return head.limitsSha256;
    },
    get unconfirmed() {
      return head.unconfirmed;
    },
    get kills() {
      return [...kills.values()];
    },
    get unfinishedFlattens() {
      return [...flattens.values()];
    },
    get events() {
      return head.events;
    },
    get replayed() {
      return replayed;
    },
    get cleanExit() {
      return head.cleanExit;
    },
    get recent() {
      return recent;
    },
  };
}

function headChange(entry: JournalEntry): Partial<z.infer<typeof Head>> {
  switch (entry.kind) {
    case "ENGINE_STARTED":
      return { cleanExit: false };
    case "ENGINE_STOPPED":
      return { cleanExit: true };
    case "REDUCE_ONLY_SET":
      return { reduceOnly: journalEvents.REDUCE_ONLY_SET.body.parse(entry.body).reduceOnly };
    case "REDUCE_ONLY_ENDED":
      return { reduceOnly: null };
    case "LIMITS_LOADED":
      return { limitsSha256: journalEvents.LIMITS_LOADED.body.parse(entry.body).sha256 };
    case "RECOVERY_REPORTED":
      return journalEvents.RECOVERY_REPORTED.body.parse(entry.body).report.decision === "confirm" ? { unconfirmed: true } : {};
    case "RECOVERY_CONFIRMED":
      return { unconfirmed: false };
    default:
      return {};
  }
}
