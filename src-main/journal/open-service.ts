import { setImmediate as nextTurn } from "node:timers/promises";
import type { JournalFailure, Result } from "../engine/ports.ts";
import { droppedTo, readSegments } from "./archive-table.ts";
import { chunksOf } from "./chunks.ts";
import { compact } from "./compaction.ts";
import { failed, failureFrom, succeeded } from "./failure.ts";
import type { DataFiles } from "./files.ts";
import type { ChainFlaw } from "./hash-chain.ts";
import { walkHistory } from "./history.ts";
import type { Chunk, JournalReply, JournalRequest, SnapshotJob } from "./messages.ts";
import { type PastInfo, pastRange, type PastRange, readPast } from "./past.ts";
import { SnapshotDraft } from "./snapshot-draft.ts";
import type { SnapshotHeader } from "./snapshot-file.ts";
import type { EventStore } from "./store.ts";

type OpenRequest = Exclude<JournalRequest, { type: "append" | "more" | "close" }>;

export interface OpenServices {
  readonly store: EventStore;
  answer(request: OpenRequest): void;
  /** Work that is under way ends at its next step, unanswered. */
  close(): void;
}

interface Serving {
  readonly store: EventStore;
  readonly files: DataFiles;
  readonly snapshots: SnapshotJob | null;
  /** The snapshot it was opened from: what lies before it is not verified yet. */
  readonly openedFrom: SnapshotHeader | null;
  readonly say: (reply: JournalReply) => void;
}

/** What an open journal does beside appending. Long work goes in small steps, and an append never waits for more than one. */
export function serveOpen({ store, files, snapshots, openedFrom, say }: Serving): OpenServices {
  const { db } = store;
  const sight = (nowMs: number) => ({ stateVersion: snapshots?.stateVersion ?? null, nowMs });
  const readings = new Map<number, Generator<Chunk, Result<PastInfo, JournalFailure>>>();
  let draft: SnapshotDraft | null = null;
  let closed = false;

  /** Takes every step in a turn of its own. `null`: the journal was closed meanwhile. */
  async function inSteps<T>(steps: Generator<unknown, T> | AsyncGenerator<unknown, T>): Promise<T | null> {
    for (;;) {
      const step = await steps.next();
      if (closed) return null;
      if (step.done === true) return step.value;
      await nextTurn();
      if (closed) return null;
    }
  }

  function beginSnapshot(seq: number, takenAtMs: number): Result<null, JournalFailure> {
    if (snapshots === null) return failed("IO", `${files.snapshots}: the journal was opened without snapshots, so none is written.`, files.snapshots);
    const begun = SnapshotDraft.begin(store, files, { seq, takenAtMs, stateVersion: snapshots.stateVersion });
    draft = begun.ok ? begun.value : null;
    return begun.ok ? succeeded(null) : begun;
  }

  async function endSnapshot(keep: number): Promise<void> {
    if (draft === null) throw new Error("A snapshot ended that had not begun.");
    const ending = draft;
    draft = null;
    say({ type: "snapshot", result: await ending.finish(keep) });
  }

  async function verifyEarlier(): Promise<void> {
    const result = openedFrom === null ? succeeded(null) : await inSteps(flawBefore(openedFrom.seq));
    if (result !== null) say({ type: "verifiedEarlier", result });
  }

  function* flawBefore(seq: number): Generator<unknown, Result<ChainFlaw | null, JournalFailure>> {
    try {
      return succeeded((yield* walkHistory(db, files, droppedTo(readSegments(db)), seq)).flaw);
    } catch (error) {
      return { ok: false, failure: failureFrom(error, files.journal) };
    }
  }

  function range(nowMs: number): Result<PastRange | null, JournalFailure> {
    try {
      return succeeded(pastRange(db, files, sight(nowMs)));
    } catch (error) {
      return { ok: false, failure: failureFrom(error, files.journal) };
    }
  }

  function sendPast(id: number): void {
    const step = readings.get(id)?.next();
    // It was called off while this was on its way.
    if (step === undefined) return;
    if (step.done !== true) return say({ type: "past", id, chunk: step.value });
    readings.delete(id);
    say({ type: "pastRead", id, result: step.value });
  }

  async function compactNow({ retention, nowMs }: Extract<OpenRequest, { type: "compact" }>): Promise<void> {
    const result = await inSteps(compact({ db, files, retention, sight: sight(nowMs) }));
    if (result !== null) say({ type: "compacted", result });
  }

  function answer(request: OpenRequest): void {
    switch (request.type) {
      case "tail":
        return say({ type: "tail", result: store.tail(request.limit, request.beforeSeq) });
      case "snapshotBegin":
        return say({ type: "snapshot", result: beginSnapshot(request.seq, request.nowMs) });
      case "snapshotSlice":
        draft?.add(request.text, request.parts);
        return say({ type: "snapshot", result: succeeded(null) });
      case "snapshotEnd":
        return void endSnapshot(snapshots?.keep ?? 0);
      case "compact":
        return void compactNow(request);
      case "verifyEarlier":
        return void verifyEarlier();
      case "pastRange":
        return say({ type: "pastRange", result: range(request.nowMs) });
      case "past":
        readings.set(request.id, chunksOf(readPast(db, files, request.moment, sight(request.nowMs))));
        return sendPast(request.id);
      case "pastMore":
        return sendPast(request.id);
      case "pastEnough":
        readings.delete(request.id);
    }
  }

  return {
    store,
    answer,
    close: () => {
      closed = true;
      store.close();
    },
  };
}
