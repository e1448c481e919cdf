import type { JournalEntry } from "../contract/journal.ts";
import type { Side } from "../contract/position.ts";
import { z } from "zod";
import { type OpenIntent, Order, type OrderIntent, type OrderOutcome, type RiskCheck, type SettledBy } from "../contract/order.ts";
import { sideOf } from "../domain/order.ts";
import { orderTag } from "../domain/order-tag.ts";
import { piecesOf } from "../domain/pieces.ts";
import { type Position, sameSymbol } from "../domain/position.ts";
import { openLots, type Trade } from "../domain/trade.ts";
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
  /** The confirmed order that opened this ticket; `null`: none that is remembered. */
  openerOf(ticket: number): Order | null;
  /** An order left to close this ticket, and all that was seen is that it is gone: for how much, the venue's history knows. */
  foundGone(ticket: number): boolean;
  /** The order that carried this tag; `null`: none that is remembered. */
  byTag(tag: string): { readonly agentId: string; readonly uuid: string } | null;
  /** Orders without an outcome yet, and those in doubt: their exposure is reserved. */
  readonly open: readonly Order[];
  readonly inDoubt: readonly Order[];
  /** The newest `limit`, by when they began or were settled; newest last. */
  recent(limit: number): readonly Order[];
  /** Orders confirmed today. */
  readonly trades: Pick<TradeCount, "on">;
  fold(entry: JournalEntry): void;
  /** What the fold came to, for a snapshot; `restore` takes them again, in their order. */
  parts(): Iterable<readonly [key: string, value: unknown]>;
  restore(key: string, value: unknown): void;
  /** After the replay: what has no end was cut off by the end of its process, and is in doubt. */
  endReplay(): void;
}

const ROWS_A_PART = 500;
const Owners = z.array(z.tuple([z.number().int(), z.string()]));
const KeptOrder = z.object({ order: Order, ledgerVersion: z.number().int().nullable() });

const isConfirmedOpen = (order: Order | undefined): boolean => order?.outcome?.kind === "confirmed" && order.intent.action === "OPEN";

export const isInDoubt = (order: Order): boolean => order.outcome?.kind === "unresolved" && order.settledBy === null;

/** Does an order of ours explain this position: one that opened it, or one under way that may be opening it now? */
export function explains(book: OrderBook, position: Position): boolean {
  if (book.ownerOf(position.ticket) !== null) return true;
  return book.open.some(
    ({ intent }) => intent.action === "OPEN" && sameSymbol(intent.symbol, position.symbol) && sideOf(intent.type) === position.side && sameVolume(intent.volumeLots, position.volumeLots),
  );
}

/**
 * Does this position differ from our record of it by just this order? A netting account holds one position a symbol: an
 * order makes it larger or smaller, or turns it or ends it, and opens none.
 */
export function isNettedInto(intent: OpenIntent, { symbol, side, volumeLots }: Position, trade: Trade | null): boolean {
  if (trade === null || trade.closedAtMs !== null || !sameSymbol(symbol, intent.symbol)) return false;
  return sameVolume(signed(side, volumeLots) - signed(trade.side, openLots(trade)), signed(sideOf(intent.type), intent.volumeLots));
}

/** On a netting account, would just this order end this position? */
export const isEndedBy = (intent: OpenIntent, { symbol, side, volumeLots }: Position): boolean => sameSymbol(symbol, intent.symbol) && side !== sideOf(intent.type) && sameVolume(volumeLots, intent.volumeLots);

const signed = (side: Side, volumeLots: number): number => (side === "BUY" ? volumeLots : -volumeLots);

/** Names an order among all: a uuid is its agent's own. */
export const orderKey = ({ agentId, uuid }: Pick<OrderIntent, "agentId" | "uuid">): string => `${agentId}\n${uuid}`;

