import type { AgentRow } from "../contract/agent.ts";
import type { KillRecord, KillRequest } from "../contract/kill.ts";
import type { CloseIntent, Order, OrderIntent, OrderOutcome, OrderRow, OrderStatus, Resolution } from "../contract/order.ts";
import type { RiskReport } from "../contract/risk.ts";
import type { TripReason } from "../contract/trading-state.ts";
import { isMarket } from "../domain/order.ts";
import { partOf, type Position, sameSymbol } from "../domain/position.ts";
import { openLots, type Trade } from "../domain/trade.ts";
import type { ConsoleFeed } from "./console-feed.ts";
import { createFreshFills, pendingAmong } from "./fresh-fills.ts";
import { createInDoubtDesk } from "./in-doubt.ts";
import type { JournalEvent } from "./journal-events.ts";
import { limits } from "./limits.ts";
import type { Refusal } from "./operator-desk.ts";
import { createOrderDesk, type Denial } from "./order-desk.ts";
import { createOrderFeed } from "./order-feed.ts";
import { orderRow, statusOfOrder } from "./order-row.ts";
import type { Cancel, Clock, Result, StrategyDoor, Venue } from "./ports.ts";
import { createPriceBoard } from "./price-board.ts";
import type { Recorder } from "./recorder.ts";
import { createRecordDesk } from "./record-desk.ts";
import type { Restoration } from "./restoration.ts";
import { createRiskDesk, type LimitsInForce } from "./risk-desk.ts";
import { pause } from "./startup-gate.ts";
import { createStrategyDesk } from "./strategy-desk.ts";
import type { TradeBooking } from "./trade-booking.ts";
import type { KnownTruth } from "./truth-board.ts";
import type { ReadTruth, Reading, TruthReader } from "./truth-reader.ts";

/** Which orders a list shall show. */
export interface OrderSearch {
  readonly limit: number;
  readonly agentId?: string | undefined;
  readonly symbol?: string | undefined;
  readonly status?: OrderStatus | undefined;
}

/** Everything between a strategy and the venue: risk, orders, doubt, and who trades. */
export interface OrderPath {
  readonly strategies: StrategyDoor;
  /** Orders may be in doubt: look for them. */
  lookForDoubts(): void;
  /** Confirmed so short a while ago that a list of positions may not show it yet. */
  isFresh(ticket: number): boolean;
  /** Positions went from one owner to another. */
  ownersChanged(): void;
  onTruth(truth: ReadTruth): void;
  /** The hard limit that the account breaks, in words; `null`: none. */
  hardBreach(): string | null;
  readonly onHardBreach: "trip" | "kill";
  find(agentId: string, uuid: string): Order | null;
  search(wanted: OrderSearch): OrderRow[];
  agents(): AgentRow[];
  risk(): RiskReport;
  /** A person settles an order in doubt. */
  resolve(resolution: Resolution): Promise<Result<null, Refusal>>;
  /** Other limits on a person's word: in force once that is written down. Answers what is else. */
  replaceLimits(next: LimitsInForce, name: string, reason: string): Promise<Result<string[], { readonly message: string }>>;
  /** Publishes what is shown of agents and limits, soon. */
  refreshFigures(): void;
  start(): void;
  /** Nothing new is begun. Settles when the orders on their way have their outcomes, or their time is over. */
  finish(): Promise<void>;
  stop(): void;
}

export interface OrderPathWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly reader: TruthReader;
  readonly recorder: Recorder;
  readonly feed: ConsoleFeed;
  readonly restored: Restoration;
  readonly magicNumber: number;
  readonly orderTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly accountMaxAgeMs: number;
  readonly limits: LimitsInForce;
  readonly booking: TradeBooking;
  ownerOf(ticket: number): string | null;
  /** By our record. */
  tradeOf(ticket: number): Trade | null;
  /** Its being gone is no difference. */
  weClosed(ticket: number): void;
  /** An order's position is gone, and the record wants to know how. */
  foundGone(): void;
  capabilities(): readonly string[];
  /** May this leave at this moment, by the trading state? */
  mayLeave(intent: OrderIntent): Denial | null;
  known(): KnownTruth | null;
  /** Reads the truth and shows it. */
  refresh(): Promise<Reading>;
  /** Reads the truth soon, without waiting for it. */
  wantTruth(): void;
  kills(): readonly KillRecord[];
  kill(request: KillRequest): KillRecord;
  trip(code: TripReason, detail: string): void;
  state: StrategyDoor["state"];
}

