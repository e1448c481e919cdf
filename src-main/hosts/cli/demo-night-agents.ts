import type { Engine } from "../../engine/engine.ts";
import type { StrategyDoor } from "../../engine/ports.ts";
import { pause } from "../../engine/startup-gate.ts";
import type { TerminalOrder } from "../../simulator/terminal.ts";
import { systemClock } from "../../system/clock.ts";
import { systemIds } from "../../system/ids.ts";

/** Ten agents of the demonstration, and what they do in their night. */

type Trade = { readonly symbol: string; readonly type: "BUY" | "SELL"; readonly volumeLots: number; readonly stopLossDistance?: number };

interface Part {
  readonly agentId: string;
  readonly gene: string;
  /** Opened and closed again. */
  readonly done: Trade;
  /** Still open in the morning. */
  readonly left: Trade | null;
  /** Why it dies; `null`: it lives. */
  readonly dies: string | null;
}

/** Only one agent trades in it, so that reaching its stop is nobody else's business. */
export const STOPPED_SYMBOL = "XAUUSD";
const LATE_AGENT = "agent_07";
const MAGIC = 202_401;
/** What an agent's own program opens at the terminal while Holdfast is down. */
export const LATE_TRADE: TerminalOrder = { symbol: "GBPUSD", side: "SELL", volumeLots: 0.05, magic: MAGIC, comment: `${LATE_AGENT} direct` };

const parts: readonly Part[] = [
  { agentId: "agent_01", gene: "trend", done: { symbol: "EURUSD", type: "BUY", volumeLots: 0.02 }, left: { symbol: "EURUSD", type: "BUY", volumeLots: 0.03 }, dies: null },
  { agentId: "agent_02", gene: "trend", done: { symbol: "GBPUSD", type: "SELL", volumeLots: 0.02 }, left: { symbol: "USDJPY", type: "SELL", volumeLots: 0.03 }, dies: null },
  { agentId: "agent_03", gene: "breakout", done: { symbol: STOPPED_SYMBOL, type: "SELL", volumeLots: 0.01 }, left: { symbol: STOPPED_SYMBOL, type: "BUY", volumeLots: 0.04, stopLossDistance: 25 }, dies: null },
  { agentId: "agent_04", gene: "range", done: { symbol: "AUDUSD", type: "BUY", volumeLots: 0.04 }, left: { symbol: "AUDUSD", type: "SELL", volumeLots: 0.02 }, dies: null },
  { agentId: "agent_05", gene: "scalp", done: { symbol: "EURGBP", type: "BUY", volumeLots: 0.06 }, left: null, dies: "replaced: the lowest fitness of its generation" },
  { agentId: "agent_06", gene: "range", done: { symbol: "USDJPY", type: "BUY", volumeLots: 0.02 }, left: { symbol: "EURGBP", type: "BUY", volumeLots: 0.03 }, dies: null },
  { agentId: LATE_AGENT, gene: "breakout", done: { symbol: "GBPUSD", type: "BUY", volumeLots: 0.03 }, left: { symbol: "EURUSD", type: "SELL", volumeLots: 0.02 }, dies: null },
  { agentId: "agent_08", gene: "trend", done: { symbol: "EURUSD", type: "SELL", volumeLots: 0.04 }, left: { symbol: "GBPUSD", type: "BUY", volumeLots: 0.02 }, dies: null },
  { agentId: "agent_09", gene: "scalp", done: { symbol: "AUDUSD", type: "SELL", volumeLots: 0.05 }, left: null, dies: "its strategy was withdrawn" },
  { agentId: "agent_10", gene: "carry", done: { symbol: "USDJPY", type: "SELL", volumeLots: 0.03 }, left: { symbol: "AUDUSD", type: "BUY", volumeLots: 0.02 }, dies: null },
];

const CAPITAL = 10_000;
/** Slower than the limit on orders a second. */
const BETWEEN_ORDERS_MS = 150;
const ARMED_TIMEOUT_MS = 20_000;
/** As long as the slowest machine takes to list a position, and its market to move. */
const LISTED_TIMEOUT_MS = 10_000;

