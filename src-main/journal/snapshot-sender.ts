import { setImmediate as nextTurn } from "node:timers/promises";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { exactText } from "./body-text.ts";
import type { SnapshotPart } from "./entry.ts";
import { succeeded } from "./failure.ts";
import { journalLimits } from "./limits.ts";
import type { JournalRequest } from "./messages.ts";
import type { SnapshotHeader } from "./snapshot-file.ts";

type Ask = (request: Extract<JournalRequest, { type: `snapshot${string}` }>) => Promise<Result<SnapshotHeader | null, JournalFailure>>;

/**
 * Hands a state to the worker, slice by slice. Each slice waits for the answer to the one before, so that no more than one
 * is ever held, and then for a turn of the loop: answers that come quickly are all taken in one.
 */
export async function sendSnapshot(seq: number, nowMs: number, parts: Iterable<SnapshotPart>, ask: Ask): Promise<Result<SnapshotHeader, JournalFailure>> {
  const begun = await ask({ type: "snapshotBegin", seq, nowMs });
  if (!begun.ok) return begun;
  for (const slice of slicesOf(parts)) {
    const taken = await ask({ type: "snapshotSlice", ...slice });
    if (!taken.ok) return taken;
    await nextTurn();
  }
  const ended = await ask({ type: "snapshotEnd" });
  if (!ended.ok) return ended;
  if (ended.value === null) throw new Error("The worker ended a snapshot without a word of it.");
  return succeeded(ended.value);
}

/** Texts of one part a line, about as long as one another. A part that is longer by itself makes a slice of its own. */
function* slicesOf(parts: Iterable<SnapshotPart>): Generator<{ readonly text: string; readonly parts: number }> {
  let lines: string[] = [];
  let chars = 0;
  for (const part of parts) {
    const line = `${exactText(part, `snapshot ${part[0]}`)}\n`;
    lines.push(line);
    chars += line.length;
    if (chars < journalLimits.snapshotSliceChars) continue;
    yield { text: lines.join(""), parts: lines.length };
    lines = [];
    chars = 0;
  }
  if (lines.length > 0) yield { text: lines.join(""), parts: lines.length };
}
