import type { EventRow } from "./hash-chain.ts";
import { journalLimits } from "./limits.ts";
import type { Chunk } from "./messages.ts";
import type { HistoryStep } from "./past.ts";

/** History as JSON texts, none of them long work for the main loop. An empty step becomes an empty chunk: a turn for everybody. */
export function* chunksOf<T>(steps: Generator<HistoryStep, T>): Generator<Chunk, T> {
  const rows = new RowTexts();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      if (rows.waiting) yield rows.take();
      return step.value;
    }
    if (step.value.type === "parts") yield { type: "parts", text: `[${step.value.text.trimEnd().replaceAll("\n", ",")}]` };
    else if (step.value.rows.length === 0) yield rows.take();
    else for (const row of step.value.rows) if (rows.add(row)) yield rows.take();
  }
}

class RowTexts {
  #texts: string[] = [];
  #chars = 0;

  get waiting(): boolean {
    return this.#texts.length > 0;
  }

  /** True when it is enough for a chunk. */
  add({ seq, atMs, kind, body }: EventRow): boolean {
    const text = `[${seq},${atMs},${JSON.stringify(kind)},${body}]`;
    this.#texts.push(text);
    this.#chars += text.length;
    return this.#chars >= journalLimits.replayChunkChars;
  }

  take(): Chunk {
    const text = `[${this.#texts.join(",")}]`;
    this.#texts = [];
    this.#chars = 0;
    return { type: "rows", text };
  }
}

export const isEmpty = ({ text }: Chunk): boolean => text === "[]";
