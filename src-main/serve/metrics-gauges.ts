import { Gauge, type Registry } from "prom-client";
import type { Snapshot } from "../contract/api.ts";
import { LinkHealth, TradingState } from "../contract/trading-state.ts";
import type { LoopDelay } from "./loop-delay.ts";

/** What is so at the moment somebody asks. */
export interface Moment {
  readonly snapshot: Snapshot;
  readonly journalWaitingMs: number;
  readonly loopDelay: LoopDelay;
}

const MS_PER_S = 1000;

/** The figures that are read when they are asked for. The function sets them all to one moment. */
export function createGauges(registry: Registry): (moment: Moment) => void {
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []): Gauge<L> => new Gauge({ name, help, labelNames, registers: [registry] });

  const info = gauge("holdfast_info", "Always 1; what runs is in the labels.", ["version", "environment", "endpoint"]);
  const state = gauge("holdfast_trading_state", "1 for the trading state that is, 0 for all others.", ["state"]);
  const reduceOnly = gauge("holdfast_reduce_only", "1 while a person wants nothing new opened.");
  const link = gauge("holdfast_link", "1 for the link's health that is, 0 for all others.", ["health"]);
  const truthAge = gauge("holdfast_truth_age_seconds", "Age of the last truth. Missing before the first.");
  const positions = gauge("holdfast_positions", "Positions open at the venue, by the last truth.");
  const inDoubt = gauge("holdfast_orders_in_doubt", "Orders whose fate is unknown.");
  const oldestDoubt = gauge("holdfast_order_in_doubt_oldest_seconds", "Age of the oldest order in doubt; 0 with none.");
  const waiting = gauge("holdfast_differences_waiting", "Differences that wait for a person.");
  const kills = gauge("holdfast_kills_in_force", "Kills in force, of every scope.");
  const agents = gauge("holdfast_agents_connected", "Agents with a line to the strategy port.");
  const events = gauge("holdfast_journal_events", "Events in the journal.");
  const journalWaiting = gauge("holdfast_journal_waiting_seconds", "How long the oldest write that is not durable has been waiting; 0 with none.");
  const loop = gauge("holdfast_event_loop_delay_seconds", "How late timers came since the last scrape.", ["quantile"]);
  const resident = gauge("process_resident_memory_bytes", "Resident memory.");
  const heap = gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use.");
  const started = gauge("process_start_time_seconds", "When this engine started, in Unix seconds.");

  const setEngine = ({ nowMs, topics }: Snapshot): void => {
    const { overview } = topics;
    info.reset();
    info.set({ version: overview.version, environment: overview.environment, endpoint: overview.endpoint }, 1);
    for (const each of TradingState.options) state.set({ state: each }, Number(each === overview.tradingState));
    for (const each of LinkHealth.options) link.set({ health: each }, Number(each === overview.link));
    reduceOnly.set(Number(overview.reduceOnly !== null));
    if (overview.truthAtMs === null) truthAge.remove();
    else truthAge.set(ageS(nowMs, overview.truthAtMs));
    waiting.set(overview.waitingDifferences);
    events.set(overview.journalEvents);
    started.set(overview.startedAtMs / MS_PER_S);
    positions.set(topics.positions.totals.count);
    kills.set(topics.kill.active.length);
    inDoubt.set(topics.inDoubt.length);
    oldestDoubt.set(topics.inDoubt.reduce((oldestS, { sinceMs }) => Math.max(oldestS, ageS(nowMs, sinceMs)), 0));
    agents.set(topics.agents.filter(({ connected }) => connected).length);
  };

  return ({ snapshot, journalWaitingMs, loopDelay }) => {
    setEngine(snapshot);
    journalWaiting.set(journalWaitingMs / MS_PER_S);
    loop.set({ quantile: "0.5" }, loopDelay.p50S);
    loop.set({ quantile: "0.99" }, loopDelay.p99S);
    loop.set({ quantile: "1" }, loopDelay.maxS);
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    heap.set(memory.heapUsed);
  };
}

/** Never below 0: a clock that was set back says nothing about the future. */
const ageS = (nowMs: number, thenMs: number): number => Math.max(0, nowMs - thenMs) / MS_PER_S;
