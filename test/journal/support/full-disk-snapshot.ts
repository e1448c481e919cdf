/**
 * A process whose disk (a small one of its own) has room for events and none for a snapshot. It writes one, appends,
 * makes room, writes another and opens from it, and says what it saw.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, statfsSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openJournal, type OpenJournal, type SnapshotPart } from "../../../src-main/journal/journal.ts";

const ROOM_BYTES = 100 * 1024;
const dataDir = String(process.argv[2]);
const ballast = join(dataDir, "ballast");
let parts = 0;
let replayed = 0;

async function open(): Promise<OpenJournal> {
  const snapshots = { stateVersion: 1, onSnapshot: (more: SnapshotPart[]) => void (parts += more.length) };
  const opened = await openJournal({ dataDir, wallMs: () => 0, onReplay: (entries) => void (replayed += entries.length), snapshots });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

/** About 300 KB that no compression makes less. */
const state: SnapshotPart[] = Array.from({ length: 400 }, (_, agent) => [`agent ${agent}`, randomBytes(768).toString("base64")]);
const append = () => journal.append({ kind: "ENGINE_STOPPED", body: { reason: "SIGTERM" } });

const journal = await open();
await append();
const { bavail, bsize } = statfsSync(dataDir);
writeFileSync(ballast, Buffer.alloc(bavail * bsize - ROOM_BYTES));
const full = await journal.writeSnapshot(1, state);
const left = readdirSync(join(dataDir, "journal-snapshots"));
const appended = await append();
rmSync(ballast);
const next = await journal.writeSnapshot(2, state);
await journal.close();
[parts, replayed] = [0, 0];
await (await open()).close();
writeSync(1, `${JSON.stringify({ failure: full.ok ? null : full.failure, left, appended, next, restored: { parts, replayed } })}\n`);
