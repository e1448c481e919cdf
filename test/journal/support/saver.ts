/**
 * A process that appends, writes snapshots and compacts without end, and says of each event its number when it is
 * durable. Its clock moves a minute an event, so that there is soon enough that is old. Its state is the number of the
 * last event: what a snapshot says can be held against what it stands for.
 */
import { writeSync } from "node:fs";
import { openJournal, type SnapshotPart } from "../../../src-main/journal/journal.ts";
import { savedEvent, savedState, savingClockMs } from "./saved.ts";

const dataDir = String(process.argv[2]);
let last = Number(process.argv[3]);
const snapshots = { stateVersion: 1, onSnapshot: (parts: SnapshotPart[]) => void parts };
const opened = await openJournal({ dataDir, wallMs: () => savingClockMs(last), onReplay: () => undefined, snapshots });
if (!opened.ok) throw new Error(opened.failure.message);
const journal = opened.value;
last = journal.events;

async function appendForEver(): Promise<never> {
  for (;;) {
    const answers = await Promise.all(Array.from({ length: 64 }, () => journal.append(savedEvent)));
    for (const answer of answers) {
      if (!answer.ok) throw new Error(answer.failure.message);
      last = answer.value.seq;
    }
    writeSync(1, `${last}\n`);
  }
}

async function saveForEver(): Promise<never> {
  for (;;) {
    const saved = await journal.writeSnapshot(last, savedState(last));
    if (!saved.ok) throw new Error(saved.failure.message);
    const compacted = await journal.compact({ keepDays: 1, maxArchiveBytes: 100_000 });
    if (!compacted.ok) throw new Error(compacted.failure.message);
  }
}
await Promise.all([appendForEver(), saveForEver()]);
