import { DatabaseSync } from "node:sqlite";
import { createRestoration, type Restoration, STATE_VERSION } from "../../src-main/engine/restoration.ts";
import { stateAt } from "../../src-main/hosts/journal-history.ts";
import { dataFiles } from "../../src-main/journal/files.ts";
import { type OpenJournal, openJournal } from "../../src-main/journal/journal.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import type { Figure, Row } from "./figure.ts";
import { MILLION, millionEvents, OPEN_POSITIONS } from "./million-events.ts";
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
      `p50 of ${SNAPSHOT_ROUNDS}; the snapshot holds ${OPEN_POSITIONS} positions, and ${EVENTS_AFTER} events follow it; what lies before it is verified afterwards; with agents and trades: see recover`,
    ],
  };
}

/** A busy hour's events. */
const EVENTS_AFTER = 10_000;
const SNAPSHOT_ROUNDS = 5;

async function writeSnapshot(dataDir: string): Promise<void> {
  const journal = await opened(dataDir, createRestoration());
  const then = await stateAt(journal, { seq: MILLION - EVENTS_AFTER });
  if (!then.ok) throw new Error(then.failure.message);
  const written = await journal.writeSnapshot(MILLION - EVENTS_AFTER, then.value.state.parts());
  if (!written.ok) throw new Error(written.failure.message);
  await journal.close();
}

/** As a start does: the snapshot's parts, and then every entry after it. */
async function opened(dataDir: string, restoration: Restoration): Promise<OpenJournal> {
  const { fold, restore } = restoration;
  const journal = await openJournal({ dataDir, wallMs: () => systemClock.wallMs(), onReplay: fold, snapshots: { stateVersion: STATE_VERSION, onSnapshot: restore } });
  if (!journal.ok) throw new Error(journal.failure.message);
  restoration.endRestore();
  return journal.value;
}

async function openFromSnapshot(dataDir: string): Promise<void> {
  const restoration = createRestoration();
  const journal = await opened(dataDir, restoration);
  await journal.close();
  if (journal.snapshot?.seq !== MILLION - EVENTS_AFTER) throw new Error("the snapshot was not taken");
  expectWhole(restoration);
}

function expectWhole({ events, ledger }: Restoration): void {
  if (events !== MILLION || ledger.positions.size !== OPEN_POSITIONS) throw new Error(`${events} events and ${ledger.positions.size} positions were folded`);
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
  expectWhole(restoration);
}
