import type { OpenIntent } from "../contract/order.ts";
import type { RecentIntent } from "../domain/risk-situation.ts";

/** What an agent asked for a short while ago: for the rate of its orders, and for orders that it repeats. */
export interface RecentIntents {
  note(intent: OpenIntent, passed: boolean): void;
  /** Oldest first, without those that no rule looks at any more. */
  of(agentId: string, nowMs: number): readonly RecentIntent[];
  /** Everybody's. */
  all(nowMs: number): readonly RecentIntent[];
}

const RATE_WINDOW_MS = 1_000;

/** `duplicateWindowMs` is asked each time: the limits may be other ones by then. */
export function createRecentIntents(duplicateWindowMs: () => number): RecentIntents {
  const byAgent = new Map<string, RecentIntent[]>();

  const of = (agentId: string, nowMs: number): RecentIntent[] => {
    const known = byAgent.get(agentId) ?? [];
    const passedSinceMs = nowMs - Math.max(RATE_WINDOW_MS, duplicateWindowMs());
    const isWanted = ({ atMs, passed }: RecentIntent): boolean => atMs > nowMs - RATE_WINDOW_MS || (passed && atMs >= passedSinceMs);
    // They are in the order of time, so that one look at the oldest tells whether there is anything to drop.
    const [oldest] = known;
    if (oldest === undefined || isWanted(oldest)) return known;
    const wanted = known.filter(isWanted);
    byAgent.set(agentId, wanted);
    return wanted;
  };

  return {
    note: ({ agentId, symbol, type, volumeLots, price, receivedAtMs: atMs }, passed) => {
      const known = of(agentId, atMs);
      known.push({ agentId, symbol, type, volumeLots, price, atMs, passed });
      byAgent.set(agentId, known);
    },
    of,
    all: (nowMs) => [...byAgent.keys()].flatMap((agentId) => of(agentId, nowMs)),
  };
}
