import type { Rng } from "../../src-main/simulator/rng.ts";
import type { Speaker } from "./audit.ts";

/** Agents at work, some of them at any moment. */
export interface Traffic {
  /** Settles when all have stopped; rejects when one of them was told what nobody may be told. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** `atOnce` of the agents, others every time, each doing one thing after the other. */
export function startTraffic(speakers: readonly Speaker[], atOnce: number, rng: Rng): Traffic {
  const busy = new Set<Speaker>();
  const stopping = new AbortController();

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const speaker = speakers[rng.int(0, speakers.length - 1)];
      if (speaker === undefined || busy.has(speaker) || speaker.agent.isDead) {
        // Also the only turn that others get while all are busy.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      busy.add(speaker);
      await speaker.agent.act(speaker.line, performance.now());
      busy.delete(speaker);
    }
  };
  const ended = Promise.all(Array.from({ length: Math.min(atOnce, speakers.length) }, work)).then(() => undefined);
  // Seen by whoever stops it.
  ended.catch(() => undefined);
  return {
    ended,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
