import { randomUUID } from "node:crypto";
import type { Side } from "../../src-main/contract/position.ts";
import type { Rng } from "../../src-main/simulator/rng.ts";
import { type Content, KeptDocument } from "./kept-document.ts";
import type { Answer, StrategyLine } from "./strategy-line.ts";

/** What all agents together were told. */
export interface Counts {
  saves: number;
  opens: number;
  closes: number;
  deaths: number;
  /** By the code of the refusal. */
  readonly rejected: Map<string, number>;
  unresolved: number;
}

export const noCounts = (): Counts => ({ saves: 0, opens: 0, closes: 0, deaths: 0, rejected: new Map(), unresolved: 0 });

/** A trade whose opening was acknowledged. */
export interface KnownTrade {
  readonly uuid: string;
  readonly symbol: string;
  readonly side: Side;
  readonly volumeLots: number;
  /** Its close was acknowledged. */
  isClosed: boolean;
}

/** An order that left and has no final answer. */
export interface OpenQuestion {
  /** Unique among all orders of a run; the venue keeps it with the position. */
  readonly mark: string;
  readonly request: Answer & { readonly uuid: string };
  /** Of a close. */
  readonly ticket: number | null;
  /** It was told to be unresolved, not merely never answered. */
  isInDoubt: boolean;
  askedAtMs: number;
}

