import type { Account, Closed, Pong, Truth } from "../../src-main/domain/account.ts";
import type { Deal, Filled } from "../../src-main/domain/order.ts";
import { confirmed, type Outcome, type UnresolvedCode } from "../../src-main/domain/outcome.ts";
import type { Position } from "../../src-main/domain/position.ts";
import type { Cancel, Clock, LineHint, OrderTicket, Permit, ProbeReport, Venue } from "../../src-main/engine/ports.ts";
import type { Rng } from "../../src-main/simulator/rng.ts";
import { deaths, type OrderFault, orderFaults } from "./order-faults.ts";
import { ModelAccount } from "./model-account.ts";

/** How often what goes wrong, each from 0 to 1. */
export interface FaultRates {
  /** An order: one of `orderFaults`. */
  readonly order: number;
  /** A heartbeat or a query goes unanswered, or its answer cannot be read. */
  readonly query: number;
  /** A list of positions comes back empty, with status OK. */
  readonly empty: number;
  /** The gateway dies between the receipt of an order and its reply, and is back after a while. */
  readonly death: number;
  /** The gateway hangs: what it has and what comes waits, and is served when it goes on. */
  readonly hang: number;
}

export const noFaults: FaultRates = { order: 0, query: 0, empty: 0, death: 0, hang: 0 };

/** `extended` announces history and idempotent orders, and keeps magic and comment; v4.3 gateways do nothing of that. */
export type FaultyKind = "v4.3" | "extended";

const SIGNATURE_TTL_MS = 5_000;
const SURELY_EXPIRED_MS = 10_000;
const LATENCY_MS = { least: 1, most: 20 } as const;
const LAG_MS = { least: 0, most: 800 } as const;
const CAPABILITIES = ["HISTORY", "IDEMPOTENT_OPEN", "SIGNATURE_V2"] as const;

/** Asked as an order leaves, right after its permit was granted. Names who asked; `null`: nobody whose order it is. */
export type OnLeaving = (leaving: { readonly action: "OPEN"; readonly uuid: string } | { readonly action: "CLOSE"; readonly ticket: number }) => string | null;

/**
 * A gateway with an account behind it that does everything wrong that gateways do, at drawn moments. It serves one
 * request after another, looks at signatures' ages, and keeps the broker's truth apart from what it says of it.
 */
export class FaultyVenue implements Venue {
  readonly endpoint = "127.0.0.1:5555";
  readonly account = new ModelAccount();
  readonly struck = new Map<string, number>();
  /** Ways in which orders go wrong: those of `struck`, once each has struck. */
  readonly faultsKnown = orderFaults.length + deaths.length;
  rates: FaultRates = noFaults;
  onLeaving: OnLeaving = () => null;
  readonly #kind: FaultyKind;
  readonly #clock: Clock;
  readonly #rng: Rng;
  /** First outcomes, as an extended gateway remembers them while it lives. */
  readonly #outcomes = new Map<string, Outcome<Filled>>();
  readonly #listeners = new Set<(hint: LineHint) => void>();
  #backAtMs = 0;
  #lives = 0;
  /** Requests are served in the order in which they came. */
  #freeAtMs = 0;
  #lastAnswerAtMs: number | null = null;

  constructor(kind: FaultyKind, clock: Clock, rng: Rng) {
    this.#kind = kind;
    this.#clock = clock;
    this.#rng = rng;
  }

