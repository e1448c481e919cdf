import type { JournalFailure, Result } from "../engine/ports.ts";
import { makeFolder, writeDurablyMeanwhile } from "./durable-file.ts";
import { failed, failureFrom, succeeded } from "./failure.ts";
import type { DataFiles } from "./files.ts";
import { CHAIN_START } from "./hash-chain.ts";
import { sealedFile, sealText } from "./sealed-file.ts";
import { type SnapshotHeader, snapshotPath, thinSnapshots } from "./snapshot-file.ts";
import { type EventStore, readRow } from "./store.ts";

export interface SnapshotOrder {
  /** The last event in the state. */
  readonly seq: number;
  readonly stateVersion: number;
  /** UTC, Unix ms. */
  readonly takenAtMs: number;
}

/** A snapshot on its way to the disk. Compressed as it comes, so that the whole text is never held. */
export class SnapshotDraft {
  readonly #files: DataFiles;
  readonly #header: Omit<SnapshotHeader, "parts">;
  readonly #frames: Buffer[] = [];
  #parts = 0;

  private constructor(files: DataFiles, header: Omit<SnapshotHeader, "parts">) {
    this.#files = files;
    this.#header = header;
  }

  /** Fails when the journal does not have the event: a state ahead of the journal is not kept. */
  static begin(store: EventStore, files: DataFiles, { seq, stateVersion, takenAtMs }: SnapshotOrder): Result<SnapshotDraft, JournalFailure> {
    const path = snapshotPath(files, seq);
    try {
      const event = seq === CHAIN_START.seq ? { ...CHAIN_START, atMs: takenAtMs } : readRow(store.db, seq);
      if (event === null) return failed("IO", `${path}: the journal has no event ${seq}, so there can be no snapshot of it.`, path);
      return succeeded(new SnapshotDraft(files, { format: 1, stateVersion, takenAtMs, seq, eventAtMs: event.atMs, hash: event.hash }));
    } catch (error) {
      return { ok: false, failure: failureFrom(error, path) };
    }
  }

  /** `text`: one part a line. */
  add(text: string, parts: number): void {
    this.#frames.push(sealText(text));
    this.#parts += parts;
  }

  /** Writes it durably, and lets older ones go. After a failure no part of it stays, and the journal is as it was. */
  async finish(keep: number): Promise<Result<SnapshotHeader, JournalFailure>> {
    const header = { ...this.#header, parts: this.#parts };
    const path = snapshotPath(this.#files, header.seq);
    try {
      makeFolder(this.#files.snapshots);
      await writeDurablyMeanwhile(path, sealedFile(header, this.#frames));
      thinSnapshots(this.#files, keep, header.takenAtMs);
      return succeeded(header);
    } catch (error) {
      return { ok: false, failure: failureFrom(error, path) };
    }
  }
}
