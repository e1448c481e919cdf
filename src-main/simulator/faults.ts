import type { Rng } from "./rng.ts";

/** What a fault may strike: an action of the protocol, or `ANY` message, also one that is no JSON. */
type Target = "ANY" | "PING" | "SYNC_ALL" | "GET_ACCOUNT" | "GET_POSITIONS" | "GET_HISTORY" | "OPEN" | "CLOSE";

const ORDERS: readonly Target[] = ["OPEN", "CLOSE"];
const POSITIONS: readonly Target[] = ["SYNC_ALL", "GET_POSITIONS"];
const ACCOUNT: readonly Target[] = ["SYNC_ALL", "GET_ACCOUNT"];
const QUERIES: readonly Target[] = ["SYNC_ALL", "GET_ACCOUNT", "GET_POSITIONS"];
const JSON_REPLIES: readonly Target[] = ["PING", ...QUERIES, ...ORDERS];
const ANY: readonly Target[] = ["ANY"];

const fault = (strikes: readonly Target[], what: string): { readonly strikes: readonly Target[]; readonly what: string } => ({ strikes, what });

/** Every fault, what it strikes unless told otherwise, and what it does. */
export const faultCatalogue = {
  "empty-positions": fault(["SYNC_ALL"], "SYNC_ALL lists no positions, with status OK"),
  "empty-get-positions": fault(["GET_POSITIONS"], "GET_POSITIONS lists no positions, with status ok"),
  "positions-error": fault(["GET_POSITIONS"], "GET_POSITIONS fails with POSITIONS_EXCEPTION"),
  "account-error": fault(["GET_ACCOUNT"], "GET_ACCOUNT fails with ACCOUNT_ERROR"),
  "mt5-down": fault([...QUERIES, "GET_HISTORY", ...ORDERS], "MT5_NOT_CONNECTED to everything but PING; nothing is done"),
  "refused-order": fault(ORDERS, "MT5_ORDER_FAILED or MT5_CLOSE_FAILED; nothing is done"),
  "autotrading-off": fault(ORDERS, "automated trading is switched off in the terminal: retcode 10027; nothing is done"),
  "insufficient-margin": fault(["OPEN"], "INSUFFICIENT_MARGIN; nothing is done"),
  "zero-ticket": fault(ORDERS, "a refused order comes back FILLED with ticket 0; nothing is done"),
  "missing-ticket": fault(ORDERS, "FILLED without a ticket; the order is done"),
  "double-execution": fault(["OPEN"], "the uuid is not looked at: an OPEN sent again trades again"),
  "dropped-magic": fault(POSITIONS, "positions come without magic and comment"),
  "close-ignores-volume": fault(["CLOSE"], "CLOSE closes the whole position whatever volume was asked"),
  nan: fault(QUERIES, "NaN as a bare word: the margin level, in GET_POSITIONS the first profit"),
  infinity: fault(QUERIES, "Infinity as a bare word: the equity, in GET_POSITIONS the first profit"),
  "numbers-as-strings": fault(JSON_REPLIES, "every number comes as a string"),
  "null-prices": fault([...POSITIONS, ...ORDERS], "every price is null"),
  "margin-level-zero": fault(ACCOUNT, "margin_level 0 although margin is used"),
  "float-volumes": fault([...POSITIONS, "OPEN"], "volumes such as 0.30000000000000004"),
  "time-iso-z": fault(JSON_REPLIES, "every time as ISO 8601 with Z"),
  "time-naive": fault(JSON_REPLIES, "every time as ISO 8601 without zone"),
  "time-unix-s": fault(JSON_REPLIES, "every time as Unix seconds"),
  "time-unix-ms": fault(JSON_REPLIES, "every time as Unix milliseconds"),
  "time-broker": fault(JSON_REPLIES, "every time as the broker's wall clock, three hours ahead of UTC, without zone"),
  "bad-uuid": fault(JSON_REPLIES, "the uuid of the request before is echoed, 'unknown' for the first"),
  "no-uuid": fault(JSON_REPLIES, "no uuid in the reply"),
  "lose-reply": fault(ANY, "the request is served, the reply lost"),
  "lose-request": fault(ANY, "the request is lost before it is served"),
  "execute-then-lose": fault(ORDERS, "the order is done, the reply lost"),
  "late-reply": fault(ANY, "the reply waits for delayMs; without it, until just before the next reply"),
  "duplicate-reply": fault(ANY, "the reply is sent twice"),
  "corrupt-reply": fault(ANY, "half of the reply is missing"),
  "binary-reply": fault(ANY, "bytes that are no UTF-8 instead of the reply"),
  "huge-reply": fault(ANY, "the reply is padded to `bytes`"),
  hang: fault(ANY, "nothing is served until the fault is cleared, or delayMs passed"),
  slow: fault(ANY, "each request takes delayMs longer, the next ones wait behind it"),
  restart: fault(ANY, "the request is served, then the socket closed and bound again: the reply is lost, the account kept"),
  "die-after-receipt": fault(ANY, "the socket is closed and bound again before the request is served: nothing is done, no reply comes"),
} as const;

