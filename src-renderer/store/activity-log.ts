import type { JournalEntry } from "../../src-main/contract/journal.ts";

/** Items kept while nobody looked further back; the engine keeps as many entries in its snapshot. */
export const ACTIVITY_KEPT = 200;

/** Of a run of saves the newest are kept to be looked at; of the others, that they were. */
export const SAVES_KEPT = 20;

/** Neighbouring saves: a thousand a second would leave room for nothing else. */
export interface SaveRun {
  readonly count: number;
  readonly firstAtMs: number;
  /** Who saved; empty where only overseers did. */
  readonly agents: ReadonlySet<string>;
  /** Oldest first. */
  readonly newest: readonly JournalEntry[];
}

/** One line of the activity: an entry, or a run of saves that it is the newest of. */
export interface ActivityItem {
  readonly entry: JournalEntry;
  readonly firstSeq: number;
  /** `null`: the entry is no save. */
  readonly saves: SaveRun | null;
}

/** The journal's end as the console holds it: without gaps, oldest first. */
export interface ActivityLog {
  readonly items: readonly ActivityItem[];
  /** Entries that the items stand for. */
  readonly entries: number;
  /** What a person asked to see further back is not dropped again by what comes in. */
  readonly keep: number;
}

export const emptyActivity: ActivityLog = { items: [], entries: 0, keep: ACTIVITY_KEPT };

const saveKinds: ReadonlySet<string> = new Set(["AGENT_STATE_SAVED", "PRIVATE_LEDGER_SAVED", "SUPERVISOR_SAVED", "MASTERMIND_SAVED", "VALHALLA_SAVED"]);

/** Appends what is new; entries seen already are left out. A gap before the first new one drops what lies before it. */
export function appendEntries(log: ActivityLog, added: readonly JournalEntry[]): ActivityLog {
  const last = log.items.at(-1)?.entry.seq ?? 0;
  const fresh = added.filter((entry) => entry.seq > last);
  const first = fresh[0];
  if (first === undefined) return log;
  return withItems(gathered(last > 0 && first.seq !== last + 1 ? [] : log.items, fresh).slice(-log.keep), log.keep);
}

/** Puts older entries before the others. */
export function prependEntries(log: ActivityLog, older: readonly JournalEntry[]): ActivityLog {
  const first = log.items[0]?.firstSeq ?? Number.POSITIVE_INFINITY;
  const before = gathered(
    [],
    older.filter((entry) => entry.seq < first),
  );
  return withItems([...before, ...log.items], log.keep + before.length);
}

const withItems = (items: readonly ActivityItem[], keep: number): ActivityLog => ({ items, keep, entries: items.reduce((sum, { saves }) => sum + (saves?.count ?? 1), 0) });

/** Items followed by these entries; a save joins the run before it, which is a new object then. */
function gathered(items: readonly ActivityItem[], entries: readonly JournalEntry[]): ActivityItem[] {
  const all = [...items];
  for (const run of runsOf(entries)) {
    const last = all.at(-1);
    const joined = last?.saves != null && isSave(run[0]) ? last : null;
    if (joined !== null) all.pop();
    all.push(...itemsOf(run, joined));
  }
  return all;
}

const isSave = (entry: JournalEntry | undefined): boolean => entry !== undefined && saveKinds.has(entry.kind);

/** Neighbouring saves together, every other entry by itself. */
function runsOf(entries: readonly JournalEntry[]): JournalEntry[][] {
  const runs: JournalEntry[][] = [];
  for (const entry of entries) {
    const open = runs.at(-1);
    if (open !== undefined && isSave(entry) && isSave(open[0])) open.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function itemsOf(run: readonly JournalEntry[], before: ActivityItem | null): ActivityItem[] {
  const first = run[0];
  const entry = run.at(-1);
  if (first === undefined || entry === undefined) return [];
  if (!isSave(entry)) return [{ entry, firstSeq: entry.seq, saves: null }];
  const known = before?.saves ?? null;
  const agents = new Set(known?.agents);
  for (const { body } of run) if (typeof body["agentId"] === "string") agents.add(body["agentId"]);
  const saves = { count: (known?.count ?? 0) + run.length, firstAtMs: known?.firstAtMs ?? first.atMs, agents, newest: [...(known?.newest ?? []), ...run].slice(-SAVES_KEPT) };
  return [{ entry, firstSeq: before?.firstSeq ?? first.seq, saves }];
}
