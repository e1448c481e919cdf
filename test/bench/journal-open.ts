import { DatabaseSync } from "node:sqlite";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import { dataFiles } from "../../src-main/journal/files.ts";
import { openJournal, type SnapshotPart } from "../../src-main/journal/journal.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import type { Figure, Row } from "./figure.ts";
import { MILLION, millionEvents, OPEN_POSITIONS } from "./million-events.ts";
import { positionsOf } from "./positions.ts";
import { compare, tookMs } from "./rounds.ts";
import { median } from "./statistics.ts";

const PLAN = { warmUps: 0, rounds: 2 } as const;

/**
 * From nothing to ready, over a journal of a million events. Without a snapshot: every event read, its hash checked, and
 * the state folded from it. From a snapshot that is an hour old: its parts, and the events after it.
 */
export const journalOpen: Row = {
  name: "journal-open",
  measure: async ({ workDir }) => {
    const dataDir = await millionEvents(workDir);
    const whole = await fromTheBeginning(dataDir);
    await writeSnapshot(dataDir);
    return [whole, await fromTheSnapshot(dataDir)];
  },
};

async function fromTheBeginning(dataDir: string): Promise<Figure> {
  const { bare, ours, ratio, spread } = await compare(
    () => tookMs(() => readAll(dataDir)),
    () => tookMs(() => open(dataDir)),
    PLAN,
  );
  return {
    what: "open a journal of 1,000,000 events, no snapshot",
    measured: { value: ours / 1_000, unit: "s" },
    bare: { value: bare / 1_000, unit: "s" },
    ratio,
    goal: { on: "measured", atMost: 10, strict: true },
    notes: [`bare: SQLite reads every row and JSON.parse every body, nothing checked, nothing folded; the file's pages are in memory; ${spread}`],
  };
}

async function fromTheSnapshot(dataDir: string): Promise<Figure> {
  const taken: number[] = [];
  for (let round = 0; round < SNAPSHOT_ROUNDS; round += 1) taken.push(await tookMs(() => openFromSnapshot(dataDir)));
  return {
    what: "open a journal of 1,000,000 events from the latest snapshot",
    measured: { value: median(taken) / 1_000, unit: "s" },
    bare: null,
    ratio: null,
    goal: { on: "measured", atMost: 1, strict: true },
    notes: [
      `p50 of ${SNAPSHOT_ROUNDS}; the snapshot holds ${AGENTS} agents, ${TRADES} trades and every open position, and ${EVENTS_AFTER} events follow it; what lies before it is verified afterwards`,
    ],
  };
}

/** A busy hour's events. */
const EVENTS_AFTER = 10_000;
const AGENTS = 1_000;
const TRADES = 100_000;
const TRADES_PER_PART = 100;
const SNAPSHOT_ROUNDS = 5;
const STATE_VERSION = 1;

async function writeSnapshot(dataDir: string): Promise<void> {
  const opened = await openJournal({ dataDir, wallMs: systemClock.wallMs, onReplay: () => undefined, snapshots: { stateVersion: STATE_VERSION, onSnapshot: () => undefined } });
  if (!opened.ok) throw new Error(opened.failure.message);
  const written = await opened.value.writeSnapshot(MILLION - EVENTS_AFTER, state());
  if (!written.ok) throw new Error(written.failure.message);
  await opened.value.close();
}

function* state(): Generator<SnapshotPart> {
  for (const position of positionsOf(OPEN_POSITIONS, 1)) yield ["position", position];
  for (let agent = 0; agent < AGENTS; agent += 1) yield ["agent", { agent_id: `agent-${agent}`, current_capital: 1_000 + agent, win_rate: agent / AGENTS, gene: { pace: agent % 17 }, trading_level: 3 }];
  for (let first = 0; first < TRADES; first += TRADES_PER_PART) yield ["trades", Array.from({ length: TRADES_PER_PART }, (_, index) => trade(first + index))];
}

const trade = (number: number) => ({
  ticket: 90_000_000 + number,
  agent_id: `agent-${number % AGENTS}`,
  symbol: "EURUSD",
  volumeLots: 0.01 * (1 + (number % 50)),
  openPrice: 1.1 + (number % 1_000) / 100_000,
  closePrice: 1.1 + (number % 977) / 100_000,
  profit: ((number * 7_919) % 20_000) / 100 - 100,
  closedAtMs: 1_767_600_000_000 + number * 1_371,
  reason: "take-profit",
});

/** Takes every part and every event in hand; what folding them costs is the engine's. */
async function openFromSnapshot(dataDir: string): Promise<void> {
  const parts = new Map<string, unknown[]>();
  const keep = ([key, value]: SnapshotPart): void => {
    const list = parts.get(key);
    if (list === undefined) parts.set(key, [value]);
    else list.push(value);
  };
  const restoration = createRestoration();
  const snapshots = { stateVersion: STATE_VERSION, onSnapshot: (more: SnapshotPart[]) => more.forEach(keep) };
  const opened = await openJournal({ dataDir, wallMs: systemClock.wallMs, onReplay: restoration.fold, snapshots });
  if (!opened.ok) throw new Error(opened.failure.message);
  await opened.value.close();
  if (restoration.events !== MILLION || opened.value.events !== MILLION) throw new Error(`${restoration.events} events were folded`);
  if (opened.value.snapshot?.seq !== MILLION - EVENTS_AFTER || parts.get("position")?.length !== OPEN_POSITIONS) throw new Error("the snapshot was not taken");
}

const BODY_COLUMN = 3;

function readAll(dataDir: string): void {
  const db = new DatabaseSync(dataFiles(dataDir).journal, { readOnly: true });
  let rows = 0;
  const statement = db.prepare("SELECT seq, at_ms, kind, body, hash FROM events ORDER BY seq");
  statement.setReturnArrays(true);
  for (const row of statement.iterate() as Iterable<unknown>) {
    JSON.parse(String((row as readonly unknown[])[BODY_COLUMN]));
    rows += 1;
  }
  db.close();
  if (rows !== MILLION) throw new Error(`${rows} rows are there`);
}

async function open(dataDir: string): Promise<void> {
  const restoration = createRestoration();
  const opened = await openJournal({ dataDir, wallMs: systemClock.wallMs, onReplay: restoration.fold });
  if (!opened.ok) throw new Error(opened.failure.message);
  await opened.value.close();
  if (restoration.events !== MILLION) throw new Error(`${restoration.events} events were folded`);
  if (restoration.ledger.positions.size !== OPEN_POSITIONS) throw new Error(`${restoration.ledger.positions.size} positions were folded`);
}
