import type { KillRequest } from "../../src-main/contract/kill.ts";
import type { CloseIntent, OpenIntent, OrderIntent, OrderOutcome } from "../../src-main/contract/order.ts";
import type { EngineSettings } from "../../src-main/engine/engine.ts";
import { limits } from "../../src-main/engine/limits.ts";
import { Rng } from "../../src-main/simulator/rng.ts";
import { engineSettings } from "../support/engine-fixture.ts";
import { startProcess, type EngineProcess } from "../support/engine-process.ts";
import { FaultyVenue, noFaults, type FaultRates, type FaultyKind } from "../support/faulty-venue.ts";
import { onlyLimits } from "../support/limits.ts";
import { MemoryJournal } from "../support/memory-journal.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { Operator } from "./trading-operator.ts";
import { checkEnd, checkExposure, checkLeaving } from "./trading-rules.ts";

const AGENTS = Array.from({ length: 40 }, (_, index) => `agent-${index + 1}`) as [string, ...string[]];
const SYMBOLS = ["EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "AUDUSD", "USDCAD", "USDCHF", "EURJPY"] as const;
const SIDES = ["BUY", "SELL"] as const;
/** Venues tell in whole seconds when a position was opened. */
const TICK_MS = 1_000;
/** From so many positions on, more are closed than opened. */
const HELD_BY_THEN = 150;
/** An engine that needs longer on the average has stopped trading for good. */
const SLOWEST_MS_AN_ORDER = 500;
const RATES: FaultRates = { order: 0.15, query: 0.02, empty: 0.02, death: 0.002, hang: 0.002 };

/** One order as its strategy knows it. */
export interface Asked {
  readonly intent: OrderIntent;
  /** The last answer; `null` before the first. */
  answer: OrderOutcome | null;
}

const settings: EngineSettings = { ...engineSettings, orderTimeoutMs: 5_000, limits: onlyLimits({ totalLots: { limit: 1_000_000, warn: null } }) };

/**
 * Forty strategies that trade through an engine at a gateway that does everything wrong, with crashes, kills and
 * trades by hand in between; then the trouble ends and an operator settles what only a person can. Drawn from the seed.
 */
export class TradingStory {
  readonly kind: FaultyKind;
  readonly clock = new VirtualClock();
  readonly journal = new MemoryJournal(this.clock);
  readonly venue: FaultyVenue;
  readonly asked = new Map<string, Asked>();
  readonly violations: string[] = [];
  readonly counts = { left: 0, crashes: 0, kills: 0, byHand: 0, stopOuts: 0, repeats: 0 };
  readonly operator: Operator;
  process: EngineProcess;
  readonly #rng: Rng;
  /** Tickets that agents hold, as they were told. */
  readonly #held = new Map<number, { readonly agentId: string; readonly volumeLots: number }>();
  readonly #closing = new Map<number, string>();
  /** When somebody last did, by side and symbol. */
  readonly #tradedByHand = new Map<string, number>();
  #uuids = 0;

  constructor(seed: number, kind: FaultyKind) {
    const rng = new Rng(seed);
    this.kind = kind;
    this.#rng = rng.fork("story");
    this.venue = new FaultyVenue(kind, this.clock, rng.fork("venue"));
    this.venue.onLeaving = (leaving) => {
      this.counts.left += 1;
      const uuid = leaving.action === "OPEN" ? leaving.uuid : (this.#closing.get(leaving.ticket) ?? null);
      const asked = uuid === null ? undefined : this.asked.get(uuid);
      if (asked) checkLeaving(this, asked.intent);
      return uuid;
    };
    this.operator = new Operator(this, rng.fork("operator"));
    this.process = this.#start();
  }

  /** Until so many orders have left for the venue; then everything is settled. */
  async run(orders: number): Promise<void> {
    await this.clock.advance(1_000);
    this.venue.rates = RATES;
    const endMs = this.clock.monotonicMs() + orders * SLOWEST_MS_AN_ORDER;
    while (this.counts.left < orders && this.violations.length === 0) {
      await this.#step();
      if (this.clock.monotonicMs() > endMs) this.violations.push(`after ${this.counts.left} orders nothing leaves any more: ${this.engine.state}`);
    }
    if (this.violations.length > 0) return;
    this.venue.rates = noFaults;
    await this.#settle();
    checkEnd(this);
  }

  get engine(): EngineProcess["engine"] {
    return this.process.engine;
  }

  /** The orders that an engine still knows by their uuids. */
  get remembered(): readonly Asked[] {
    return [...this.asked.values()].slice(-limits.ordersRemembered / 2);
  }

  async #step(): Promise<void> {
    const rng = this.#rng;
    if (rng.chance(0.6)) this.#open();
    if (rng.chance(this.#held.size < HELD_BY_THEN ? 0.25 : 0.8)) this.#close();
    if (rng.chance(0.05)) this.#repeat();
    if (rng.chance(0.01)) this.#tradeByHand();
    if (rng.chance(0.005)) this.#stopOut();
    if (rng.chance(0.001)) this.#kill();
    if (rng.chance(0.0005)) this.operator.setReduceOnly();
    if (rng.chance(0.0005)) await this.#crash();
    await this.clock.advance(rng.int(5, 60));
    if (rng.chance(0.05)) this.operator.look();
    if (rng.chance(0.1)) checkExposure(this);
  }

  #start(): EngineProcess {
    return startProcess({ clock: this.clock, venue: this.venue, journal: this.journal, settings });
  }

  #uuid(): string {
    this.#uuids += 1;
    return `order-${this.#uuids}`;
  }

  #open(): void {
    const rng = this.#rng;
    const doubtful = this.engine.feed.value("inDoubt").at(-1);
    // Now and then what somebody's order in doubt looks like, so that two orders can be taken for one another.
    const alike = doubtful && doubtful.side && rng.chance(0.05) ? { symbol: doubtful.symbol, type: doubtful.side, volumeLots: doubtful.volumeLots ?? 0.01 } : null;
    const intent: OpenIntent = {
      action: "OPEN",
      uuid: this.#uuid(),
      agentId: rng.pick(AGENTS),
      symbol: rng.pick(SYMBOLS),
      type: rng.pick(SIDES),
      volumeLots: rng.int(1, 50) / 100,
      price: null,
      stopLoss: null,
      takeProfit: null,
      comment: "drawn",
      magic: settings.magicNumber,
      receivedAtMs: this.clock.wallMs(),
      ...alike,
    };
    const byHandAtMs = this.#tradedByHand.get(`${intent.type} ${intent.symbol}`) ?? Number.NEGATIVE_INFINITY;
    if (this.kind === "extended" || this.clock.wallMs() - byHandAtMs > 2 * TICK_MS) this.#ask(intent);
  }

  #close(): void {
    const tickets = [...this.#held.keys()].filter((ticket) => !this.#closing.has(ticket));
    const [first] = tickets;
    if (first === undefined) return;
    // Often the newest, which no list may show yet.
    const ticket = this.#rng.chance(0.3) ? (tickets.at(-1) ?? first) : this.#rng.pick([first, ...tickets]);
    const { agentId, volumeLots } = this.#held.get(ticket) ?? { agentId: AGENTS[0], volumeLots: 0 };
    const part = this.#rng.chance(0.2) && volumeLots >= 0.02 ? Math.round(volumeLots * 50) / 100 : null;
    const intent: CloseIntent = { action: "CLOSE", uuid: this.#uuid(), agentId, ticket, symbol: null, volumeLots: part, receivedAtMs: this.clock.wallMs() };
    this.#closing.set(ticket, intent.uuid);
    this.#ask(intent);
  }

  #ask(intent: OrderIntent): void {
    const asked = this.asked.get(intent.uuid) ?? { intent, answer: null };
    this.asked.set(intent.uuid, asked);
    void this.engine.strategies.order(intent).then((outcome) => this.#answered(asked, outcome));
  }

  /** A strategy that asks again: because it heard nothing, or just so. */
  #repeat(): void {
    const recent = [...this.asked.values()].slice(-400);
    const [first] = recent;
    if (!first) return;
    this.counts.repeats += 1;
    this.#ask({ ...this.#rng.pick([first, ...recent]).intent, receivedAtMs: this.clock.wallMs() });
  }

  #answered(asked: Asked, outcome: OrderOutcome): void {
    const { intent, answer } = asked;
    const isFinal = answer !== null && answer.kind !== "unresolved";
    if (isFinal && JSON.stringify(answer) !== JSON.stringify(outcome)) this.violations.push(`${intent.uuid} was told ${JSON.stringify(answer)}, and then ${JSON.stringify(outcome)}`);
    asked.answer = outcome;
    if (outcome.kind === "unresolved" || isFinal) return;
    if (intent.action === "OPEN") {
      if (outcome.kind === "confirmed") this.#held.set(outcome.ticket, { agentId: intent.agentId, volumeLots: intent.volumeLots });
      return;
    }
    this.#closing.delete(intent.ticket);
    if (outcome.kind === "confirmed" && (intent.volumeLots === null || !this.venue.account.isOpen(intent.ticket))) this.#held.delete(intent.ticket);
  }

  /** Somebody at the terminal, at times exactly what an order in doubt looks like. */
  #tradeByHand(): void {
    const opens = this.engine.feed.value("inDoubt").filter(({ side }) => side !== null);
    const doubtful = this.#rng.pick([null, ...opens]);
    const side = doubtful?.side ?? this.#rng.pick(SIDES);
    const symbol = doubtful?.symbol ?? this.#rng.pick(SYMBOLS);
    if (!this.#canBeToldApart(symbol, side)) return;
    this.counts.byHand += 1;
    this.#tradedByHand.set(`${side} ${symbol}`, this.clock.wallMs());
    this.venue.account.openByHand({ symbol, side, volumeLots: doubtful?.volumeLots ?? 0.01 }, this.clock.wallMs());
  }

  /**
   * A v4.3 gateway drops what tells a trade by hand from an order. Made in the very seconds in which an order could be
   * executed that was not, nobody on this side of the gateway can tell that it is not that order.
   */
  #canBeToldApart(symbol: string, side: "BUY" | "SELL"): boolean {
    if (this.kind === "extended") return true;
    const sinceMs = this.clock.wallMs() - limits.doubtSettleMs - TICK_MS;
    const mayBeIt = ({ intent, answer }: Asked): boolean =>
      intent.action === "OPEN" && intent.symbol === symbol && intent.type === side && intent.receivedAtMs > sinceMs && (answer === null || answer.kind === "unresolved") && this.truthOf(intent.uuid) === null;
    return ![...this.asked.values()].slice(-1_000).some(mayBeIt);
  }

  /** The broker closes something. What no list showed and no history tells, nobody on this side can know of. */
  #stopOut(): void {
    const settled = new Set([...this.asked.values()].filter(({ answer }) => answer?.kind === "confirmed").map(({ intent }) => intent.uuid));
    const held = this.venue.account.heldByOrders().filter(({ uuid }) => this.kind === "extended" || settled.has(uuid));
    const [first] = held;
    if (!first) return;
    this.counts.stopOuts += 1;
    this.venue.account.close(this.#rng.pick([first, ...held]).position.ticket, null, this.clock.wallMs(), 0);
  }

  #kill(): void {
    const agentId = this.#rng.pick(AGENTS);
    const scope = this.#rng.pick<KillRequest["scope"]>([{ kind: "all" }, { kind: "symbol", symbol: this.#rng.pick(SYMBOLS) }, { kind: "agent", agentId }, { kind: "agent", agentId }]);
    // Without a history nobody can tell that what a flatten closed before it was ever recorded was an order in doubt.
    this.operator.kill(scope, this.kind === "extended" && this.#rng.chance(0.3));
    this.counts.kills += 1;
  }

  async #crash(): Promise<void> {
    this.counts.crashes += 1;
    this.process.die();
    await this.clock.advance(this.#rng.int(1, 6_000));
    this.process = this.#start();
    this.operator.afterRestart();
    // Who waited for an answer asks again, in most cases.
    for (const { intent, answer } of this.asked.values()) if (answer === null && this.#rng.chance(0.7)) this.#ask({ ...intent, receivedAtMs: this.clock.wallMs() });
  }

  /** The ticket that this order came to at the broker; `null`: it was not executed. */
  truthOf(uuid: string): number | null {
    const { account } = this.venue;
    return account.executionsOf(uuid)[0]?.ticket ?? account.closings.find(({ label }) => label === uuid)?.ticket ?? null;
  }

  /** The trouble is over: everything ends, everybody asks for what they have not heard, a person decides the rest. */
  async #settle(): Promise<void> {
    await this.clock.advance(60_000);
    for (let turn = 0; turn < 40; turn += 1) {
      this.operator.endEverything();
      await this.clock.advance(5_000);
    }
    for (const { intent } of this.remembered) this.#ask({ ...intent, receivedAtMs: this.clock.wallMs() });
    await this.clock.advance(30_000);
  }
}

/** What a story came to: printed beside its violations. */
export function told({ counts, venue, journal, asked }: TradingStory) {
  const settled = journal.entries.filter(({ kind }) => kind === "ORDER_SETTLED").map(({ body }) => String(body["by"]));
  const by = (what: string): number => settled.filter((each) => each === what).length;
  return {
    ...counts,
    asked: asked.size,
    executed: venue.account.executions.length,
    struck: Object.fromEntries(venue.struck),
    settled: settled.length,
    byPositions: by("positions"),
    byHistory: by("history"),
    byResend: by("idempotent resend"),
    byOperator: by("operator"),
  };
}
