import type { JournalEntry } from "../contract/journal.ts";
import type { KillRecord } from "../contract/kill.ts";
import type { ReduceOnly } from "../contract/trading-state.ts";
import { createAgentList, type AgentList } from "./agent-list.ts";
import { createEquityDay, type EquityDay } from "./equity-day.ts";
import { journalEvents } from "./journal-events.ts";
import { limits } from "./limits.ts";
import { createOrderBook, type OrderBook } from "./order-book.ts";
import { createPositionLedger, type PositionLedger } from "./position-ledger.ts";

/** What the last run left behind, folded from the journal entry by entry. */
export interface Restoration {
  fold(entries: readonly JournalEntry[]): void;
  readonly ledger: PositionLedger;
  readonly book: OrderBook;
  readonly agents: AgentList;
  readonly equityDay: EquityDay;
  /** As it was set when the last run ended. */
  readonly reduceOnly: ReduceOnly | null;
  /** Of the limits file that was last in force; `null`: none was. */
  readonly limitsSha256: string | null;
  /** Kills that were in force when the last run ended. */
  readonly kills: readonly KillRecord[];
  /** Kills whose flatten had begun and not ended. */
  readonly unfinishedFlattens: readonly KillRecord[];
  readonly events: number;
  /** False when the last run did not end with `ENGINE_STOPPED`. True for a journal without any run. */
  readonly cleanExit: boolean;
  /** The newest entries, oldest first, for the console's activity. */
  readonly recent: readonly JournalEntry[];
}

export function createRestoration(): Restoration {
  const ledger = createPositionLedger();
  const book = createOrderBook(ledger);
  const agents = createAgentList();
  const equityDay = createEquityDay();
  let reduceOnly: ReduceOnly | null = null;
  let limitsSha256: string | null = null;
  const kills = new Map<string, KillRecord>();
  const flattens = new Map<string, KillRecord>();
  let recent: JournalEntry[] = [];
  let events = 0;
  let cleanExit = true;

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

  const foldWishes = (entry: JournalEntry): void => {
    if (entry.kind === "REDUCE_ONLY_SET") reduceOnly = journalEvents.REDUCE_ONLY_SET.body.parse(entry.body).reduceOnly;
    if (entry.kind === "REDUCE_ONLY_ENDED") reduceOnly = null;
    if (entry.kind === "LIMITS_LOADED") limitsSha256 = journalEvents.LIMITS_LOADED.body.parse(entry.body).sha256;
  };

  return {
    fold: (entries) => {
      for (const entry of entries) {
        events = entry.seq;
        ledger.fold(entry);
        book.fold(entry);
        agents.fold(entry);
        equityDay.fold(entry);
        foldKills(entry);
        foldWishes(entry);
        if (entry.kind === "ENGINE_STARTED") cleanExit = false;
        if (entry.kind === "ENGINE_STOPPED") cleanExit = true;
      }
      recent = [...recent, ...entries.slice(-limits.activityKept)].slice(-limits.activityKept);
    },
    ledger,
    book,
    agents,
    equityDay,
    get reduceOnly() {
      return reduceOnly;
    },
    get limitsSha256() {
      return limitsSha256;
    },
    get kills() {
      return [...kills.values()];
    },
    get unfinishedFlattens() {
      return [...flattens.values()];
    },
    get events() {
      return events;
    },
    get cleanExit() {
      return cleanExit;
    },
    get recent() {
      return recent;
    },
  };
}