/** Lets the agents trade and save through the engine's own door. Answers why it did not work, or `null`. */
export async function liveThroughNight(engine: Engine, signal: AbortSignal): Promise<string | null> {
  const door = engine.strategies;
  const endsMs = systemClock.monotonicMs() + ARMED_TIMEOUT_MS;
  while (engine.state !== "ARMED") {
    if (signal.aborted || systemClock.monotonicMs() > endsMs) return `The engine did not arm: ${door.state().reasons.map(({ detail }) => detail).join("; ")}`;
    await pause(systemClock, BETWEEN_ORDERS_MS, signal);
  }
  for (const part of parts) door.register(part.agentId, null);
  for (const part of parts) await save(door, part, 1);
  const tickets = new Map<string, number>();
  for (const part of parts) {
    const opened = await open(door, part.agentId, part.done, signal);
    if (typeof opened === "string") return opened;
    tickets.set(part.agentId, opened);
  }
  for (const part of parts) {
    const failed = await endOf(door, part, tickets.get(part.agentId) ?? 0, signal);
    if (failed !== null) return failed;
  }
  await door.saveOverseer("supervisor", { version: 1, whole: true, removed: [], fields: { environment_pressure: 0.4, cycle_count: 5 } });
  await door.saveOverseer("mastermind", { version: 1, whole: true, removed: [], fields: { total_capital: CAPITAL * parts.length, intervention_mode: "human" } });
  return null;
}

/** Closes what is to be closed, opens what is left for the morning, saves, and dies where it has to. */
async function endOf(door: StrategyDoor, part: Part, ticket: number, signal: AbortSignal): Promise<string | null> {
  const { agentId, left, dies } = part;
  await untilMoved(door, agentId, ticket, signal);
  const closed = await door.order({ action: "CLOSE", uuid: systemIds.uuid(), agentId, ticket, symbol: null, volumeLots: null, receivedAtMs: systemClock.wallMs() });
  if (closed.kind !== "confirmed") return `${agentId} could not close ${ticket}: ${closed.message}`;
  await pause(systemClock, BETWEEN_ORDERS_MS, signal);
  const opened = left === null ? null : await open(door, agentId, left, signal);
  if (typeof opened === "string") return opened;
  await save(door, part, 2);
  if (dies !== null) await door.reportDeath(agentId, { death_reason: dies });
  return null;
}

/** What a close brings is counted from a price that moved: of a position that no list shows yet nobody could tell it. */
async function untilMoved(door: StrategyDoor, agentId: string, ticket: number, signal: AbortSignal): Promise<void> {
  const endsMs = systemClock.monotonicMs() + LISTED_TIMEOUT_MS;
  while (!signal.aborted && systemClock.monotonicMs() < endsMs) {
    const listed = await door.positions(agentId);
    if (listed.ok && listed.value.some((position) => position.ticket === ticket && position.profit !== null && position.profit !== 0)) return;
    await pause(systemClock, BETWEEN_ORDERS_MS, signal);
  }
}

/** The position's ticket, or why there is none. */
async function open(door: StrategyDoor, agentId: string, { symbol, type, volumeLots, stopLossDistance }: Trade, signal: AbortSignal): Promise<number | string> {
  const stopLoss = stopLossDistance === undefined ? null : GOLD_PRICE - stopLossDistance;
  const outcome = await door.order({ action: "OPEN", uuid: systemIds.uuid(), agentId, symbol, type, volumeLots, price: null, stopLoss, takeProfit: null, comment: agentId, magic: MAGIC, receivedAtMs: systemClock.wallMs() });
  await pause(systemClock, BETWEEN_ORDERS_MS, signal);
  return outcome.kind === "confirmed" ? outcome.ticket : `${agentId} could not open ${type} ${volumeLots} ${symbol}: ${outcome.message}`;
}

/** Where the simulated market for gold begins. */
const GOLD_PRICE = 2_030;

/** What an agent says of itself after it traded. It tells its capital, and leaves its positions to the public ledger. */
async function save(door: StrategyDoor, { agentId, gene }: Part, version: number): Promise<void> {
  const { profit, trades, winRate } = door.ledger(agentId, 0).statistics;
  const capital = CAPITAL + profit;
  const wish = { version, whole: true, removed: [] };
  await door.save(agentId, "state", { ...wish, fields: { agent_id: agentId, state: "ACTIVE", gene, initial_capital: CAPITAL, current_capital: capital, total_profit: profit, trade_count: trades, win_rate: winRate, emotional_state: { stress: 0.3, confidence: 0.6, fear: 0.2, greed: 0.3 } } });
  await door.save(agentId, "privateLedger", { ...wish, fields: { agent_id: agentId, capital } });
}
