import type { JournalEntry } from "../contract/journal.ts";
import type { Order, OrderIntent, OrderOutcome, RiskCheck, SettledBy } from "../contract/order.ts";
import { sideOf } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import { sameVolume } from "../domain/volume.ts";
import { journalEvents } from "./journal-events.ts";
import { limits } from "./limits.ts";
import type { PositionLedger } from "./position-ledger.ts";
import { createTradeCount, type TradeCount } from "./trade-count.ts";

/**
 * Every order we know, by agent and uuid: a fold over the journal, kept up to date while it runs. It answers what the
 * first outcome of a uuid was, who owns a ticket, and which orders are in doubt.
 */
export interface OrderBook {
  /** The ledger's version when this order began: what is open since then may be this order. */
  ledgerVersionOf(order: Order): number;
  find(agentId: string, uuid: string): Order | null;
  begin(intent: OrderIntent, checks: readonly RiskCheck[]): Order;
  durable(order: Order, atMs: number): Order;
  end(agentId: string, uuid: string, end: { readonly outcome: OrderOutcome; readonly atMs: number; readonly sentAtMs: number | null; readonly latencyMs: number | null }): Order | null;
  settle(agentId: string, uuid: string, outcome: OrderOutcome, by: SettledBy): Order | null;
  /** The agent whose confirmed order opened this ticket; `null` when no order of ours did. */
  ownerOf(ticket: number): string | null;
  /** Orders without an outcome yet, and those in doubt: their exposure is reserved. */
  readonly open: readonly Order[];
  readonly inDoubt: readonly Order[];
  /** The newest `limit`, newest last. */
  recent(limit: number): readonly Order[];
  /** Orders confirmed today. */
  readonly trades: Pick<TradeCount, "on">;
  fold(entry: JournalEntry): void;
  /** After the replay: what has no end was cut off by the end of its process, and is in doubt. */
  endReplay(): void;
}

const isConfirmedOpen = (order: Order | undefined): boolean => order?.outcome?.kind === "confirmed" && order.intent.action === "OPEN";

export const isInDoubt = (order: Order): boolean => order.outcome?.kind === "unresolved" && order.settledBy === null;

/** Does an order of ours explain this position: one that opened it, or one under way that may be opening it now? */
export function explains(book: OrderBook, position: Position): boolean {
  if (book.ownerOf(position.ticket) !== null) return true;
  return book.open.some(
    ({ intent }) => intent.action === "OPEN" && intent.symbol === position.symbol && sideOf(intent.type) === position.side && sameVolume(intent.volumeLots, position.volumeLots),
  );
}

const keyOf = (agentId: string, uuid: string): string => `${agentId}\n${uuid}`;
const keyOfOrder = (order: Order): string => keyOf(order.intent.agentId, order.intent.uuid);

export function createOrderBook(ledger: Pick<PositionLedger, "version">): OrderBook {
  /** Oldest first, since a Map keeps the order of its first insertions. */
  const orders = new Map<string, Order>();
  const owners = new Map<number, string>();
  const trades = createTradeCount();
  /** For unfinished orders only. */
  const ledgerVersions = new Map<string, number>();
  /** Without an outcome, or in doubt. Small, so that asking for them costs nothing. */
  const unfinished = new Set<string>();

  const put = (order: Order): Order => {
    const key = keyOfOrder(order);
    const isNewTrade = isConfirmedOpen(order) && !isConfirmedOpen(orders.get(key));
    if (isNewTrade) trades.count(order.intent.agentId, order.intent.symbol ?? "", order.endedAtMs ?? order.intent.receivedAtMs);
    orders.set(key, order);
    if (order.outcome === null || isInDoubt(order)) unfinished.add(key);
    else {
      unfinished.delete(key);
      ledgerVersions.delete(key);
    }
    if (order.outcome?.kind === "confirmed" && order.intent.action === "OPEN") owners.set(order.outcome.ticket, order.intent.agentId);
    forgetOldest();
    return order;
  };

  /** An order in doubt is never forgotten, however old it is. */
  const forgetOldest = (): void => {
    if (orders.size <= limits.ordersRemembered) return;
    for (const key of orders.keys()) {
      if (unfinished.has(key)) continue;
      orders.delete(key);
      return;
    }
  };

  const begin = (intent: OrderIntent, checks: readonly RiskCheck[]): Order => {
    ledgerVersions.set(keyOf(intent.agentId, intent.uuid), ledger.version);
    return put({ intent, checks: [...checks], durableAtMs: null, sentAtMs: null, endedAtMs: null, latencyMs: null, outcome: null, settledBy: null });
  };

  const end: OrderBook["end"] = (agentId, uuid, { outcome, atMs, sentAtMs, latencyMs }) => {
    const order = orders.get(keyOf(agentId, uuid));
    return order ? put({ ...order, outcome, endedAtMs: atMs, sentAtMs, latencyMs }) : null;
  };

  const settle: OrderBook["settle"] = (agentId, uuid, outcome, by) => {
    const order = orders.get(keyOf(agentId, uuid));
    return order ? put({ ...order, outcome, settledBy: by }) : null;
  };

  const unfinishedOrders = (): Order[] => [...unfinished].flatMap((key) => orders.get(key) ?? []);

  return {
    ledgerVersionOf: (order) => ledgerVersions.get(keyOfOrder(order)) ?? 0,
    find: (agentId, uuid) => orders.get(keyOf(agentId, uuid)) ?? null,
    begin,
    durable: (order, atMs) => put({ ...order, durableAtMs: atMs }),
    end,
    settle,
    ownerOf: (ticket) => owners.get(ticket) ?? null,
    get open() {
      return unfinishedOrders();
    },
    get inDoubt() {
      return unfinishedOrders().filter(isInDoubt);
    },
    recent: (limit) => [...orders.values()].slice(-limit),
    trades,
    fold: (entry) => {
      switch (entry.kind) {
        case "ORDER_INTENDED": {
          const { intent, checks } = journalEvents.ORDER_INTENDED.body.parse(entry.body);
          put({ ...begin(intent, checks), durableAtMs: entry.atMs });
          return;
        }
        case "ORDER_DENIED": {
          const { intent, checks, code, message } = journalEvents.ORDER_DENIED.body.parse(entry.body);
          put({ ...begin(intent, checks), endedAtMs: entry.atMs, outcome: { kind: "denied", code, message } });
          return;
        }
        case "ORDER_ENDED": {
          const { agentId, uuid, outcome, sentAtMs, latencyMs } = journalEvents.ORDER_ENDED.body.parse(entry.body);
          end(agentId, uuid, { outcome, atMs: entry.atMs, sentAtMs, latencyMs });
          return;
        }
        case "ORDER_SETTLED": {
          const { agentId, uuid, outcome, by } = journalEvents.ORDER_SETTLED.body.parse(entry.body);
          settle(agentId, uuid, outcome, by);
          return;
        }
        default:
      }
    },
    endReplay: () => {
      for (const order of unfinishedOrders()) {
        if (order.outcome === null) put({ ...order, outcome: { kind: "unresolved", code: "CUT_OFF", message: "the process ended before the outcome was known" } });
      }
    },
  };
}
