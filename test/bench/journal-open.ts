import { DatabaseSync } from "node:sqlite";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import { dataFiles } from "../../src-main/journal/files.ts";
import { openJournal } from "../../src-main/journal/journal.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import type { Row } from "./figure.ts";
import { MILLION, millionEvents, OPEN_POSITIONS } from "./million-events.ts";
import { compare, tookMs } from "./rounds.ts";

const PLAN = { warmUps: 0, rounds: 2 } as const;

/** From nothing to ready: every event read, its hash checked, and the state folded from it, with no snapshot to begin at. */
export const journalOpen: Row = {
  name: "journal-open",
  measure: async ({ workDir }) => {
    const dataDir = await millionEvents(workDir);
    const { bare, ours, ratio, spread } = await compare(
      () => tookMs(() => readAll(dataDir)),
      () => tookMs(() => open(dataDir)),
      PLAN,
    );
    return [
      {
        what: "open a journal of 1,000,000 events, no snapshot",
        measured: { value: ours / 1_000, unit: "s" },
        bare: { value: bare / 1_000, unit: "s" },
        ratio,
        goal: { on: "measured", atMost: 10, strict: true },
        notes: [`bare: SQLite reads every row and JSON.parse every body, nothing checked, nothing folded; the file's pages are in memory; ${spread}`],
      },
    ];
  },
};

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
