import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { JournalEvent } from "../../src-main/engine/journal-events.ts";
import { createRestoration, type Restoration, STATE_VERSION } from "../../src-main/engine/restoration.ts";
import { writeSnapshotOfNow } from "../../src-main/hosts/journal-history.ts";
import { bodyText } from "../../src-main/journal/body-text.ts";
import { dataFiles } from "../../src-main/journal/files.ts";
import { type OpenJournal, openJournal } from "../../src-main/journal/journal.ts";
import { createJournal, openStore } from "../../src-main/journal/store.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import type { Figure, Row } from "./figure.ts";
import { threadMs } from "./loop-block.ts";
import { tookMs } from "./rounds.ts";
import { largest, median } from "./statistics.ts";

const AGENTS = 1_000;
const ROUNDS = 7;
/** What agents save and trade between two snapshots of a busy hour. */
const SAVES_AFTER = 5_000;
const TRADES_AFTER = 2_500;
const FIRST_MS = Date.UTC(2026, 0, 15);

/**
 * From files on disk to everything 1,000 agents had: state, private ledger, open and closed trades, the dead, Supervisor
 * and Mastermind, out of the newest snapshot and what came after it.
 */
export const recovery: Row = {
  name: "recovery",
  measure: async ({ workDir }) => [await recover(folderOf(workDir, 10), 10, true), await recover(folderOf(workDir, 100), 100, false), await blockOfSnapshot(folderOf(workDir, 100), 100)],
};

const folderOf = (workDir: string, tradesAnAgent: number): string => join(workDir, `recovery-${tradesAnAgent}`);

async function recover(dataDir: string, tradesAnAgent: number, isGoal: boolean): Promise<Figure> {
  await mkdir(dataDir);
  await writeHistory(dataDir, tradesAnAgent * AGENTS);
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) taken.push(await tookMs(() => expectWhole(dataDir, tradesAnAgent * AGENTS)));
  return {
    what: `recover 1,000 agents whole, with ${(tradesAnAgent * AGENTS).toLocaleString("en-US")} trades`,
    measured: { value: median(taken), unit: "ms" },
    bare: null,
    ratio: null,
    goal: isGoal ? { on: "measured", atMost: 500, strict: true } : null,
    notes: [`p50 of ${ROUNDS}; the newest snapshot, and ${(SAVES_AFTER + 2 * TRADES_AFTER).toLocaleString("en-US")} events after it, each verified and folded; the file's pages are in memory`],
  };
}

/** The hourly snapshot: everything out of the last one and what came since, and into a new one. A move of the Time screen is the first half. */
async function blockOfSnapshot(dataDir: string, tradesAnAgent: number): Promise<Figure> {
  const { journal } = await opened(dataDir);
  const blocks: Block[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    blocks.push(
      await longestBlock(async () => {
        const written = await writeSnapshotOfNow(journal);
        if (!written.ok) throw new Error(written.failure.message);
      }),
    );
  }
  await journal.close();
  const waits = blocks.map(({ waitedMs }) => waitedMs);
  return {
    what: `main loop held up by a snapshot, with ${(tradesAnAgent * AGENTS).toLocaleString("en-US")} trades`,
    measured: { value: median(blocks.map(({ computedMs }) => computedMs)), unit: "ms" },
    bare: null,
    ratio: null,
    goal: null,
    notes: [
      `the longest that this thread computed in one turn of the loop, p50 of ${ROUNDS} snapshots; collecting garbage counts`,
      `by the clock, others who use the machine included: ${median(waits).toFixed(1)} ms, longest ${largest(waits).toFixed(1)} ms`,
    ],
  };
}

interface Block {
  readonly computedMs: number;
  readonly waitedMs: number;
}

