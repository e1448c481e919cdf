import type { Clock } from "./ports.ts";

/**
 * Answers many questions with few looks: at most one is out, and whoever asks meanwhile shares the next. So no answer is
 * from a look that began before its question, and each comes within `timeoutMs` of it: the next look has the time that
 * its first asker has left.
 */
export function createSharedLook<T>(clock: Pick<Clock, "monotonicMs">, timeoutMs: number, look: (timeoutMs: number) => Promise<T>): () => Promise<T> {
  let out: Promise<T> | null = null;
  let next: Promise<T> | null = null;

  const begin = async (leftMs: number): Promise<T> => {
    next = null;
    const mine = look(leftMs);
    out = mine;
    try {
      return await mine;
    } finally {
      if (out === mine) out = null;
    }
  };

  const after = async (before: Promise<T>): Promise<T> => {
    const askedAtMs = clock.monotonicMs();
    await Promise.allSettled([before]);
    return begin(Math.max(1, timeoutMs - (clock.monotonicMs() - askedAtMs)));
  };

  return () => {
    if (next !== null) return next;
    if (out === null) return begin(timeoutMs);
    next = after(out);
    return next;
  };
}
