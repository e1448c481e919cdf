import type { RecordEvent } from "../../contract/record-events.ts";
import type { Records } from "../../domain/records.ts";
import type { JournalFailure, Result } from "../../engine/ports.ts";
import { createRestoration, STATE_VERSION } from "../../engine/restoration.ts";
import { familyProblemText } from "../../family-files/problem.ts";
import { type FamilyReading, readFamilyFiles } from "../../family-files/read-family-files.ts";
import { openJournal, type OpenJournal } from "../../journal/journal.ts";
import { acquireLock } from "../../journal/lock.ts";
import { systemClock } from "../../system/clock.ts";
import type { Config } from "../../system/config.ts";
import { exitCodes } from "../exit-codes.ts";
import { withBranches } from "../journal-history.ts";
import { fail, print, type Io } from "../terminal.ts";
import { recordNow } from "./past-record.ts";
import { configure, type CommonFlags } from "./setting-flags.ts";

export interface ImportFlags extends CommonFlags {
  readonly partial?: boolean;
  readonly dryRun?: boolean;
}

interface Import {
  readonly io: Io;
  readonly asJson: boolean;
  readonly dir: string;
  readonly isPartial: boolean;
  readonly isDryRun: boolean;
}

/**
 * `holdfast import DIR`: brings the family's files into the record. All or nothing, unless a part is asked for. No engine
 * may be running: what it holds in memory would no longer be what the journal says.
 */
export async function importFiles(io: Io, dir: string, flags: ImportFlags): Promise<number> {
  const wish: Import = { io, asJson: flags.json ?? false, dir, isPartial: flags.partial ?? false, isDryRun: flags.dryRun ?? false };
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  return wish.isDryRun ? dryRun(wish, configured.config) : underLock(wish, configured.config);
}

async function dryRun(wish: Import, { dataDir }: Config): Promise<number> {
  const known = await recordNow(dataDir);
  return known.ok ? withFiles(wish, known.value, () => Promise.resolve(null)) : failed(wish, known.failure);
}

async function underLock(wish: Import, config: Config): Promise<number> {
  const { dataDir } = config;
  const lock = await acquireLock(dataDir, { pid: process.pid, host: "cli", startedAtMs: systemClock.wallMs() });
  if (!lock.ok) {
    const isHeld = lock.failure.code === "HELD";
    return fail(wish.io, wish.asJson, exitCodes.failed, isHeld ? "LOCKED" : "DATA_FOLDER", `${lock.failure.message}${isHeld ? " Stop it first: an import changes the record under it." : ""} Nothing was imported.`);
  }
  try {
    const opened = await openRecord(config);
    if (!opened.ok) return failed(wish, opened.failure);
    const { journal, records } = opened.value;
    try {
      return await withFiles(wish, records, (events) => appendAll(journal, events));
    } finally {
      await journal.close();
    }
  } finally {
    await lock.value.release();
  }
}

const failed = ({ io, asJson }: Import, { code, message }: JournalFailure): number => fail(io, asJson, exitCodes.failed, code, `${message} Nothing was imported.`);

/** The journal and what is folded from it, for as long as the lock is held. */
async function openRecord({ dataDir, snapshotsKept }: Config): Promise<Result<{ readonly journal: OpenJournal; readonly records: Records }, JournalFailure>> {
  const state = createRestoration();
  const journal = await openJournal({ dataDir, wallMs: () => systemClock.wallMs(), onReplay: state.fold, snapshots: { stateVersion: STATE_VERSION, keep: snapshotsKept, onSnapshot: state.restore } });
  if (!journal.ok) return journal;
  state.endRestore();
  const whole = await withBranches(journal.value, state);
  if (whole.ok) return { ok: true, value: { journal: journal.value, records: state.keeper.records } };
  await journal.value.close();
  return whole;
}

/** So many go to the disk together. */
const EVENTS_AT_ONCE = 1_000;

/** Why not all of them are durable; `null`: they are. */
async function appendAll(journal: OpenJournal, events: readonly RecordEvent[]): Promise<JournalFailure | null> {
  for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
    const written = await Promise.all(events.slice(from, from + EVENTS_AT_ONCE).map((event) => journal.append(event)));
    const broken = written.find((result) => !result.ok);
    if (broken && !broken.ok) return broken.failure;
  }
  return null;
}

async function withFiles(wish: Import, known: Records, write: (events: readonly RecordEvent[]) => Promise<JournalFailure | null>): Promise<number> {
  const { io, asJson, dir, isPartial, isDryRun } = wish;
  const reading = readFamilyFiles(dir, systemClock.wallMs(), known);
  if (!reading.ok) return fail(io, asJson, exitCodes.failed, "UNREADABLE", `${familyProblemText(reading.failure)}. Nothing was imported.`);
  const { events, ...told } = reading.value;
  const isBroken = told.problems.length > 0;
  if (isBroken && !isPartial && !isDryRun) return notImported(wish, reading.value);
  const failure = await write(events);
  if (failure) return fail(io, asJson, exitCodes.failed, failure.code, `${failure.message} Some of it may have come in; run this again, and only the rest is written.`);
  return print(io, asJson, {
    exitCode: isBroken ? exitCodes.notClean : exitCodes.ok,
    json: { imported: !isDryRun, dryRun: isDryRun, events: events.length, ...told },
    text: [`${isDryRun ? "would import" : "imported"} ${contents(reading.value)}: ${events.length} events`, ...details(reading.value)],
  });
}

function notImported({ io, asJson }: Import, reading: FamilyReading): number {
  const { problems } = reading;
  const message = `Nothing was imported: ${problems.length} ${problems.length === 1 ? "thing is" : "things are"} broken. --partial brings in the rest.`;
  if (asJson) return print(io, true, { exitCode: exitCodes.failed, json: { error: { code: "BROKEN_FILES", message }, problems }, text: [] });
  for (const line of [message, ...listed(problems.map(familyProblemText), "  ")]) io.errorLine(line);
  return exitCodes.failed;
}

const contents = ({ found: { trades, agents, heroes, supervisor, mastermind } }: FamilyReading): string =>
  [`${trades} trades`, `${agents} agents`, `${heroes} dead`, ...(supervisor ? ["Supervisor"] : []), ...(mastermind ? ["Mastermind"] : [])].join(", ");

const details = ({ problems, passedOver, notKept, ignored }: FamilyReading): string[] => [
  ...section("broken, and left out:", problems.map(familyProblemText)),
  ...section("known otherwise, and left as it is:", passedOver.map(({ what, why }) => `${what}: ${why}`)),
  ...section("without a place in the record:", notKept.map(({ file, field, times }) => `${file}: ${field}, ${times} times`)),
  ...section("none of the layout, and passed over:", ignored),
];

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [title, ...listed(lines, "  ")]);

const LINES_SHOWN = 20;

function listed(lines: readonly string[], before: string): string[] {
  const left = lines.length - LINES_SHOWN;
  return [...lines.slice(0, LINES_SHOWN).map((line) => before + line), ...(left > 0 ? [`${before}and ${left} more; --json lists all`] : [])];
}