export type FaultName = keyof typeof faultCatalogue;
export const faultNames = Object.keys(faultCatalogue) as readonly FaultName[];
export const isFaultName = (name: string): name is FaultName => Object.hasOwn(faultCatalogue, name);

/** When and how a fault strikes. With a `probability`, `every` is not looked at. */
export interface FaultSetting {
  /** Strikes every N-th request that it may strike, counted from when it was set. Default 1: each. */
  readonly every?: number;
  /** Strikes with this probability, 0..1, drawn from the seed. */
  readonly probability?: number;
  /** Strikes so many times, then is cleared by itself. Default: without end. */
  readonly times?: number;
  /** Strikes these actions only, such as `["PING"]` or `["HELLO"]`, instead of the fault's usual ones. */
  readonly actions?: readonly string[];
  /** For `slow` (default 1,000), `late-reply`, `hang`, and `restart` and `die-after-receipt` (time away, default 0). */
  readonly delayMs?: number;
  /** For `huge-reply`: the reply's size. Default 32 MiB. */
  readonly bytes?: number;
}

/** The faults that strike one request, with their settings. */
export type Strikes = ReadonlyMap<FaultName, FaultSetting>;

interface Armed {
  readonly setting: FaultSetting;
  seen: number;
  struck: number;
}

/** Which fault strikes when: counted or drawn from a seed, so that a run repeats itself. */
export class Faults {
  readonly #rng: Rng;
  readonly #draws = new Map<FaultName, Rng>();
  readonly #armed = new Map<FaultName, Armed>();
  readonly #waiting = new Map<FaultName, (() => void)[]>();

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** From the next request on. Setting a fault again starts its count anew. */
  set(name: FaultName, setting: FaultSetting = {}): void {
    this.#armed.set(name, { setting, seen: 0, struck: 0 });
  }

  /** One fault, or all of them. What hangs goes on. */
  clear(name?: FaultName): void {
    const names = name === undefined ? [...this.#armed.keys(), ...this.#waiting.keys()] : [name];
    for (const each of names) {
      this.#armed.delete(each);
      for (const goOn of this.#waiting.get(each) ?? []) goOn();
      this.#waiting.delete(each);
    }
  }

  active(): readonly FaultName[] {
    return [...this.#armed.keys()];
  }

  /** How often a fault that is set has struck so far. */
  struck(name: FaultName): number {
    return this.#armed.get(name)?.struck ?? 0;
  }

  /** Settles when the fault is cleared. A fault that cleared itself after its `times` still has to be cleared by hand. */
  cleared(name: FaultName): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]);
    });
  }

  /** What strikes this request. To be asked once a request: it counts. */
  strike(action: string | null): Strikes {
    const strikes = new Map<FaultName, FaultSetting>();
    for (const [name, armed] of this.#armed) if (this.#strikes(name, armed, action)) strikes.set(name, armed.setting);
    return strikes;
  }

  #strikes(name: FaultName, armed: Armed, action: string | null): boolean {
    if (!mayStrike(name, armed.setting, action)) return false;
    armed.seen += 1;
    const { probability, every = 1, times = Number.POSITIVE_INFINITY } = armed.setting;
    const struck = probability === undefined ? armed.seen % every === 0 : this.#draw(name).chance(probability);
    if (!struck) return false;
    armed.struck += 1;
    if (armed.struck >= times) this.#armed.delete(name);
    return true;
  }

  #draw(name: FaultName): Rng {
    const draws = this.#draws.get(name) ?? this.#rng.fork(name);
    this.#draws.set(name, draws);
    return draws;
  }
}

function mayStrike(name: FaultName, setting: FaultSetting, action: string | null): boolean {
  if (setting.actions) return action !== null && setting.actions.includes(action);
  const usual: readonly string[] = faultCatalogue[name].strikes;
  return usual.includes("ANY") || (action !== null && usual.includes(action));
}