  /** Dies; what it had received and not done is lost, and so are the replies. */
  die(awayMs: number): void {
    this.#lives += 1;
    this.#backAtMs = this.#clock.monotonicMs() + awayMs;
    this.#freeAtMs = this.#backAtMs;
    if (this.#rng.chance(0.5)) this.#outcomes.clear();
    this.#tell("down");
    this.#clock.after(awayMs, () => this.#tell("up"));
  }

  hang(ms: number): void {
    this.#freeAtMs = Math.max(this.#freeAtMs, this.#clock.monotonicMs() + ms);
  }

  async probe(): Promise<ProbeReport> {
    const pong = await this.ping(3_000);
    const isSilent = pong.kind !== "confirmed";
    return { kind: isSilent ? "silent" : "v4.3", usable: !isSilent, latencyMs: isSilent ? null : 1, capabilities: this.#capabilities(), simulated: false, detail: isSilent ? "no answer to Hello" : "answered Hello" };
  }

  ping(timeoutMs: number): Promise<Outcome<Pong>> {
    return this.#query(timeoutMs, () => ({ capabilities: this.#capabilities(), simulated: false }));
  }

  readTruth(timeoutMs: number): Promise<Outcome<Truth>> {
    return this.#query(timeoutMs, () => ({ account: this.#figures(), positions: this.#list() }));
  }

  readPositions(timeoutMs: number): Promise<Outcome<readonly Position[]>> {
    return this.#query(timeoutMs, () => this.#list());
  }

  readAccount(timeoutMs: number): Promise<Outcome<Account>> {
    return this.#query(timeoutMs, () => this.#figures());
  }

  async readHistory(sinceMs: number, timeoutMs: number): Promise<Outcome<readonly Deal[]>> {
    if (this.#kind === "v4.3") return { kind: "refused", code: "UNSUPPORTED", message: "no history", latencyMs: 1 };
    return this.#query(timeoutMs, () => this.account.deals.filter((deal) => deal.atMs >= sinceMs));
  }

  openOrder(order: OrderTicket, timeoutMs: number, permit: Permit): Promise<Outcome<Filled>> {
    const sentAtMs = this.#clock.wallMs();
    return this.#order(timeoutMs, permit, { action: "OPEN", uuid: order.uuid }, (_label, fault) => this.#open(order, sentAtMs, fault));
  }

  closePosition({ ticket, volumeLots }: Position, timeoutMs: number, permit?: Permit): Promise<Outcome<Closed>> {
    return this.#order(timeoutMs, permit, { action: "CLOSE", ticket }, (label, fault) => this.#close(ticket, volumeLots, label, fault));
  }

  async repeatOrder(order: OrderTicket, sentAtMs: number, timeoutMs: number): Promise<Outcome<Filled>> {
    const isTooSoon = this.#clock.wallMs() - sentAtMs < SURELY_EXPIRED_MS;
    if (isTooSoon || this.#kind === "v4.3") return { kind: "denied", code: "NOT_PERMITTED", message: "it could be executed again" };
    const found = await this.#query(timeoutMs, () => this.#outcomes.get(order.uuid) ?? refused("RISK_SIGNATURE_INVALID"));
    if (found.kind === "confirmed") return found.value;
    // Said without a look at the uuid it is about now, as the real client knows.
    return found.kind === "refused" ? unresolved("GATEWAY_EXCEPTION") : found;
  }

  onTick(): Cancel {
    return () => {};
  }

  onLine(listener: (hint: LineHint) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  lastAnswerAtMs(): number | null {
    return this.#lastAnswerAtMs;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The broker's side of an `OPEN`: what is answered, once it is done or not. */
  #open(order: OrderTicket, sentAtMs: number, fault: OrderFault | null): Outcome<Filled> {
    const known = this.#kind === "extended" ? this.#outcomes.get(order.uuid) : undefined;
    if (known) return known;
    if (this.#clock.wallMs() - sentAtMs > SIGNATURE_TTL_MS) return refused("RISK_SIGNATURE_INVALID");
    const outcome = this.#execute(order, fault);
    this.#outcomes.set(order.uuid, outcome);
    return outcome;
  }

  #execute(order: OrderTicket, fault: OrderFault | null): Outcome<Filled> {
    if (fault?.done === "no") return said(fault, "MT5_ORDER_FAILED");
    const part = fault?.done === "in part" ? Math.max(0.01, Math.round(order.volumeLots * 50) / 100) : order.volumeLots;
    const { ticket, volumeLots } = this.account.open(order, this.#clock.wallMs(), this.#lagMs(), part);
    return confirmed({ ticket, price: 1.085, volumeLots }, 1);
  }

  #close(ticket: number, volumeLots: number, label: string | null, fault: OrderFault | null): Outcome<Closed> {
    if (fault?.done === "no") return said(fault, "MT5_CLOSE_FAILED");
    const isClosed = this.account.close(ticket, label, this.#clock.wallMs(), this.#lagMs(), this.#kind === "v4.3" ? null : volumeLots);
    return isClosed ? confirmed({ closingTicket: ticket + 1_000_000, closePrice: 1.085 }, 1) : refused("MT5_CLOSE_FAILED");
  }

  async #order<T>(timeoutMs: number, permit: Permit | undefined, leaving: Parameters<OnLeaving>[0], serve: (label: string | null, fault: OrderFault | null) => Outcome<T>): Promise<Outcome<T>> {
    const dueMs = this.#clock.monotonicMs() + timeoutMs;
    if (!(await this.#connected(dueMs))) return { kind: "denied", code: "NOT_CONNECTED", message: "no connection" };
    const refusal = permit?.() ?? null;
    if (refusal) return { kind: "denied", code: "NOT_PERMITTED", message: refusal.message };
    const label = permit ? this.onLeaving(leaving) : null;
    const fault = this.#rng.chance(this.rates.order) ? this.#rng.pick(orderFaults) : null;
    this.#count(fault?.what ?? null);
    if (fault?.said === "not sent") return { kind: "denied", code: "NOT_CONNECTED", message: "the connection ended as it was to leave" };
    if (this.#rng.chance(this.rates.hang)) this.hang(this.#rng.int(500, 9_000));
    const death = this.#rng.chance(this.rates.death) ? this.#rng.pick<(typeof deaths)[number]>(deaths) : null;
    this.#count(death && `died ${death} the broker had it`);
    return this.#exchange(dueMs, () => {
      if (fault?.said === "nothing" && fault.done === "no") return null;
      if (death === "before") {
        this.die(this.#rng.int(300, 20_000));
        return null;
      }
      const outcome = serve(label, fault);
      if (death === "after") this.die(this.#rng.int(300, 20_000));
      if (fault?.said === "nothing") return null;
      return fault && outcome.kind === "confirmed" ? said(fault) : outcome;
    });
  }

  async #query<T>(timeoutMs: number, value: () => T): Promise<Outcome<T>> {
    const dueMs = this.#clock.monotonicMs() + timeoutMs;
    if (!(await this.#connected(dueMs))) return { kind: "denied", code: "NOT_CONNECTED", message: "no connection" };
    const isStruck = this.#rng.chance(this.rates.query);
    const trouble = this.#rng.pick(["lost", "NaN", "MT5_NOT_CONNECTED"]);
    return this.#exchange(dueMs, () => {
      if (!isStruck) return confirmed(value(), 1);
      if (trouble === "lost") return null;
      return trouble === "NaN" ? unresolved("UNREADABLE") : refused("MT5_NOT_CONNECTED");
    });
  }

  /** A request there and its answer back. `null`: none comes. */
  #exchange<T>(dueMs: number, serve: () => Outcome<T> | null): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      const nowMs = this.#clock.monotonicMs();
      const life = this.#lives;
      const cancel = this.#clock.after(dueMs - nowMs, () => resolve(unresolved("NO_ANSWER")));
      this.#freeAtMs = Math.max(this.#freeAtMs, nowMs + this.#rng.int(LATENCY_MS.least, LATENCY_MS.most));
      this.#clock.after(this.#freeAtMs - nowMs, () => {
        if (life !== this.#lives) return;
        const answer = serve();
        if (answer === null || life !== this.#lives || this.#clock.monotonicMs() >= dueMs) return;
        this.#lastAnswerAtMs = this.#clock.monotonicMs();
        cancel();
        resolve(answer);
      });
    });
  }

  async #connected(dueMs: number): Promise<boolean> {
    const waitMs = this.#backAtMs - this.#clock.monotonicMs();
    if (waitMs <= 0) return true;
    const leftMs = dueMs - this.#clock.monotonicMs();
    await new Promise<void>((resolve) => this.#clock.after(Math.min(waitMs, leftMs), resolve));
    return waitMs < leftMs;
  }

  #list(): Position[] {
    if (this.#rng.chance(this.rates.empty)) return [];
    const listed = this.account.listed(this.#clock.wallMs());
    // One answer in eight of an extended gateway comes without them: brokers overwrite comments, terminals drop magic.
    const isBare = this.#kind === "v4.3" || this.#rng.chance(this.rates.order / 4);
    return isBare ? listed.map((position) => ({ ...position, magic: null, comment: null })) : listed;
  }

  #figures(): Account {
    const marginUsed = this.account.listed(this.#clock.wallMs()).length * 10;
    return { currency: "USD", balance: 100_000, equity: 100_000, marginUsed, marginFree: 100_000 - marginUsed, marginLevelPct: null };
  }

  #capabilities(): readonly string[] {
    return this.#kind === "extended" ? CAPABILITIES : [];
  }

  #lagMs(): number {
    return this.rates.order === 0 ? 0 : this.#rng.int(LAG_MS.least, LAG_MS.most);
  }

  #count(what: string | null): void {
    if (what !== null) this.struck.set(what, (this.struck.get(what) ?? 0) + 1);
  }

  #tell(hint: LineHint): void {
    for (const listener of this.#listeners) listener(hint);
  }
}

const refused = (code: string): Outcome<never> => ({ kind: "refused", code, message: code, latencyMs: 1 });
const unresolved = (code: UnresolvedCode): Outcome<never> => ({ kind: "unresolved", code, message: code });
/** What a fault makes of the answer. */
const said = ({ said: word }: OrderFault, code = "MT5_EXCEPTION"): Outcome<never> => (word === "refused" ? refused(code) : unresolved(word === "nothing" || word === "not sent" ? "NO_ANSWER" : word));
