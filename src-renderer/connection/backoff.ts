export interface Backoff {
  /** How long to wait before the next attempt: twice as long as the one before, up to the cap, with jitter. */
  nextMs(): number;
  reset(): void;
}

/** Jitter takes away up to half, so that many consoles do not come back in the same instant. */
export function createBackoff(firstMs: number, longestMs: number, random: () => number = Math.random): Backoff {
  let attempts = 0;
  return {
    nextMs: () => {
      const fullMs = Math.min(firstMs * 2 ** attempts, longestMs);
      attempts += 1;
      return fullMs * (1 - random() / 2);
    },
    reset: () => {
      attempts = 0;
    },
  };
}
