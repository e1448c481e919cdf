import type { Account, Closed, Pong, Truth } from "../../src-main/domain/account.ts";
import { type Deal, type Filled, isMarket, sideOf } from "../../src-main/domain/order.ts";
import { confirmed, type Outcome } from "../../src-main/domain/outcome.ts";
import type { Position } from "../../src-main/domain/position.ts";
import { exactLots } from "../../src-main/domain/volume.ts";
import type { Cancel, Clock, LineHint, OrderTicket, Permit, ProbeReport, Tick, Venue } from "../../src-main/engine/ports.ts";

type Unhappy = Exclude<Outcome<never>, { kind: "confirmed" }>;
type Query = "ping" | "truth" | "positions" | "account" | "close" | "open" | "repeat" | "history";

export const noAnswer: Unhappy = { kind: "unresolved", code: "NO_ANSWER", message: "nothing in time" };

export function position(patch: Partial<Position> = {}): Position {
  return {
    ticket: 100_001,
    symbol: "EURUSD",
    side: "BUY",
    volumeLots: 0.1,
    openPrice: 1.085,
    currentPrice: 1.0855,
    profit: 5,
    swap: null,
    stopLoss: null,
    takeProfit: null,
    openedAtMs: null,
    magic: null,
    comment: null,
    ...patch,
  };
}

/** A venue in memory that answers at once, or as a test tells it to. Time-outs take their time on the test's clock. */
export class ScriptedVenue implements Venue {
  readonly endpoint = "127.0.0.1:5555";
  readonly asked: string[] = [];
  readonly closedTickets: number[] = [];
  /** Every order that left, executed or not. */
  readonly opened: OrderTicket[] = [];
  positions: Position[] = [];
  /** What the history holds; `null`: this venue keeps none. */
  deals: Deal[] | null = null;
  /** The ticket of the next position that an order opens. */
  nextTicket = 200_001;
  /** Positions come back with magic number and comment; v4.3 gateways drop both. */
  keepsComments = false;
  /** What it announces. */
  capabilities: readonly string[] = [];
  equity = 10_000;
  /** A close takes no more than this and says that it is done; `null`: all of it, whatever was asked. */
  closesAtMostLots: number | null = null;
  /** Executes orders, and loses the answers. */
  executeThenLose = false;
  marginUsed: number | null = null;
  kind: ProbeReport["kind"] = "v4.3";
  latencyMs = 1;
  /** Of a question for the history, beside `latencyMs`. */
  historyLatencyMs = 0;
  askedHistory = false;
  readonly #trouble = new Map<Query, Unhappy>();
  readonly #overrides = new Map<Query, unknown>();
  readonly #outcomes = new Map<string, Filled>();
  #listeners = new Set<(hint: LineHint) => void>();
  #tickListeners = new Set<(tick: Tick) => void>();
  #lastAnswerAtMs: number | null = null;
  #away = false;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on this query ends so; without an outcome it works again. */
  trouble(query: Query, outcome?: Unhappy): void {
    if (outcome) this.#trouble.set(query, outcome);
    else this.#trouble.delete(query);
  }

  /** From now on this query confirms this value, whatever the account holds. */
  pretend(query: Query, value?: unknown): void {
    if (value === undefined) this.#overrides.delete(query);
    else this.#overrides.set(query, value);
  }

  goAway(): void {
    this.#away = true;
    this.#tell("down");
  }

  comeBack(): void {
    this.#away = false;
    this.#tell("up");
  }

