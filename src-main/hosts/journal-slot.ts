import type { Journal, JournalFailure, Result } from "../engine/ports.ts";

/** A journal whose place can be taken by a new one, after a damaged one was set aside. */
export interface JournalSlot extends Journal {
  replace(journal: Journal): void;
}

/** Until the first `replace`, every call answers with `failure`. */
export function createJournalSlot(failure: JournalFailure | null, first: Journal | null): JournalSlot {
  let journal = first;
  const missing: Result<never, JournalFailure> = {
    ok: false,
    failure: failure ?? { code: "CLOSED", message: "There is no journal.", path: "" },
  };
  return {
    append: (event) => journal?.append(event) ?? Promise.resolve(missing),
    tail: (limit, beforeSeq) => journal?.tail(limit, beforeSeq) ?? Promise.resolve(missing),
    replace: (next) => {
      journal = next;
    },
  };
}