const SYMBOLS = ["EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "EURGBP", "XAUUSD"] as const;
const OPEN_AT_ONCE = 3;
const ASK_AGAIN_MS = 1_000;
/** So that nobody spins while the state forbids to trade. */
const AFTER_REJECTION_MS = 20;

/** One strategy: it saves, trades and asks again after a crash, and remembers all that it was told. */
export class AgentLife {
  readonly agentId: string;
  readonly state: KeptDocument;
  readonly privateLedger: KeptDocument;
  readonly trades = new Map<number, KnownTrade>();
  readonly questions = new Map<string, OpenQuestion>();
  /** Orders that were refused for good, by mark, with the reason: the venue must never have executed them. */
  readonly refused = new Map<string, string>();
  closedSinceAudit = 0;
  /** Its death was sent; `isDead` once that was acknowledged. */
  isDying = false;
  isDead = false;
  readonly #rng: Rng;
  readonly #counts: Counts;
  #version = 0;
  #orders = 0;

  constructor(agentId: string, rng: Rng, counts: Counts) {
    this.agentId = agentId;
    this.state = new KeptDocument(`${agentId}'s state`);
    this.privateLedger = new KeptDocument(`${agentId}'s private ledger`, ["virtual_positions"]);
    this.#rng = rng.fork(agentId);
    this.#counts = counts;
  }

  get open(): readonly (readonly [number, KnownTrade])[] {
    return [...this.trades].filter(([, { isClosed }]) => !isClosed);
  }

  get closedCount(): number {
    return this.trades.size - this.open.length;
  }

  /** One thing that a strategy does in its turn. */
  async act(line: StrategyLine, nowMs: number): Promise<void> {
    if (this.isDying) return this.isDead ? undefined : this.#die(line);
    const question = [...this.questions.values()].find(({ askedAtMs }) => nowMs - askedAtMs >= ASK_AGAIN_MS);
    if (question) return this.#ask(line, question, nowMs);
    const draw = this.#rng.next();
    if (draw < 0.001 && this.open.length === 0 && this.questions.size === 0) return this.#die(line);
    if (draw < 0.45) return this.#save(line);
    if (draw < 0.725 && this.open.length < OPEN_AT_ONCE) return this.#open(line, nowMs);
    return this.#close(line, nowMs);
  }

  /** Asks once more for every order without a final answer; true when all have one. */
  async settleQuestions(line: StrategyLine, nowMs: number): Promise<boolean> {
    await Promise.all([...this.questions.values()].map((question) => this.#ask(line, question, nowMs)));
    return this.questions.size === 0;
  }

  /** Several saves at once now and then: only their order says which is the newest. */
  async #save(line: StrategyLine): Promise<void> {
    const saves = this.#rng.chance(0.2) ? 3 : 1;
    await Promise.all(Array.from({ length: saves }, () => this.#saveOnce(line)));
  }

  async #saveOnce(line: StrategyLine): Promise<void> {
    const withState = this.#rng.chance(0.8);
    const withLedger = !withState || this.#rng.chance(0.3);
    const isBegun = (!withState || this.state.isBegun) && (!withLedger || this.privateLedger.isBegun);
    const whole = !isBegun || this.#rng.chance(0.5);
    this.#version += 1;
    const version = this.#version;
    const state = withState ? this.#stateFields(whole) : null;
    const ledger = withLedger ? this.#ledgerFields() : null;
    if (state) this.state.onSent(version, state, whole);
    if (ledger) this.privateLedger.onSent(version, ledger, whole);
    const answer = await line.ask({ action: "SAVE_STATE", uuid: randomUUID(), agent_id: this.agentId, version, whole, ...(state && { state }), ...(ledger && { private_ledger: ledger }) });
    if (answer === null) return;
    if (answer["status"] !== "ok") throw new Error(`${this.agentId}'s save ${version} was answered ${JSON.stringify(answer)}`);
    if (state) this.state.onAcknowledged(version);
    if (ledger) this.privateLedger.onAcknowledged(version);
    this.#counts.saves += 1;
  }

  #stateFields(whole: boolean): Content {
    const changing = { cycle: this.#rng.int(0, 1e9), emotional_state: { stress: this.#rng.next(), fear: this.#rng.next() }, trade_count: this.trades.size, [`memory_${this.#rng.int(1, 4)}`]: `${this.#rng.next()}`.repeat(this.#rng.int(1, 12)) };
    return whole ? { agent_id: this.agentId, gene: { seed: this.#rng.int(0, 1e9), traits: ["patient", "bold"] }, personality: "steady", ...changing } : changing;
  }

  #ledgerFields(): Content {
    const held = this.open.map(([ticket, { symbol, side, volumeLots }]) => ({ ticket, symbol, side, amount: volumeLots }));
    return { virtual_positions: held, note: `${this.#rng.int(0, 1e9)}` };
  }

  async #die(line: StrategyLine): Promise<void> {
    this.isDying = true;
    const answer = await line.ask({ action: "REPORT_DEATH", uuid: randomUUID(), agent_id: this.agentId, reason: "margin call", final_capital: 0 });
    if (answer === null) return;
    if (answer["status"] !== "ok") throw new Error(`${this.agentId}'s death was answered ${JSON.stringify(answer)}`);
    this.isDead = true;
    this.#counts.deaths += 1;
  }

  #open(line: StrategyLine, nowMs: number): Promise<void> {
    const [symbol, type, volume] = [this.#rng.pick(SYMBOLS), this.#rng.pick(["BUY", "SELL"]), this.#rng.int(1, 9) / 100];
    return this.#order(line, { action: "OPEN", symbol, type, volume }, null, nowMs);
  }

  async #close(line: StrategyLine, nowMs: number): Promise<void> {
    const asked = new Set([...this.questions.values()].map(({ ticket }) => ticket));
    const [ticket] = this.open.find(([each]) => !asked.has(each)) ?? [];
    if (ticket === undefined) return this.#save(line);
    await this.#order(line, { action: "CLOSE", ticket }, ticket, nowMs);
  }

  #order(line: StrategyLine, fields: Answer, ticket: number | null, nowMs: number): Promise<void> {
    this.#orders += 1;
    const mark = `${this.agentId}-${this.#orders}`;
    const request = { ...fields, uuid: randomUUID(), agent_id: this.agentId, comment: mark };
    const question: OpenQuestion = { mark, request, ticket, isInDoubt: false, askedAtMs: nowMs };
    this.questions.set(request.uuid, question);
    return this.#ask(line, question, nowMs);
  }

  async #ask(line: StrategyLine, question: OpenQuestion, nowMs: number): Promise<void> {
    question.askedAtMs = nowMs;
    const answer = await line.ask(question.request);
    if (answer === null) return;
    if (answer["status"] === "UNRESOLVED") {
      if (!question.isInDoubt) this.#counts.unresolved += 1;
      question.isInDoubt = true;
      return;
    }
    this.questions.delete(question.request.uuid);
    if (answer["status"] === "FILLED") this.#onFilled(question, Number(answer["ticket"]));
    else if (answer["status"] === "REJECTED") await this.#onRejected(question, String(answer["error_code"]), String(answer["error_msg"]));
    else throw new Error(`order ${question.mark} was answered ${JSON.stringify(answer)}`);
  }

  #onFilled({ request, ticket }: OpenQuestion, filledTicket: number): void {
    if (ticket === null) {
      const { uuid, symbol, type, volume } = request as { readonly uuid: string; readonly symbol: string; readonly type: Side; readonly volume: number };
      this.trades.set(filledTicket, { uuid, symbol, side: type, volumeLots: volume, isClosed: false });
      this.#counts.opens += 1;
      return;
    }
    const trade = this.trades.get(ticket);
    if (trade) trade.isClosed = true;
    this.closedSinceAudit += 1;
    this.#counts.closes += 1;
  }

  async #onRejected({ mark, ticket, request }: OpenQuestion, code: string, message: string): Promise<void> {
    const { rejected } = this.#counts;
    rejected.set(code, (rejected.get(code) ?? 0) + 1);
    if (ticket === null) this.refused.set(mark, `${request.uuid}: ${code}: ${message}`);
    await new Promise((resolve) => setTimeout(resolve, AFTER_REJECTION_MS));
  }
}