  async probe(): Promise<ProbeReport> {
    this.asked.push("probe");
    if (this.#away) {
      await this.#pass(3_000);
      return { kind: "silent", usable: false, latencyMs: null, capabilities: [], simulated: false, detail: "no answer to Hello" };
    }
    return { kind: this.kind, usable: this.#usable, latencyMs: 1, capabilities: this.capabilities, simulated: false, detail: `answered as ${this.kind}` };
  }

  ping(timeoutMs: number): Promise<Outcome<Pong>> {
    return this.#answer("ping", timeoutMs, () => ({ capabilities: this.capabilities, simulated: false }));
  }

  readTruth(timeoutMs: number): Promise<Outcome<Truth>> {
    return this.#answer("truth", timeoutMs, () => ({ account: this.#account(), positions: [...this.positions] }));
  }

  readPositions(timeoutMs: number): Promise<Outcome<readonly Position[]>> {
    return this.#answer("positions", timeoutMs, () => [...this.positions]);
  }

  readAccount(timeoutMs: number): Promise<Outcome<Account>> {
    return this.#answer("account", timeoutMs, () => this.#account());
  }

  closePosition(target: Position, timeoutMs: number, permit?: Permit): Promise<Outcome<Closed>> {
    const close = () => {
      const left = this.closesAtMostLots === null ? 0 : exactLots(target.volumeLots - this.closesAtMostLots);
      this.positions = this.positions.flatMap((open) => (open.ticket !== target.ticket ? [open] : left > 0 ? [{ ...open, volumeLots: left }] : []));
      this.closedTickets.push(target.ticket);
      return { closingTicket: target.ticket + 1_000_000, closePrice: 1 };
    };
    return this.#permitted(permit) ?? this.#lost(this.#answer("close", timeoutMs, close), timeoutMs);
  }

  async openOrder(order: OrderTicket, timeoutMs: number, permit: Permit): Promise<Outcome<Filled>> {
    const refusal = this.#permitted(permit);
    if (refusal) return refusal;
    if (this.#usable) this.opened.push(order);
    return this.#lost(this.#answer("open", timeoutMs, () => this.#execute(order)), timeoutMs);
  }

  async #lost<T>(executed: Promise<Outcome<T>>, timeoutMs: number): Promise<Outcome<T>> {
    const outcome = await executed;
    if (!this.executeThenLose || outcome.kind !== "confirmed") return outcome;
    await this.#pass(Math.max(0, timeoutMs - this.latencyMs));
    return noAnswer;
  }

  repeatOrder(order: OrderTicket, _sentAtMs: number, timeoutMs: number): Promise<Outcome<Filled>> {
    const first = this.#outcomes.get(order.uuid);
    if (first) return this.#answer("repeat", timeoutMs, () => first);
    return Promise.resolve({ kind: "refused", code: "RISK_SIGNATURE_INVALID", message: "Signature expired", latencyMs: this.latencyMs });
  }

  onTick(listener: (tick: Tick) => void): Cancel {
    this.#tickListeners.add(listener);
    return () => this.#tickListeners.delete(listener);
  }

  tick(symbol: string, bid: number, ask: number): void {
    for (const listener of this.#tickListeners) listener({ symbol, bid, ask, atMs: this.#clock.wallMs() });
  }

  async readHistory(sinceMs: number, timeoutMs: number): Promise<Outcome<readonly Deal[]>> {
    const { deals } = this;
    if (deals === null) return { kind: "refused", code: "UNSUPPORTED", message: "the gateway keeps no history for us", latencyMs: this.latencyMs };
    this.askedHistory = true;
    await this.#pass(this.historyLatencyMs);
    return this.#answer("history", timeoutMs, () => deals.filter((deal) => deal.atMs >= sinceMs));
  }

  lastAnswerAtMs(): number | null {
    return this.#lastAnswerAtMs;
  }

  onLine(listener: (hint: LineHint) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #answer<T>(query: Query, timeoutMs: number, value: () => T): Promise<Outcome<T>> {
    if (!this.#usable) return { kind: "denied", code: "UNSAFE_KIND", message: `the gateway is of the kind ${this.kind}` };
    this.asked.push(query);
    if (this.#away) {
      await this.#pass(timeoutMs);
      return noAnswer;
    }
    const trouble = this.#trouble.get(query);
    if (trouble) {
      if (trouble.kind === "unresolved") await this.#pass(timeoutMs);
      return trouble;
    }
    if (this.latencyMs > 0) await this.#pass(this.latencyMs);
    this.#lastAnswerAtMs = this.#clock.monotonicMs();
    return confirmed(this.#overrides.has(query) ? (this.#overrides.get(query) as T) : value(), this.latencyMs);
  }

  /** The denial when the permit refuses; `null` when the request may leave. */
  #permitted(permit: Permit | undefined): Promise<Outcome<never>> | null {
    const refusal = this.#usable ? (permit?.() ?? null) : null;
    return refusal === null ? null : Promise.resolve({ kind: "denied", code: "NOT_PERMITTED", message: refusal.message });
  }

  #execute({ uuid, symbol, type, volumeLots, price, stopLoss, takeProfit, comment, magic }: OrderTicket): Filled {
    const ticket = this.nextTicket;
    this.nextTicket += 1;
    const openPrice = price ?? 1.085;
    const openedAtMs = this.#clock.wallMs();
    if (isMarket(type)) this.positions = [...this.positions, position({ ticket, symbol, side: sideOf(type), volumeLots, openPrice, openedAtMs, stopLoss, takeProfit, ...(this.keepsComments ? { comment, magic } : {}) })];
    const filled = { ticket, price: openPrice, volumeLots };
    this.#outcomes.set(uuid, filled);
    return filled;
  }

  get #usable(): boolean {
    return this.kind === "v4.3" || this.kind === "handshake";
  }

  #account(): Account {
    const marginUsed = this.marginUsed ?? this.positions.length * 10;
    return { currency: "USD", balance: 10_000, equity: this.equity, marginUsed, marginFree: 10_000 - marginUsed, marginLevelPct: marginUsed === 0 ? null : 1_000_000 / marginUsed };
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }

  #tell(hint: LineHint): void {
    for (const listener of this.#listeners) listener(hint);
  }
}
