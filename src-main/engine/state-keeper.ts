import type { KillRecord } from "../contract/kill.ts";
import type { HaltReason, Reason, ReduceOnly, TradingState } from "../contract/trading-state.ts";
import type { Breaker } from "./breaker.ts";
import type { Clock } from "./ports.ts";
import { reasonsOf, tradingStateOf, type Facts, type GatePhase } from "./trading-state.ts";

/** Holds the facts that the trading state is read off, and notices when it changes. */
export interface StateKeeper {
  readonly facts: Facts;
  readonly state: TradingState;
  /** When the present state began (UTC, Unix ms). */
  readonly sinceMs: number;
  setGate(phase: GatePhase): void;
  readonly gate: GatePhase;
  halt(code: HaltReason, detail: string): void;
  endHalt(...codes: HaltReason[]): void;
  halted(code: HaltReason): boolean;
  readonly reduceOnly: ReduceOnly | null;
  setReduceOnly(wish: ReduceOnly | null): void;
  /** To be called after any fact changed that is kept elsewhere: breaker and kill switch. */
  refresh(): void;
}

export interface StateKeeperWorld {
  readonly clock: Clock;
  readonly breaker: Breaker;
  kills(): readonly KillRecord[];
  waits(): readonly Reason[];
  /** As it was when the last run ended. */
  readonly reduceOnly: ReduceOnly | null;
  onChange(from: TradingState, to: TradingState, reasons: readonly Reason[]): void;
  /** After every refresh, changed or not: the reasons may have. */
  onRefresh(): void;
}

export function createStateKeeper(world: StateKeeperWorld): StateKeeper {
  let gate: GatePhase = "starting";
  let halts: readonly (Reason & { readonly code: HaltReason })[] = [];
  let state: TradingState = "STARTING";
  let sinceMs = world.clock.wallMs();
  let reduceOnly = world.reduceOnly;

  const factsNow = (): Facts => ({ gate, halts, trips: world.breaker.reasons, kills: world.kills(), reduceOnly, waits: world.waits() });

  const refresh = (): void => {
    const facts = factsNow();
    const from = state;
    state = tradingStateOf(facts);
    if (from !== state) {
      sinceMs = world.clock.wallMs();
      world.onChange(from, state, reasonsOf(facts));
    }
    world.onRefresh();
  };

  return {
    get facts() {
      return factsNow();
    },
    get state() {
      return state;
    },
    get sinceMs() {
      return sinceMs;
    },
    get gate() {
      return gate;
    },
    setGate: (phase) => {
      gate = phase;
      refresh();
    },
    halt: (code, detail) => {
      const known = halts.find((reason) => reason.code === code);
      halts = [...halts.filter((reason) => reason.code !== code), { code, detail, sinceMs: known?.sinceMs ?? world.clock.wallMs() }];
      refresh();
    },
    endHalt: (...codes) => {
      halts = halts.filter((reason) => !codes.includes(reason.code));
      refresh();
    },
    halted: (code) => halts.some((reason) => reason.code === code),
    get reduceOnly() {
      return reduceOnly;
    },
    setReduceOnly: (wish) => {
      reduceOnly = wish;
      refresh();
    },
    refresh,
  };
}
