import { onTestFinished } from "vitest";
import { Dealer, Request } from "zeromq";
import type { KillRecord, KillRequest } from "../../src-main/contract/kill.ts";
import { DEFAULT_AGENT } from "../../src-main/contract/order.ts";
import type { TradingState } from "../../src-main/contract/trading-state.ts";
import { Mastermind, Supervisor, Valhalla } from "../../src-main/contract/agent-state.ts";
import type { Account } from "../../src-main/domain/account.ts";
import { type AgentRecord, newAgent, savePrivateLedger, saveState } from "../../src-main/domain/agent-record.ts";
import type { OrderIntent, OrderOutcome } from "../../src-main/domain/order.ts";
import type { Position } from "../../src-main/domain/position.ts";
import type { RankedAgent } from "../../src-main/domain/trade-ranking.ts";
import { newTally, statisticsFrom } from "../../src-main/domain/trade-statistics.ts";
import { type DocumentSave, saveDocument, type VersionedDocument } from "../../src-main/domain/versioned-document.ts";
import type { Fresh, KeepAnswer, LedgerAnswer, Overseer, StrategyDoor } from "../../src-main/engine/ports.ts";
import { startStrategyPort, type StrategyPort, type StrategyPortOptions } from "../../src-main/strategy-port/strategy-port.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { position } from "../support/scripted-venue.ts";

export const MAGIC = 202_401;
export const READ_AT_MS = Date.UTC(2026, 0, 15, 9, 0, 0, 250);
export const account: Account = { currency: "USD", balance: 10_000, equity: 9_990.5, marginUsed: 30, marginFree: 9_960.5, marginLevelPct: 33_301.67 };
export const filled: OrderOutcome = { kind: "confirmed", ticket: 555_001, price: 1.085, volumeLots: 0.1, note: null };

export const SAVED_AT_MS = Date.UTC(2026, 0, 15, 10, 0, 0, 500);

const overseers = { supervisor: Supervisor, mastermind: Mastermind, valhalla: Valhalla } as const;

/** An engine that does as a test says, and writes down what it was asked. What it keeps, it keeps by the real rules. */
export class FakeDoor implements StrategyDoor {
  readonly intents: OrderIntent[] = [];
  readonly registered: (readonly [string, number | null])[] = [];
  readonly presence: string[] = [];
  readonly kills: (readonly [string, Pick<KillRequest, "scope" | "reason" | "flatten">])[] = [];
  tradingState: TradingState = "TRIPPED";
  readonly askedPositionsOf: (string | null)[] = [];
  /** What becomes of the next orders. */
  outcome: (intent: OrderIntent) => Promise<OrderOutcome> = () => Promise.resolve(filled);
  accountAnswer: Fresh<Account> = { ok: true, value: account, readAtMs: READ_AT_MS };
  trouble: { code: string; message: string } | null = null;
  positionsByAgent = new Map<string, Position[]>([
    ["alpha", [position({ ticket: 1, openedAtMs: Date.UTC(2026, 0, 15, 8, 0, 0, 500) })]],
    ["beta", [position({ ticket: 2, symbol: "XAUUSD", side: "SELL", currentPrice: null, profit: null })]],
  ]);

  readonly agents = new Map<string, AgentRecord>();
  readonly overseers = new Map<Overseer, VersionedDocument>();
  readonly saves: (readonly [agentId: string, which: string, save: DocumentSave])[] = [];
  readonly deaths: (readonly [agentId: string, report: Readonly<Record<string, unknown>>])[] = [];
  /** Waited for before anything is kept; an answer that it gives is what becomes of it. */
  disk: (agentId: string, which: string) => Promise<KeepAnswer | null> = () => Promise.resolve(null);
  ledgerAnswer: LedgerAnswer = { statistics: statisticsFrom(newTally()), open: [], closed: [] };
  ranked: readonly RankedAgent[] = [];
  readonly ledgerAsked: unknown[] = [];

  order(intent: OrderIntent): Promise<OrderOutcome> {
    this.intents.push(intent);
    return this.outcome(intent);
  }

  account(): Promise<Fresh<Account>> {
    return Promise.resolve(this.trouble ? { ok: false, ...this.trouble } : this.accountAnswer);
  }

  positions(agentId: string | null): Promise<Fresh<readonly Position[]>> {
    this.askedPositionsOf.push(agentId);
    if (this.trouble) return Promise.resolve({ ok: false, ...this.trouble });
    const value = agentId === null ? [...this.positionsByAgent.values()].flat() : (this.positionsByAgent.get(agentId) ?? []);
    return Promise.resolve({ ok: true, value, readAtMs: READ_AT_MS });
  }

  register(agentId: string, magic: number | null): void {
    this.registered.push([agentId, magic]);
  }

  magicOf(agentId: string): number | null {
    return this.registered.findLast(([name]) => name === agentId)?.[1] ?? null;
  }

  knowsAgents(): boolean {
    return this.registered.some(([name]) => name !== DEFAULT_AGENT);
  }

  knowsOrder(agentId: string | null, uuid: string): boolean {
    const ofAgent = (name: string): boolean => (agentId === null ? this.registered.some(([registered]) => registered === name) : name === agentId);
    return this.intents.some((intent) => intent.uuid === uuid && ofAgent(intent.agentId));
  }

  async save(agentId: string, which: "state" | "privateLedger", save: DocumentSave): Promise<KeepAnswer> {
    this.saves.push([agentId, which, save]);
    const said = await this.disk(agentId, which);
    if (said) return said;
    const agent = this.agents.get(agentId) ?? newAgent(agentId);
    const result = (which === "state" ? saveState : savePrivateLedger)(agent, save, SAVED_AT_MS);
    if (result.kind === "saved") this.agents.set(agentId, { ...agent, [which]: result.document });
    return result.kind === "saved" || result.kind === "repeated" ? { kind: result.kind, ...result.document } : result;
  }

