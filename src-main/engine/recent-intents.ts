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

  /** A moment that the clock has yet to reach is of before it was set back: it was now at the latest, or it would stay recent until then. */
  const notLater = (agentId: string, nowMs: number): RecentIntent[] => {
    const known = byAgent.get(agentId) ?? [];
    if ((known.at(-1)?.atMs ?? nowMs) <= nowMs) return known;
    const restamped = known.map((recent) => ({ ...recent, atMs: Math.min(recent.atMs, nowMs) }));
    byAgent.set(agentId, restamped);
    return restamped;
  };

  const of = (agentId: string, nowMs: number): RecentIntent[] => {
    const known = notLater(agentId, nowMs);
    const passedSinceMs = nowMs - Math.max(RATE_WINDOW_MS, duplicateWindowMs());
    const isWanted = ({ atMs, passed }: RecentIntent): boolean => atMs > nowMs - RATE_WINDOW_MS || (passed && atMs >= passedSinceMs);
    // They are in the order of time, so that one look at the oldest tells whether there is anything to drop.
    const [oldest] = known;
    if (oldest === undefined || isWanted(oldest)) return known;
    const wanted = known.filter(isWanted);
    // Names cost a client nothing: nothing is kept of one that asked for nothing lately.
    if (wanted.length === 0) byAgent.delete(agentId);
    else byAgent.set(agentId, wanted);
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
