/**
 * The engine's whole world. It decides without I/O; clock, ids, venue, journal and alerts come through here, so that
 * a simulated hour runs in milliseconds and any failure is a seed. No name in this folder says MT5, ZeroMQ or SQLite.
 */
import type { KillRecord, KillRequest } from "../contract/kill.ts";
import type { OrderIntent, OrderOutcome } from "../contract/order.ts";
import type { GatewayKind, Reason, TradingState } from "../contract/trading-state.ts";
import type { JournalEntry, Severity } from "../contract/journal.ts";
import type { Trade, TradeStatistics } from "../contract/ledger.ts";
import type { AgentRecord, AgentSaveResult } from "../domain/agent-record.ts";
import type { Account, Closed, Pong, Truth } from "../domain/account.ts";
import type { Deal, Filled, OrderType } from "../domain/order.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Position } from "../domain/position.ts";
import type { RankedAgent } from "../domain/trade-ranking.ts";
import type { DocumentSave, VersionedDocument } from "../domain/versioned-document.ts";
import type { JournalEvent } from "./journal-events.ts";

export type Cancel = () => void;

/** Two clocks: monotonic for liveness, wall for records. Their disagreement is an event. */
export interface Clock {
  /** Never goes back, not changed by anybody setting the time. Origin arbitrary. */
  monotonicMs(): number;
  /** UTC, Unix ms. */
  wallMs(): number;
  after(delayMs: number, run: () => void): Cancel;
}

export interface Ids {
  /** A new UUID. */
  uuid(): string;
}

/** What stands behind the port. `usable` is false for kinds that may be sent no JSON, and for silence. */
export interface ProbeReport {
  readonly kind: GatewayKind;
  readonly usable: boolean;
  readonly latencyMs: number | null;
  readonly capabilities: readonly string[];
  readonly simulated: boolean;
  /** What was seen, in a sentence, such as `answered Hello with INVALID_JSON`. */
  readonly detail: string;
}

/** Asked at the very moment before the bytes of an order leave. `null`: it may; else why it may not, and it is denied. */
export type Permit = () => { readonly code: string; readonly message: string } | null;

/** An order as the venue is to have it. The risk signature is made by the venue's side at the moment of sending. */
export interface OrderTicket {
  readonly uuid: string;
  readonly symbol: string;
  readonly type: OrderType;
  readonly volumeLots: number;
  /** `null`: at market. */
  readonly price: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** At most 31 characters; brokers overwrite it, so it is a hint only. */
  readonly comment: string;
  readonly magic: number;
}

/** A symbol's price. `atMs` is our own clock when it came (UTC, Unix ms): a broker's clock is not UTC. */
export interface Tick {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly atMs: number;
}

/** The line went up or down, by the transport's word. A hint to look sooner; never proof of life. */
export type LineHint = "up" | "down";

/** The venue where positions live. Every method settles within its own timeout and never throws. */
export interface Venue {
  /** Where it is, for people: `127.0.0.1:5555`. */
  readonly endpoint: string;
  /** Finds out what answers, in a way that is safe against every kind. Must come before anything else. */
  probe(): Promise<ProbeReport>;
  ping(timeoutMs: number): Promise<Outcome<Pong>>;
  readTruth(timeoutMs: number): Promise<Outcome<Truth>>;
  /** The second, different query that confirms an empty or doubtful truth. */
  readPositions(timeoutMs: number): Promise<Outcome<readonly Position[]>>;
  readAccount(timeoutMs: number): Promise<Outcome<Account>>;
  /**
   * Closes `position.volumeLots` of it, the whole or a part; v4.3 gateways close the whole in either case. Sent at most
   * once. `ALREADY_CLOSED` is a hint of the venue: a fresh read says.
   */
  closePosition(position: Position, timeoutMs: number, permit?: Permit): Promise<Outcome<Closed>>;
  /**
   * Sends an order, at most once. `permit` is asked synchronously before the bytes leave: what it says then is the
   * last word, and a `denied` outcome (`NOT_PERMITTED`) carries its message. Confirmed only with a positive ticket.
   */
  openOrder(order: OrderTicket, timeoutMs: number, permit: Permit): Promise<Outcome<Filled>>;
  /**
   * Asks a venue that announced `IDEMPOTENT_OPEN` for the first outcome of an order that left at `sentAtMs` (UTC), with
   * the signature of that moment. It has expired, so that a venue that never saw the order refuses it instead of
   * executing it late; that refusal (`RISK_SIGNATURE_INVALID`) proves nothing.
   */
  repeatOrder(order: OrderTicket, sentAtMs: number, timeoutMs: number): Promise<Outcome<Filled>>;
  /** Prices as the venue publishes them, where it does. The newest of a symbol is enough: some in between may be left out. */
  onTick(listener: (tick: Tick) => void): Cancel;
  /** Deals since `sinceMs` (UTC). `refused` with `UNSUPPORTED` where the gateway keeps no history for us. */
  readHistory(sinceMs: number, timeoutMs: number): Promise<Outcome<readonly Deal[]>>;
  /** Monotonic ms of the last application answer of any kind, or `null`. */
  lastAnswerAtMs(): number | null;
  onLine(listener: (hint: LineHint) => void): Cancel;
  close(): Promise<void>;
}

