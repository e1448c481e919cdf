/**
 * A process that fills its disk (a small one of its own) beside an open journal, appends until that fails, makes room
 * and appends again, and says what it saw.
 */
import { rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { verifyJournal } from "../../../src-main/journal/inspection.ts";
import { openJournal } from "../../../src-main/journal/journal.ts";

const dataDir = String(process.argv[2]);
const ballast = join(dataDir, "ballast");
const options = { dataDir, wallMs: () => 0, onReplay: () => undefined };
const append = () => journal.append({ kind: "ENGINE_STOPPED", body: { reason: "x".repeat(2000) } });

writeFileSync(ballast, Buffer.alloc(400 * 1024));
const opened = await openJournal(options);
if (!opened.ok) throw new Error(opened.failure.message);
const journal = opened.value;
let taken = 0;
let answer = await append();
for (; answer.ok; answer = await append()) taken++;
const pending = await Promise.all([append(), append()]);
rmSync(ballast);
const healed = await append();
await journal.close();
writeSync(1, `${JSON.stringify({ taken, failure: answer.failure, pending: pending.map(({ ok }) => ok), healed, verdict: verifyJournal(dataDir) })}\n`);
