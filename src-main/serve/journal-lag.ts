import type { Clock, Journal } from "../engine/ports.ts";

/** A journal that knows how long its writers are waiting. */
export interface MeasuredJournal {
  readonly journal: Journal;
  /** How long the oldest write that is not durable yet has been waiting; 0 when none waits. */
  waitingMs(): number;
}

/** The same journal, with an eye on what waits for its disk: a disk that hangs answers nothing, so nothing else tells. */
export function measureJournal(journal: Journal, clock: Clock): MeasuredJournal {
  const writes = new Set<{ readonly sinceMs: number }>();
  return {
    journal: {
      append: async (event) => {
        const write = { sinceMs: clock.monotonicMs() };
        writes.add(write);
        try {
          return await journal.append(event);
        } finally {
          writes.delete(write);
        }
      },
      tail: (limit, beforeSeq) => journal.tail(limit, beforeSeq),
    },
    waitingMs: () => {
      // A set keeps its order: the first one in is the oldest.
      const [oldest] = writes;
      return oldest === undefined ? 0 : clock.monotonicMs() - oldest.sinceMs;
    },
  };
}
