import { Delivery } from "./delivery.ts";
import { Faults, type FaultSetting } from "./faults.ts";
import { habitsOf, type Habits, type KindName } from "./gateway-kinds.ts";
import { HedgingAccount } from "./hedging-account.ts";
import { askPoints, Market, priceOf } from "./market.ts";
import { fillOpeningBook } from "./opening-book.ts";
import { optionProblems, type SimulatorOptions } from "./options.ts";
import { Protocol } from "./protocol.ts";
import { realClock } from "./real-clock.ts";
import type { GatewayState } from "./reply.ts";
import { RequestLog, type Counts, type LoggedRequest } from "./request-log.ts";
import { actionName, readRequest } from "./request.ts";
import { Rng } from "./rng.ts";
import { GatewaySocket, TickSocket, type Arrival } from "./server.ts";
import { Terminal } from "./terminal.ts";
import { Waits } from "./waits.ts";

const DEFAULT_POSITIONS = 14;
const DEFAULT_MAGIC = 202_401;
const DEFAULT_LEVERAGE = 100;
const DEFAULT_SIGNATURE_TTL_MS = 5_000;

/**
 * Starts a gateway to run anywhere: a market, an account and the gateway's protocol behind a real socket on loopback.
 *
 * Rejects with ZeroMQ's error (`code` `EADDRINUSE`, `EACCES`) when a port cannot be had, and with a `RangeError` that
 * names every option that breaks its rule.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const problems = optionProblems(options);
  if (problems.length > 0) throw new RangeError(problems.map(({ field, value, rule }) => `${field} is ${value}; it must be ${rule}`).join(". "));
  const simulator = new Simulator(options);
  await simulator.listen(options.port ?? 0, options.tickPort);
  return simulator;
}

/** A running simulator. Made by `startSimulator`. */
export class Simulator {
  readonly kind: KindName;
  /** Direct look and pokes, as somebody at the terminal. */
  readonly account: Terminal;
  /** Which fault strikes when. */
  readonly faults: Faults;
  /** What this gateway always does; may be changed while it runs. */
  readonly habits: Habits;
  readonly #state: GatewayState;
  readonly #protocol: Protocol;
  readonly #delivery: Delivery;
  readonly #waits: Waits;
  readonly #log = new RequestLog();
  readonly #tickIntervalMs: number;
  #socket: GatewaySocket | null = null;
  #ticks: TickSocket | null = null;
  #cancelTick: () => void = () => undefined;
  #stopped = false;