export function createOrderBook(ledger: Pick<PositionLedger, "version">): OrderBook {
  /** Oldest first, by when it began or was settled, since a Map keeps the order of insertions. */
  const orders = new Map<string, Order>();
  const owners = new Map<number, string>();
  /** Keys of remembered orders, by the ticket they opened. */
  const openers = new Map<number, string>();
  /** Of remembered orders. */
  const foundGone = new Set<number>();
  const checked: string[] = [];
  const denied: string[] = [];
  const tags = new Map<string, string>();
  const trades = createTradeCount();
  /** For unfinished orders only. */
  const ledgerVersions = new Map<string, number>();
  /** Without an outcome, or in doubt. Small, so that asking for them costs nothing. */
  const unfinished = new Set<string>();

  const put = (order: Order): Order => {
    const key = orderKey(order.intent);
    const isNewTrade = isConfirmedOpen(order) && !isConfirmedOpen(orders.get(key));
    if (isNewTrade) trades.count(order.intent.agentId, order.intent.symbol ?? "", order.endedAtMs ?? order.intent.receivedAtMs);
    if (!orders.has(key)) tags.set(orderTag(order.intent.agentId, order.intent.uuid), key);
    orders.set(key, order);
    if (order.outcome === null || isInDoubt(order)) unfinished.add(key);
    else {
      unfinished.delete(key);
      ledgerVersions.delete(key);
    }
    if (order.outcome?.kind === "confirmed" && order.intent.action === "OPEN") owners.set(order.outcome.ticket, order.intent.agentId);
    noteTicket(key, order);
    if (order.outcome?.kind === "denied") forgetDenied(key);
    forgetOldest();
    return order;
  };

  const noteTicket = (key: string, { intent, outcome, sentAtMs, settledBy }: Order): void => {
    if (outcome?.kind !== "confirmed") return;
    // What came into doubt may have left, whatever was written down of it.
    const mayHaveLeft = sentAtMs !== null || settledBy !== null;
    if (intent.action === "OPEN") openers.set(outcome.ticket, key);
    else if (outcome.volumeLots === null && mayHaveLeft) foundGone.add(outcome.ticket);
  };

  const forgetDenied = (key: string): void => {
    denied.push(key);
    const old = denied.length > limits.deniedOrdersRemembered ? denied.shift() : undefined;
    if (old !== undefined && orders.get(old)?.outcome?.kind === "denied") forget(old);
  };

  /** An order in doubt is never forgotten, however old it is. */
  const forgetOldest = (): void => {
    if (orders.size <= limits.ordersRemembered) return;
    for (const key of orders.keys()) {
      if (unfinished.has(key)) continue;
      forget(key);
      return;
    }
  };

  const forget = (key: string): void => {
    const { intent, outcome } = orders.get(key) ?? {};
    if (intent) tags.delete(orderTag(intent.agentId, intent.uuid));
    if (outcome?.kind === "confirmed") {
      if (openers.get(outcome.ticket) === key) openers.delete(outcome.ticket);
      if (intent?.action === "CLOSE") foundGone.delete(outcome.ticket);
    }
    orders.delete(key);
  };

  const begin = (intent: OrderIntent, checks: readonly RiskCheck[]): Order => {
    ledgerVersions.set(orderKey(intent), ledger.version);
    forgetChecks(orderKey(intent));
    return put({ intent, checks: [...checks], durableAtMs: null, sentAtMs: null, endedAtMs: null, latencyMs: null, outcome: null, settledBy: null });
  };

  const end: OrderBook["end"] = (agentId, uuid, { outcome, atMs, sentAtMs, latencyMs }) => {
    const order = orders.get(orderKey({ agentId, uuid }));
    return order ? put({ ...order, outcome, endedAtMs: atMs, sentAtMs, latencyMs }) : null;
  };

  const settle: OrderBook["settle"] = (agentId, uuid, outcome, by) => {
    const key = orderKey({ agentId, uuid });
    const order = orders.get(key);
    if (order === undefined) return null;
    // Whoever waited for this will ask: it is news, and must not be the first to be forgotten because it took so long.
    orders.delete(key);
    return put({ ...order, outcome, settledBy: by });
  };

  const unfinishedOrders = (): Order[] => [...unfinished].flatMap((key) => orders.get(key) ?? []);

  /** The newest keep the numbers that their checks compared; of older ones the outcome is what anybody asks for. */
  const forgetChecks = (key: string): void => {
    checked.push(key);
    const old = checked.length > limits.ordersWithChecks ? checked.shift() : undefined;
    const order = old === undefined ? undefined : orders.get(old);
    if (old !== undefined && order && !unfinished.has(old)) orders.set(old, { ...order, checks: [] });
  };

  return {
    ledgerVersionOf: (order) => ledgerVersions.get(orderKey(order.intent)) ?? 0,
    find: (agentId, uuid) => orders.get(orderKey({ agentId, uuid })) ?? null,
    begin,
    durable: (order, atMs) => put({ ...order, durableAtMs: atMs }),
    end,
    settle,
    ownerOf: (ticket) => owners.get(ticket) ?? null,
    openerOf: (ticket) => orders.get(openers.get(ticket) ?? "") ?? null,
    foundGone: (ticket) => foundGone.has(ticket),
    byTag: (tag) => {
      const intent = orders.get(tags.get(tag) ?? "")?.intent;
      return intent ? { agentId: intent.agentId, uuid: intent.uuid } : null;
    },
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
    parts: function* () {
      for (const rows of piecesOf(owners, ROWS_A_PART)) yield ["orders.owners", rows];
      for (const [key, order] of orders) yield ["orders.order", { order, ledgerVersion: ledgerVersions.get(key) ?? null }];
      yield ["orders.tradeDays", trades.whole()];
    },
    restore: (key, value) => {
      if (key === "orders.owners") for (const [ticket, agentId] of Owners.parse(value)) owners.set(ticket, agentId);
      // Snapshots of older programs hold the newest day alone.
      if (key === "orders.trades") trades.restore([value]);
      if (key === "orders.tradeDays") trades.restore(value);
      if (key !== "orders.order") return;
      const { order, ledgerVersion } = KeptOrder.parse(value);
      const restored = orderKey(order.intent);
      orders.set(restored, order);
      noteTicket(restored, order);
      tags.set(orderTag(order.intent.agentId, order.intent.uuid), restored);
      if (order.outcome?.kind === "denied") denied.push(restored);
      if (order.checks.length > 0) checked.push(restored);
      if (ledgerVersion === null) return;
      unfinished.add(restored);
      ledgerVersions.set(restored, ledgerVersion);
    },
    endReplay: () => {
      for (const order of unfinishedOrders()) {
        if (order.outcome === null) put({ ...order, outcome: { kind: "unresolved", code: "CUT_OFF", message: "the process ended before the outcome was known" } });
      }
    },
  };
}
