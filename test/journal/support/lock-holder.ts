/** A process that takes the lock, says what came of it, and stays. */
import { writeSync } from "node:fs";
import { acquireLock } from "../../../src-main/journal/lock.ts";

const dataDir = String(process.argv[2]);
const taken = await acquireLock(dataDir, { pid: process.pid, host: "headless", startedAtMs: Date.UTC(2026, 0, 15) });
if (taken.ok) await taken.value.describe({ url: "http://127.0.0.1:8787" });
writeSync(1, `${JSON.stringify(taken.ok ? "acquired" : taken.failure)}\n`);