/** Why the journal could not do what was asked. `path` is the file or folder it happened to. */
export interface JournalFailure {
  readonly code: "DISK_FULL" | "READ_ONLY" | "DAMAGED" | "LOCKED" | "NEWER_SCHEMA" | "CLOSED" | "IO";
  readonly message: string;
  readonly path: string;
}

export type Result<T, F> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: F };

/** The append-only truth on disk. */
export interface Journal {
  /** Settles when the event is durable: after an `ok`, a power cut loses nothing. A body that JSON would change is a mistake of ours, and throws. */
  append(event: JournalEvent): Promise<Result<JournalEntry, JournalFailure>>;
  /** The last `limit` entries before `beforeSeq` (the newest when absent), oldest first. */
  tail(limit: number, beforeSeq?: number): Promise<Result<JournalEntry[], JournalFailure>>;
}

export interface Alert {
  readonly kind: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly atMs: number;
}

/** How a person is reached. Fire and forget: an alert that cannot be shown never holds the engine up. */
export interface Alerts {
  raise(alert: Alert): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly venue: Venue;
  readonly journal: Journal;
  readonly alerts: Alerts;
}

/** An answer from a truth that is not older than was asked for; `failed` says why there is none. */
export type Fresh<T> = { readonly ok: true; readonly value: T; readonly readAtMs: number } | { readonly ok: false; readonly code: string; readonly message: string };

export type Overseer = "supervisor" | "mastermind" | "valhalla";

/** What became of a save. `failed`: it could not be written down, and is not kept. */
export type KeepAnswer =
  | { readonly kind: "saved" | "repeated"; readonly version: number; readonly savedAtMs: number }
  | Exclude<AgentSaveResult, { kind: "saved" | "repeated" }>
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

export interface LedgerAnswer {
  readonly statistics: TradeStatistics;
  readonly open: readonly Trade[];
  /** Newest first. */
  readonly closed: readonly Trade[];
}

/** What strategies may ask of the engine. Nothing here throws; an order's answer is always one of the four outcomes. */
export interface StrategyDoor {
  /** The same `uuid` again from the same agent gets the first outcome again, also after a restart. */
  order(intent: OrderIntent): Promise<OrderOutcome>;
  /** Not older than 250 ms, else read anew. */
  account(): Promise<Fresh<Account>>;
  /** Positions of one agent; of the magic number when `agentId` is `null`. */
  positions(agentId: string | null): Promise<Fresh<readonly Position[]>>;
  /** A strategy says who it is. `magic`: the number its orders carry; ours when `null`. */
  register(agentId: string, magic: number | null): void;
  /** The number it registered with, in this run or before; `null`: none. */
  magicOf(agentId: string): number | null;
  /** Has any agent ever registered by a name of its own? */
  knowsAgents(): boolean;
  /** Did this order come before, from this agent, or from any that registered (`null`)? */
  knowsOrder(agentId: string | null, uuid: string): boolean;
  /** A message of this agent came, or its line ended. */
  seen(agentId: string, connected: boolean): void;
  /** Keeps what an agent says of itself. Durable when it settles as `saved`. */
  save(agentId: string, which: "state" | "privateLedger", save: DocumentSave): Promise<KeepAnswer>;
  /** The same for the overseers' and Valhalla's own documents. */
  saveOverseer(which: Overseer, save: DocumentSave): Promise<KeepAnswer>;
  /** An agent is dead: it goes to Valhalla whole, and takes no more saves. Said again, it changes nothing. */
  reportDeath(agentId: string, report: Readonly<Record<string, unknown>>): Promise<KeepAnswer>;
  /** What is kept of an agent; `null`: nothing. */
  restore(agentId: string): AgentRecord | null;
  restoreOverseer(which: Overseer): VersionedDocument | null;
  /** The public ledger: an agent's open and newest closed trades, and its results. */
  ledger(agentId: string, closedMax: number): LedgerAnswer;
  /** All agents by result, best first. */
  ranking(by: "profit" | "winRate", sinceMs: number | null): readonly RankedAgent[];
  /** In force when this returns. What an agent may stop without a person: everything, a symbol, or one agent. */
  kill(agentId: string, request: Pick<KillRequest, "scope" | "reason" | "flatten">): KillRecord;
  state(): { readonly state: TradingState; readonly reasons: readonly Reason[]; readonly sinceMs: number };
}