  async saveOverseer(which: Overseer, save: DocumentSave): Promise<KeepAnswer> {
    const said = await this.disk("", which);
    if (said) return said;
    const result = saveDocument(this.overseers.get(which) ?? null, save, overseers[which], SAVED_AT_MS);
    if (result.kind === "saved") this.overseers.set(which, result.document);
    return result.kind === "saved" || result.kind === "repeated" ? { kind: result.kind, ...result.document } : result;
  }

  async reportDeath(agentId: string, report: Readonly<Record<string, unknown>>): Promise<KeepAnswer> {
    this.deaths.push([agentId, report]);
    const said = await this.disk(agentId, "death");
    if (said) return said;
    const agent = this.agents.get(agentId) ?? newAgent(agentId);
    if (!agent.death) this.agents.set(agentId, { ...agent, death: { atMs: SAVED_AT_MS, reason: String(report["death_reason"]) } });
    return { kind: agent.death ? "repeated" : "saved", version: agent.state?.version ?? 0, savedAtMs: SAVED_AT_MS };
  }

  restore(agentId: string): AgentRecord | null {
    return this.agents.get(agentId) ?? null;
  }

  restoreOverseer(which: Overseer): VersionedDocument | null {
    return this.overseers.get(which) ?? null;
  }

  ledger(agentId: string, closedMax: number): LedgerAnswer {
    this.ledgerAsked.push([agentId, closedMax]);
    return this.ledgerAnswer;
  }

  ranking(by: "profit" | "winRate", sinceMs: number | null): readonly RankedAgent[] {
    this.ledgerAsked.push([by, sinceMs]);
    return this.ranked;
  }

  kill(agentId: string, request: Pick<KillRequest, "scope" | "reason" | "flatten">): KillRecord {
    this.kills.push([agentId, request]);
    this.tradingState = "KILLED";
    return { ...request, id: `kill-${this.kills.length}`, source: "strategy", includeForeign: false, atMs: READ_AT_MS, durable: false };
  }

  seen(agentId: string, connected: boolean): void {
    this.presence.push(`${agentId} ${connected ? "here" : "gone"}`);
  }

  state(): ReturnType<StrategyDoor["state"]> {
    return { state: this.tradingState, reasons: [{ code: "HEARTBEAT_FAILURE", detail: "3 beats missed", sinceMs: READ_AT_MS }], sinceMs: READ_AT_MS };
  }
}

/** An engine whose orders are all filled, and whose positions are what became of them. */
export class TradingDoor extends FakeDoor {
  constructor() {
    super();
    this.tradingState = "ARMED";
    this.outcome = (intent) => {
      const own = this.positionsByAgent.get(intent.agentId) ?? [];
      const next = intent.action === "OPEN" ? [...own, position({ ticket: 555_001, magic: intent.magic })] : own.filter(({ ticket }) => ticket !== intent.ticket);
      this.positionsByAgent.set(intent.agentId, next);
      return Promise.resolve(filled);
    };
  }
}

/** A port that ends with the test, and its engine. */
export async function opened(options: Partial<StrategyPortOptions> = {}): Promise<{ port: StrategyPort; door: FakeDoor }> {
  const door = new FakeDoor();
  const started = await startStrategyPort({ port: 0, door, clock: systemClock, ids: systemIds, magicNumber: MAGIC, version: "1.2.3", ...options });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.close());
  return { port: started.value, door };
}

export type Answer = Record<string, unknown>;

const textOf = (message: unknown): string | Buffer => (typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message));

/** A plain REQ client, as strategies written for a gateway are. */
export class ReqClient {
  readonly socket: Request;

  constructor(endpoint: string) {
    this.socket = new Request({ linger: 0, receiveTimeout: 10_000 });
    this.socket.connect(endpoint);
    onTestFinished(() => this.socket.close());
  }

  async askText(message: unknown): Promise<string> {
    await this.socket.send(textOf(message));
    const [reply] = await this.socket.receive();
    return String(reply);
  }

  async ask(message: unknown): Promise<Answer> {
    return JSON.parse(await this.askText(message)) as Answer;
  }
}

/** A client that sends whatever frames it likes, and any number of them before it reads. */
export class DealerClient {
  readonly socket: Dealer;

  constructor(endpoint: string, routingId?: string) {
    this.socket = new Dealer({ linger: 0, receiveTimeout: 10_000, sendHighWaterMark: 0, ...(routingId === undefined ? {} : { routingId }) });
    this.socket.connect(endpoint);
    onTestFinished(() => this.socket.close());
  }

  send(message: unknown, before: readonly string[] = [""]): Promise<void> {
    return this.socket.send([...before, textOf(message)]);
  }

  async frames(): Promise<string[]> {
    return (await this.socket.receive()).map(String);
  }

  async reply(): Promise<Answer> {
    return JSON.parse((await this.frames()).at(-1) ?? "") as Answer;
  }
}

/** A whole `OPEN` as a v4.3 client writes it, with what is given in place of the usual. */
export const openRequest = (fields: Answer = {}): Answer => ({
  action: "OPEN",
  uuid: "intent-1",
  symbol: "EURUSD",
  type: "BUY",
  volume: 0.1,
  price: 0,
  sl: 0,
  tp: 0,
  comment: "test",
  magic: MAGIC,
  risk_signature: "RISK_PASS:0123abcd:20260115T090000Z",
  ...fields,
});
