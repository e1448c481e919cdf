/** A process that appends without end, 16 at a time, and writes each event's number and mark the moment it is durable. */
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { openJournal } from "../../../src-main/journal/journal.ts";

const dataDir = String(process.argv[2]);
const opened = await openJournal({ dataDir, wallMs: () => Date.now(), onReplay: () => undefined });
if (!opened.ok) throw new Error(opened.failure.message);
const journal = opened.value;

async function appendForEver(): Promise<never> {
  for (;;) {
    const mark = randomUUID();
    const answer = await journal.append({ kind: "RELEASED", body: { reasons: [], by: mark } });
    if (!answer.ok) throw new Error(answer.failure.message);
    writeSync(1, `${answer.value.seq} ${mark}\n`);
  }
}
await Promise.all(Array.from({ length: 16 }, appendForEver));