/** The longest turn of the loop while `work` goes on, by this thread's processor time and by the clock. */
async function longestBlock(work: () => Promise<void>): Promise<Block> {
  const longest = { computedMs: 0, waitedMs: 0 };
  let [computedMs, nowMs, isOver] = [threadMs(), performance.now(), false];
  const look = (): void => {
    longest.computedMs = Math.max(longest.computedMs, threadMs() - computedMs);
    longest.waitedMs = Math.max(longest.waitedMs, performance.now() - nowMs);
    [computedMs, nowMs] = [threadMs(), performance.now()];
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  return longest;
}

async function writeHistory(dataDir: string, trades: number): Promise<void> {
  const files = dataFiles(dataDir);
  createJournal(files, []);
  append(dataDir, [...beginning(), ...tradesFrom(0, trades)]);
  const { journal, restoration } = await opened(dataDir);
  const written = await journal.writeSnapshot(journal.events, restoration.parts());
  if (!written.ok) throw new Error(written.failure.message);
  await journal.close();
  append(dataDir, [...savesFrom(SAVES_AFTER), ...tradesFrom(trades, TRADES_AFTER)]);
}

function append(dataDir: string, events: readonly JournalEvent[]): void {
  const store = openStore(dataFiles(dataDir).journal);
  if (!store.ok) throw new Error(store.failure.message);
  const appended = store.value.append(events.map(({ kind, body }, index) => ({ atMs: FIRST_MS + index, kind, body: bodyText(kind, body) })));
  if (!appended.ok) throw new Error(appended.failure.message);
  store.value.close();
}

/** Opens as a start does: the snapshot's parts, and then every entry after it. */
async function opened(dataDir: string): Promise<{ readonly journal: OpenJournal; readonly restoration: Restoration }> {
  const restoration = createRestoration();
  const { fold, restore } = restoration;
  const journal = await openJournal({ dataDir, wallMs: () => systemClock.wallMs(), onReplay: fold, snapshots: { stateVersion: STATE_VERSION, onSnapshot: restore } });
  if (!journal.ok) throw new Error(journal.failure.message);
  restoration.endRestore();
  return { journal: journal.value, restoration };
}

async function expectWhole(dataDir: string, trades: number): Promise<void> {
  const { journal, restoration } = await opened(dataDir);
  await journal.close();
  const { agents, heroes, ledger, supervisor, mastermind } = restoration.keeper.records;
  const isWhole = agents.size === AGENTS && heroes.size === AGENTS / DEAD_ONE_IN && ledger.trades.size === trades + TRADES_AFTER && supervisor !== null && mastermind !== null;
  if (!isWhole || journal.snapshot === null) throw new Error(`${agents.size} agents and ${ledger.trades.size} trades were recovered`);
}

/** Every so many-th has died. */
const DEAD_ONE_IN = 20;

const agentOf = (number: number): string => `agent-${number % AGENTS}`;

function* beginning(): Generator<JournalEvent> {
  yield { kind: "ENGINE_STARTED", body: { version: "0.1.0", pid: 1, host: "headless", cleanExitBefore: true } };
  yield { kind: "SUPERVISOR_SAVED", body: { version: 1, changed: { environment_pressure: 0.4, cycle_count: 12_000, rankings: Array.from({ length: AGENTS }, (_, index) => agentOf(index)) }, removed: [] } };
  yield { kind: "MASTERMIND_SAVED", body: { version: 1, changed: { total_capital: 5e6, intervention_mode: "llm" }, removed: [] } };
  for (let agent = 0; agent < AGENTS; agent += 1) {
    yield { kind: "AGENT_REGISTERED", body: { agentId: agentOf(agent), magic: 10_000 + agent } };
    yield { kind: "AGENT_STATE_SAVED", body: { agentId: agentOf(agent), version: 1, changed: stateOf(agent), removed: [] } };
    yield { kind: "PRIVATE_LEDGER_SAVED", body: { agentId: agentOf(agent), version: 1, changed: { capital: 5_000 + agent, virtual_positions: [], own_trades: [] }, removed: [] } };
    if (agent % DEAD_ONE_IN === 0) yield { kind: "AGENT_DIED", body: { agentId: agentOf(agent), hero: heroOf(agent) } };
  }
}

const stateOf = (agent: number) => ({
  agent_id: agentOf(agent),
  state: "trading",
  gene: { pace: agent % 17, patience: agent / AGENTS, traits: ["bold", "steady"] },
  personality: "careful",
  emotional_state: { stress: 0.2, confidence: 0.7, fear: 0.1, greed: 0.3 },
  initial_capital: 5_000,
  current_capital: 5_000 + agent,
  total_profit: agent,
  win_rate: 0.5,
  trade_count: agent,
  days_alive: 31.5,
  birth_time: "2025-12-15T00:00:00Z",
  trading_level: "veteran",
  medals: ["first profit", "survivor"],
  fitness_score: agent / 7,
});

const heroOf = (agent: number) => ({ agent_id: agentOf(agent), death_time: "2026-01-14T23:00:00Z", death_reason: "margin call", final_capital: 3.5, lifetime_profit: -4_996.5, lifetime_trades: 120, gene: { pace: agent % 17 }, achievements: ["first profit"] });

/** Only what changed, as agents send it. */
function* savesFrom(count: number): Generator<JournalEvent> {
  for (let save = 0; save < count; save += 1) {
    const changed = { current_capital: 5_000 + save, emotional_state: { stress: 0.3, confidence: 0.6, fear: 0.2, greed: 0.3 }, trade_count: save };
    yield { kind: "AGENT_STATE_SAVED", body: { agentId: agentOf(save), version: 2 + Math.floor(save / AGENTS), changed, removed: [] } };
  }
}

const OPEN_ONE_IN = 50;

/** Trades opened and, but for a few, closed again. */
function* tradesFrom(first: number, count: number): Generator<JournalEvent> {
  for (let number = first; number < first + count; number += 1) {
    const [ticket, atMs] = [51_200_001 + number, FIRST_MS + number * 1_371];
    yield {
      kind: "TRADE_OPENED",
      body: { trade: { ticket, agentId: agentOf(number), symbol: "EURUSD", side: "BUY", volumeLots: 0.1, openPrice: 1.085, openedAtMs: atMs, uuid: `6a2f41d8-7c35-4e9b-8d10-${String(ticket).padStart(12, "0")}`, tag: "#0a1b2c3" } },
    };
    if (number % OPEN_ONE_IN === 0) continue;
    yield { kind: "TRADE_CLOSED", body: { closing: { ticket, atMs: atMs + 60_000, volumeLots: 0.1, price: 1.086, profit: (number % 200) - 90, closedBy: "strategy" } } };
  }
}
