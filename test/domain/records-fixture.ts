import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import type { SettlingEvent } from "../../src-main/contract/reconciliation.ts";
import type { AttributionFacts } from "../../src-main/domain/attribution.ts";
import { type CorrectionPolicy, usualPolicy } from "../../src-main/domain/correction-policy.ts";
import { type DiffTolerance, usualTolerance } from "../../src-main/domain/diff-tolerance.ts";
import type { Deal } from "../../src-main/domain/order.ts";
import type { Position } from "../../src-main/domain/position.ts";
import { reconcile, type Reconciliation } from "../../src-main/domain/reconciliation.ts";
import { createRecords, type Records } from "../../src-main/domain/records.ts";
import type { OpenedTrade, TradeClosing } from "../../src-main/domain/trade.ts";
import { position } from "../support/scripted-venue.ts";

export const NIGHT = Date.UTC(2026, 0, 15, 3, 0, 0);

export const opened = (patch: Partial<OpenedTrade> = {}): RecordEvent => ({
  kind: "TRADE_OPENED",
  body: { trade: { ticket: 1, agentId: "alpha", symbol: "EURUSD", side: "BUY", volumeLots: 0.1, openPrice: 1.085, openedAtMs: NIGHT, uuid: null, tag: null, ...patch } },
});

export const closed = (patch: Partial<TradeClosing> = {}): RecordEvent => ({
  kind: "TRADE_CLOSED",
  body: { closing: { ticket: 1, atMs: NIGHT + 60_000, volumeLots: 0.1, price: 1.086, profit: 10, closedBy: "strategy", ...patch } },
});

export const privateSaved = (agentId: string, changed: Record<string, unknown>, version = 1): RecordEvent => ({ kind: "PRIVATE_LEDGER_SAVED", body: { agentId, version, changed, removed: [] } });

export const registered = (agentId: string, magic: number | null = null): RecordEvent => ({ kind: "AGENT_REGISTERED", body: { agentId, magic } });

/** Folds events a second apart, numbered on from what was folded before. */
export function foldAll(records: Records, events: readonly (RecordEvent | SettlingEvent)[]): Records {
  for (const { kind, body } of events) records.fold({ seq: records.seq + 1, atMs: NIGHT + records.seq * 1000, kind, body });
  return records;
}

export const recordsOf = (...events: readonly RecordEvent[]): Records => foldAll(createRecords(), events);

/** The venue's word for what `opened` recorded. */
export const atVenue = (patch: Partial<Position> = {}): Position => position({ ticket: 1, openedAtMs: NIGHT, ...patch });

export const deal = (patch: Partial<Deal> = {}): Deal => ({
  dealId: 71,
  orderId: 81,
  positionId: 1,
  symbol: "EURUSD",
  side: "SELL",
  entry: "OUT",
  volumeLots: 0.1,
  price: 1.08,
  profit: -50,
  commission: -0.7,
  swap: -0.3,
  atMs: NIGHT + 30_000,
  magic: null,
  comment: null,
  reason: "SL",
  ...patch,
});

export interface Wish {
  readonly venue?: readonly Position[] | null;
  readonly deals?: readonly Deal[] | null;
  readonly policy?: Partial<CorrectionPolicy>;
  readonly tolerance?: Partial<DiffTolerance>;
  readonly orderByTag?: AttributionFacts["orderByTag"];
  /** Tickets that an order of ours left to close, and that are gone. */
  readonly foundGone?: readonly number[];
}

export const compareAll = (records: Records, { venue = [], deals = [], policy, tolerance, orderByTag = () => null, foundGone = [] }: Wish): Reconciliation =>
  reconcile({ records, venue, deals, orderByTag, foundGone: (ticket) => foundGone.includes(ticket), nowMs: NIGHT + 3_600_000, policy: { ...usualPolicy, ...policy }, tolerance: { ...usualTolerance, ...tolerance } });

/** Applies what waits for nobody (or everything, as a person who accepts all of it), as the engine does: by folding. */
export function applyPlan(records: Records, { plan }: Reconciliation, evenWaiting = false): Records {
  return foldAll(records, plan.corrections.filter(({ waitsFor }) => evenWaiting || waitsFor === null).flatMap(({ events }) => events));
}