export function createOrderPath(world: OrderPathWorld): OrderPath {
  const { clock, venue, reader, recorder, feed, restored } = world;
  const { book, ledger, agents, equityDay, keeper } = restored;
  const prices = createPriceBoard();
  const fills = createFreshFills();
  const wasSeen = (ticket: number): boolean => world.tradeOf(ticket) !== null || ledger.positions.has(ticket) || ledger.gone.some((position) => position.ticket === ticket);
  for (const { order, atMs } of pendingAmong(book.recent(limits.ordersRemembered), wasSeen, clock)) fills.add(order, atMs);
  const risk = createRiskDesk({ clock, book, ownerOf: world.ownerOf, prices, equityDay, fills, first: world.limits, accountMaxAgeMs: world.accountMaxAgeMs, known: world.known });
  let cancelFigures: Cancel | null = null;
  let stopTicks: Cancel = () => {};
  let changedAtMs = Number.NEGATIVE_INFINITY;

  const bookingOf = (order: Order, found: Position | null = null): JournalEvent[] => world.booking.ofOrder(order, found, clock.wallMs());

  const onOrder = (agentId: string, uuid: string): void => {
    orderFeed.changed(agentId, uuid);
    const order = book.find(agentId, uuid);
    if (order === null) return;
    if (order.outcome === null) inDoubt.begun(order);
    else onEnd(order);
  };

  const onEnd = (order: Order): void => {
    const { intent, outcome } = order;
    inDoubt.ended(order);
    if (outcome?.kind === "confirmed") {
      fills.add(order, clock.monotonicMs());
      if (intent.action === "CLOSE" && isWhole(intent, outcome, world.tradeOf(intent.ticket))) world.weClosed(intent.ticket);
      if (intent.action === "CLOSE" && outcome.volumeLots === null) world.foundGone();
      // A pending order's price is a wish, and one that was settled late is no price of now.
      if (intent.action === "OPEN" && isMarket(intent.type) && order.settledBy === null && outcome.price !== null) prices.onFill(intent.symbol, outcome.price, clock.wallMs());
    }
    if (outcome?.kind === "denied") return;
    changedAtMs = clock.monotonicMs();
    world.wantTruth();
  };

  /** As it was listed last; and less than that where a close of ours took a part a moment ago, which the list may not show yet. */
  const positionOf = (ticket: number): Position | null => {
    const listed = feed.value("positions").rows.find((position) => position.ticket === ticket);
    if (listed === undefined) return null;
    const trade = fills.has(ticket) ? world.tradeOf(ticket) : null;
    const leftLots = trade === null ? 0 : openLots(trade);
    return leftLots > 0 && leftLots < listed.volumeLots ? partOf(listed, leftLots) : listed;
  };

  const orderDesk = createOrderDesk({
    clock,
    venue,
    reader,
    recorder,
    book,
    timeoutMs: world.orderTimeoutMs,
    mayLeave: world.mayLeave,
    assess: (intent) => {
      const assessment = risk.assess(intent);
      if (assessment.denial) actOnBreach();
      return assessment;
    },
    positionOf,
    wasOpen: (ticket) => wasSeen(ticket) || book.ownerOf(ticket) !== null,
    onChange: onOrder,
    booking: bookingOf,
    onAutotradingOff: (message) => world.trip("AUTOTRADING_OFF", message),
  });

  const inDoubt = createInDoubtDesk({ clock, venue, reader, recorder, book, ledger, readTimeoutMs: world.readTimeoutMs, capabilities: world.capabilities, booking: bookingOf, tradeOf: world.tradeOf, ownerOf: world.ownerOf, onChange: onOrder, onLooked: () => orderFeed.doubtsChanged() });
  const orderFeed = createOrderFeed({ clock, feed, book, inDoubt: () => inDoubt.list() });

  /** An account breaks its hard limits without anybody ordering, and an order may be the first to notice. */
  const actOnBreach = (): void => {
    const breach = risk.hardBreach();
    if (breach === null) return;
    if (risk.onHardBreach === "trip") world.trip("RISK_LIMIT", breach.detail);
    else if (!world.kills().some(({ scope }) => scope.kind === "all")) {
      world.kill({ scope: { kind: "all" }, reason: breach.detail, flatten: false, includeForeign: false, source: "rule" });
    }
  };

  const agentRows = (): AgentRow[] => {
    const trades = book.trades.on(clock.wallMs());
    const doubts = book.inDoubt;
    const kills = world.kills();
    return agents.rows({
      positions: feed.value("positions").rows,
      ownerOf: world.ownerOf,
      tradesToday: trades.of,
      inDoubt: (agentId) => doubts.filter(({ intent }) => intent.agentId === agentId).length,
      isKilled: (agentId) => kills.some(({ scope }) => scope.kind === "agent" && scope.agentId === agentId),
    });
  };

  const publishFigures = (): void => {
    cancelFigures = null;
    feed.setAgents(agentRows());
    feed.set("risk", risk.report());
  };

  const refreshFigures = (): void => {
    cancelFigures ??= clock.after(limits.figuresPublishIntervalMs, publishFigures);
  };

  const records = createRecordDesk({ clock, keeper, recorder, onChange: refreshFigures });
  const strategies = createStrategyDesk({
    clock,
    orderDesk,
    recorder,
    agents,
    records,
    magicNumber: world.magicNumber,
    ownerOf: world.ownerOf,
    find: book.find,
    known: world.known,
    changedAtMs: () => changedAtMs,
    refresh: world.refresh,
    state: world.state,
    kill: world.kill,
    onAgents: refreshFigures,
  });

  return {
    strategies,
    lookForDoubts: inDoubt.look,
    isFresh: fills.has,
    ownersChanged: risk.ownersChanged,
    onTruth: ({ account, positions, askedAtMs }) => {
      const nowMs = clock.wallMs();
      prices.onTruth(positions, nowMs);
      fills.onTruth(positions, askedAtMs);
      const mark = equityDay.take(account.equity, nowMs);
      if (mark) void recorder.record({ kind: "EQUITY_MARKED", body: mark });
      actOnBreach();
      for (const { rule, detail } of risk.newWarnings()) void recorder.record({ kind: "RISK_WARNED", body: { rule, detail } });
      refreshFigures();
    },
    hardBreach: () => risk.hardBreach()?.detail ?? null,
    get onHardBreach() {
      return risk.onHardBreach;
    },
    find: book.find,
    search: ({ limit, agentId, symbol, status }) =>
      book
        .recent(limits.ordersSearched)
        .filter(
          (order) =>
            (agentId === undefined || order.intent.agentId === agentId) &&
            (symbol === undefined || sameSymbol(order.intent.symbol ?? "", symbol)) &&
            (status === undefined || statusOfOrder(order) === status),
        )
        .slice(-limit)
        .map(orderRow),
    agents: agentRows,
    risk: () => risk.report(),
    resolve: (resolution) => inDoubt.resolve(resolution),
    replaceLimits: async (next, name, reason) => {
      const changed = risk.changesTo(next);
      const body = { file: next.file, sha256: next.sha256, changed, name, reason };
      if (!(await recorder.record({ kind: "LIMITS_LOADED", body }))) return { ok: false, failure: { message: "The journal cannot be written: limits that are not written down do not change." } };
      risk.replace(next);
      actOnBreach();
      refreshFigures();
      return { ok: true, value: changed };
    },
    refreshFigures,
    start: () => {
      stopTicks = venue.onTick(prices.onTick);
      if (restored.limitsSha256 !== world.limits.sha256) {
        void recorder.record({ kind: "LIMITS_LOADED", body: { file: world.limits.file, sha256: world.limits.sha256, changed: [], name: null, reason: null } });
      }
      inDoubt.look();
      orderFeed.doubtsChanged();
    },
    finish: async () => {
      const waiting = new AbortController();
      await Promise.race([orderDesk.settled(), pause(clock, world.orderTimeoutMs, waiting.signal)]);
      waiting.abort();
    },
    stop: () => {
      stopTicks();
      inDoubt.stop();
      orderFeed.stop();
      cancelFigures?.();
    },
  };
}

/** Does this close all that was open of it, by our record; without one, by what was asked? */
function isWhole(asked: CloseIntent, { volumeLots }: Extract<OrderOutcome, { kind: "confirmed" }>, trade: Trade | null): boolean {
  if (volumeLots === null) return true;
  return trade === null ? asked.volumeLots === null : volumeLots >= openLots(trade);
}
