import type { JournalFailure, Result } from "../engine/ports.ts";
import { isEmpty } from "./chunks.ts";
import { chunkEntries, partsFrom } from "./entry.ts";
import { failed } from "./failure.ts";
import type { PastListener } from "./journal.ts";
import { journalLimits } from "./limits.ts";
import type { Chunk, JournalRequest } from "./messages.ts";
import type { Moment, PastInfo } from "./past.ts";

interface Reading {
  readonly listener: PastListener;
  readonly settle: (result: Result<PastInfo, JournalFailure>) => void;
  readonly reject: (error: unknown) => void;
}

/** Readings of the past that are under way, several at a time. Each asks for its next chunk when it has taken one. */
export class PastReadings {
  readonly #path: string;
  readonly #ask: (request: JournalRequest) => void;
  readonly #readings = new Map<number, Reading>();
  #lastId = 0;

  constructor(path: string, ask: (request: JournalRequest) => void) {
    this.#path = path;
    this.#ask = ask;
  }

  begin(moment: Moment, nowMs: number, listener: PastListener): Promise<Result<PastInfo, JournalFailure>> {
    const calledOff = failed("CLOSED", `${this.#path}: the reading was called off.`, this.#path);
    const { signal } = listener;
    if (signal?.aborted) return Promise.resolve(calledOff);
    const id = ++this.#lastId;
    const abort = (): void => {
      this.#ask({ type: "pastEnough", id });
      this.end(id, calledOff);
    };
    signal?.addEventListener("abort", abort, { once: true });
    const read = new Promise<Result<PastInfo, JournalFailure>>((settle, reject) => this.#readings.set(id, { listener, settle, reject }));
    this.#ask({ type: "past", id, moment, nowMs });
    for (let chunk = 1; chunk < journalLimits.replayChunksAhead; chunk++) this.#ask({ type: "pastMore", id });
    return read.finally(() => signal?.removeEventListener("abort", abort));
  }

  take(id: number, chunk: Chunk): void {
    const reading = this.#readings.get(id);
    if (reading === undefined) return;
    try {
      if (chunk.type === "parts") reading.listener.onSnapshot(partsFrom(chunk));
      else if (!isEmpty(chunk)) reading.listener.onEntries(chunkEntries(chunk));
      setImmediate(() => this.#ask({ type: "pastMore", id }));
    } catch (error) {
      this.#ask({ type: "pastEnough", id });
      this.#readings.delete(id);
      reading.reject(error);
    }
  }

  end(id: number, result: Result<PastInfo, JournalFailure>): void {
    const reading = this.#readings.get(id);
    this.#readings.delete(id);
    reading?.settle(result);
  }

  endAll(result: Result<PastInfo, JournalFailure>): void {
    for (const id of this.#readings.keys()) this.end(id, result);
  }
}
