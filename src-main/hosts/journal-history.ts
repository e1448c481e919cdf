import type { Records } from "../domain/records.ts";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { createRestoration, type Restoration } from "../engine/restoration.ts";
import type { Moment, OpenJournal, SnapshotHeader } from "../journal/journal.ts";

type History = Pick<OpenJournal, "past">;

/** Everything as it was at that moment: folded anew from the journal, whatever the engine does meanwhile. */
export async function stateAt(journal: History, moment: Moment): Promise<Result<{ readonly state: Restoration; readonly atMs: number | null }, JournalFailure>> {
  const state = createRestoration();
  const read = await journal.past(moment, { onSnapshot: state.restore, onEntries: state.fold });
  if (!read.ok) return read;
  state.endRestore();
  const rebranched = await withBranches(journal, state);
  return rebranched.ok ? { ok: true, value: { state, atMs: read.value.atMs } } : rebranched;
}

/** Where the record branched on the way, the fold goes on from what was so at the moment that the branch went back to. */
export async function withBranches(journal: History, state: Restoration): Promise<Result<null, JournalFailure>> {
  const seq = state.keeper.wants;
  if (seq === null) return { ok: true, value: null };
  const then = await stateAt(journal, { seq });
  if (!then.ok) return then;
  state.keeper.replace(then.value.state.keeper.records);
  return { ok: true, value: null };
}

export async function recordsAt(journal: History, moment: Moment): Promise<Result<{ readonly records: Records; readonly atMs: number | null }, JournalFailure>> {
  const found = await stateAt(journal, moment);
  return found.ok ? { ok: true, value: { records: found.value.state.keeper.records, atMs: found.value.atMs } } : found;
}

/**
 * Writes a snapshot of everything that is durable now. It is folded from the last one and what came since, apart from
 * the engine: its own state is always a little ahead of the journal, or behind it.
 */
export async function writeSnapshotOfNow(journal: Pick<OpenJournal, "past" | "pastRange" | "writeSnapshot">): Promise<Result<SnapshotHeader, JournalFailure>> {
  const range = await journal.pastRange();
  if (!range.ok) return range;
  if (range.value === null) return { ok: false, failure: { code: "IO", message: "Nothing is written yet.", path: "" } };
  const now = await stateAt(journal, { seq: range.value.lastSeq });
  return now.ok ? journal.writeSnapshot(range.value.lastSeq, now.value.state.parts()) : now;
}
