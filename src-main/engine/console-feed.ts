import type { Change, Snapshot, TopicChanges, TopicName, TopicValues } from "../contract/api.ts";
import type { AgentRow } from "../contract/agent.ts";
import type { JournalEntry } from "../contract/journal.ts";
import type { OrderRow } from "../contract/order.ts";
import type { Position, PositionBook } from "../contract/position.ts";
import { totalsOf } from "../domain/position.ts";
import { limits } from "./limits.ts";
import type { Cancel, Clock } from "./ports.ts";

/** What every console sees: a snapshot at a revision, then every change with the next revision. */
export interface ConsoleFeed {
  snapshot(): Snapshot;
  revision(): number;
  subscribe(listener: (change: Change) => void): Cancel;
  /** Replaces a topic. Topics with changes of their own shape have their own methods below. */
  set<T extends WholeTopic>(topic: T, value: TopicValues[T]): void;
  setPositions(rows: readonly Position[], readAtMs: number): void;
  appendActivity(entries: readonly JournalEntry[]): void;
  /** Orders that are new or else than before; the newest `limits.ordersShown` stay. */
  upsertOrders(rows: readonly OrderRow[]): void;
  /** All agents there are; the console is told those that are else than before. */
  setAgents(rows: readonly AgentRow[]): void;
  value<T extends TopicName>(topic: T): TopicValues[T];
}

type WholeTopic = Exclude<TopicName, "positions" | "activity" | "orders" | "agents">;

/** Publishes one account's topics. A listener that throws is a bug and is not caught here. */
export function createConsoleFeed(accountId: string, clock: Clock, first: TopicValues): ConsoleFeed {
  const listeners = new Set<(change: Change) => void>();
  const topics = { ...first };
  let revision = 0;

  const tell = <T extends TopicName>(topic: T, change: TopicChanges[T]): void => {
    revision += 1;
    const message = { accountId, revision, nowMs: clock.wallMs(), topic, change } as Change;
    for (const listener of listeners) listener(message);
  };

  return {
    snapshot: () => ({ accountId, revision, nowMs: clock.wallMs(), topics: { ...topics } }),
    revision: () => revision,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (topic, value) => {
      topics[topic] = value;
      tell(topic, value as TopicChanges[typeof topic]);
    },
    setPositions: (rows, readAtMs) => {
      const before = topics.positions;
      const book: PositionBook = { readAtMs, rows: [...rows], totals: totalsOf(rows) };
      topics.positions = book;
      tell("positions", { readAtMs, totals: book.totals, ...changedRows(before.rows, rows) });
    },
    appendActivity: (entries) => {
      topics.activity = newest([...topics.activity, ...entries]);
      tell("activity", [...entries]);
    },
    upsertOrders: (rows) => {
      if (rows.length === 0) return;
      const all = new Map(topics.orders.map((row) => [keyOf(row), row]));
      for (const row of rows) all.set(keyOf(row), row);
      topics.orders = [...all.values()].slice(-limits.ordersShown);
      tell("orders", [...rows]);
    },
    setAgents: (rows) => {
      const before = new Map(topics.agents.map((row) => [row.agentId, row]));
      const changed = rows.filter((row) => !sameRow(before.get(row.agentId), row));
      topics.agents = [...rows];
      if (changed.length > 0) tell("agents", changed);
    },
    value: (topic) => topics[topic],
  };
}

function changedRows(before: readonly Position[], now: readonly Position[]): { upserts: Position[]; removedTickets: number[] } {
  const old = new Map(before.map((position) => [position.ticket, position]));
  const upserts: Position[] = [];
  for (const position of now) {
    const known = old.get(position.ticket);
    if (!sameRow(known, position)) upserts.push(position);
    old.delete(position.ticket);
  }
  return { upserts, removedTickets: [...old.keys()] };
}

function sameRow<R extends object>(a: R | undefined, b: R): boolean {
  if (a === undefined) return false;
  for (const field of Object.keys(b) as (keyof R)[]) if (a[field] !== b[field]) return false;
  return true;
}

/** Agents may save a thousand times a second: that must not push everything else out of sight. */
function newest(entries: JournalEntry[]): JournalEntry[] {
  if (entries.length <= limits.activityKept) return entries;
  let saves = 0;
  const kept: JournalEntry[] = [];
  for (const entry of entries.toReversed()) {
    const isSave = entry.kind === "AGENT_STATE_SAVED" || entry.kind === "PRIVATE_LEDGER_SAVED";
    if (isSave) saves += 1;
    if (isSave && saves > limits.savesShown) continue;
    kept.push(entry);
    if (kept.length === limits.activityKept) break;
  }
  return kept.toReversed();
}

const keyOf = ({ agentId, uuid }: OrderRow): string => `${agentId}\n${uuid}`;
