/** A process that takes the lock and opens the journal, and says what came of each. */
import { writeSync } from "node:fs";
import { openJournal } from "../../../src-main/journal/journal.ts";
import { acquireLock } from "../../../src-main/journal/lock.ts";

const dataDir = String(process.argv[2]);
const lock = await acquireLock(dataDir, { pid: process.pid, host: "cli", startedAtMs: 0 });
const journal = await openJournal({ dataDir, wallMs: () => 0, onReplay: () => undefined });
writeSync(1, `${JSON.stringify({ lock: lock.ok ? null : lock.failure, journal: journal.ok ? null : journal.failure })}\n`);
if (journal.ok) await journal.value.close();
if (lock.ok) await lock.value.release();