  constructor(options: SimulatorOptions) {
    const rng = new Rng(options.seed ?? 1);
    this.kind = options.kind ?? "extended";
    this.habits = withChoices(habitsOf(this.kind), options);
    this.faults = new Faults(rng.fork("faults"));
    this.#tickIntervalMs = options.tickIntervalMs ?? 0;
    this.#state = gatewayState(this.kind, this.habits, options, rng);
    this.#protocol = new Protocol(this.#state);
    this.#waits = new Waits(this.#state.clock);
    this.#delivery = new Delivery(this.faults, this.#waits, options.serviceMs ?? 0);
    this.account = new Terminal(this.#state.account, this.#state.market);
  }

  /** `tcp://127.0.0.1:<port>` */
  get endpoint(): string {
    return this.#bound().endpoint;
  }

  get port(): number {
    return this.#bound().port;
  }

  /** Port of the socket of ticks, or `null` without one. */
  get tickPort(): number | null {
    return this.#ticks?.port ?? null;
  }

  /** The last thousand requests, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#log.entries();
  }

  get counts(): Counts {
    return this.#log.counts();
  }

  async listen(port: number, tickPort: number | undefined): Promise<void> {
    this.#ticks = tickPort === undefined ? null : await TickSocket.bind(tickPort);
    try {
      this.#socket = await GatewaySocket.bind(port, (arrival) => this.#serve(arrival));
    } catch (failure) {
      this.#ticks?.close();
      throw failure;
    }
    if (this.#tickIntervalMs > 0) this.#tickLater();
  }

  /** Moves the market on by hand. */
  tick(times = 1): void {
    for (let time = 0; time < times; time += 1) {
      this.#state.market.tick();
      this.#state.account.afterMarketMoved();
    }
    this.#publishTicks();
  }

  /** Puts one symbol's bid at this price; orders and stops act on it. False for an unknown symbol. */
  movePrice(symbol: string, bid: number): boolean {
    const instrument = this.#state.market.instrument(symbol);
    if (!instrument) return false;
    this.#state.market.setBid(instrument, bid);
    this.#state.account.afterMarketMoved();
    this.#publishTicks();
    return true;
  }

  /** Goes away: connections end, nobody listens. Account and market stay. */
  down(): void {
    this.#bound().down();
  }

  /** Comes back at the same port. */
  async up(): Promise<void> {
    if (!this.#stopped) await this.#bound().up();
  }

  /** Away and back at once. */
  async restart(): Promise<void> {
    this.down();
    await this.up();
  }

  /** Ends everything at once, whatever hangs or waits. May be called more than once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTick();
    this.#ticks?.close();
    this.#socket?.down();
    this.#waits.endAll();
    await this.#socket?.close();
  }

  #bound(): GatewaySocket {
    if (!this.#socket) throw new Error("the simulator does not listen yet");
    return this.#socket;
  }

  #serve(arrival: Arrival): Promise<void> | void {
    const { clock } = this.#state;
    const receivedAtMs = clock.monotonicMs();
    const request = readRequest(arrival.body.toString("utf8"));
    const action = actionName(request);
    const strikes = this.faults.strike(action);
    this.#log.received(clock.wallMs(), action, request.text);
    if (strikes.has("lose-request")) return;
    const serve = (): Promise<void> | void => {
      if (arrival.isStale()) return;
      const deadly = strikes.get("die-after-receipt");
      if (deadly) return this.#dieFor(deadly);
      const answer = this.#protocol.answer(request, strikes, receivedAtMs);
      const restart = strikes.get("restart");
      if (restart) return this.#dieFor(restart);
      this.#delivery.send(strikes, () => this.#reply(arrival, answer));
    };
    return this.#delivery.delays(strikes) ? this.#delivery.beforeServing(strikes).then(serve) : serve();
  }

  #reply(arrival: Arrival, answer: string | Buffer): void {
    this.#log.replied();
    arrival.reply(answer);
  }

  async #dieFor({ delayMs = 0 }: FaultSetting): Promise<void> {
    this.down();
    await this.#waits.sleep(delayMs);
    await this.up();
  }

  #tickLater(): void {
    this.#cancelTick = this.#state.clock.after(this.#tickIntervalMs, () => {
      this.tick();
      this.#tickLater();
    });
  }

  #publishTicks(): void {
    if (!this.#ticks) return;
    const time = Math.floor(this.#state.clock.wallMs());
    for (const instrument of this.#state.market.instruments) {
      const [bid, ask] = [priceOf(instrument, instrument.bidPoints), priceOf(instrument, askPoints(instrument))];
      this.#ticks.publish(JSON.stringify({ type: "TICK", symbol: instrument.spec.name, bid, ask, time }));
    }
  }
}

const withChoices = (habits: Habits, { keepMagic, closeIgnoresVolume }: SimulatorOptions): Habits => ({
  dropsMagic: keepMagic === undefined ? habits.dropsMagic : !keepMagic,
  closeIgnoresVolume: closeIgnoresVolume ?? habits.closeIgnoresVolume,
});

function gatewayState(kind: KindName, habits: Habits, options: SimulatorOptions, rng: Rng): GatewayState {
  const { clock = realClock, magic = DEFAULT_MAGIC, leverage = DEFAULT_LEVERAGE } = options;
  const market = new Market(rng.fork("market"));
  const account = new HedgingAccount(market, leverage, () => clock.wallMs());
  fillOpeningBook(account, market, rng.fork("book"), {
    positions: options.positions ?? DEFAULT_POSITIONS,
    foreignPositions: options.foreignPositions ?? 0,
    magic,
    balance: options.balance ?? null,
    nowMs: clock.wallMs(),
  });
  const { signatureTtlMs: ttlMs = DEFAULT_SIGNATURE_TTL_MS, signatureSecret: secret = null, verifyChecksum = false } = options;
  return { kind, account, market, clock, habits, magic, signature: { ttlMs, secret, verifyChecksum } };
}
