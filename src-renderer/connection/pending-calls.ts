import type { CallFailure } from "../../src-main/contract/api.ts";

export type AnyResult = { ok: true; value: unknown } | { ok: false; failure: CallFailure };

/** Calls that left and have no answer yet. Each is settled exactly once: by its answer, its time limit, or the line's end. */
export interface PendingCalls {
  /** A new call's id and the promise of its result. */
  add(limitMs: number, onTimeout: () => CallFailure): { id: number; result: Promise<AnyResult> };
  /** An answer to nobody (late, or twice) is dropped. */
  settle(id: number, result: AnyResult): void;
  rejectAll(failure: CallFailure): void;
}

export function createPendingCalls(): PendingCalls {
  const waiting = new Map<number, (result: AnyResult) => void>();
  let lastId = 0;

  const settle = (id: number, result: AnyResult): void => {
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve?.(result);
  };

  return {
    add: (limitMs, onTimeout) => {
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<AnyResult>();
      const timer = setTimeout(() => settle(id, { ok: false, failure: onTimeout() }), limitMs);
      waiting.set(id, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
      return { id, result: promise };
    },
    settle,
    rejectAll: (failure) => {
      for (const id of waiting.keys()) settle(id, { ok: false, failure });
    },
  };
}
