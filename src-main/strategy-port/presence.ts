import type { Cancel, Clock, StrategyDoor } from "../engine/ports.ts";
import type { PortLimits } from "./limits.ts";

/** Which agents are there. */
export interface Presence {
  /** A message of this agent came. */
  heard(agentId: string): void;
  count(): number;
  /** Nobody is there any more. */
  close(): void;
}

/**
 * Tells the engine who speaks, and who has fallen silent. Agents stand in the order in which they were last heard, so
 * the silent ones are found without looking at the others.
 */
export function watchPresence(door: Pick<StrategyDoor, "seen">, clock: Clock, limits: PortLimits): Presence {
  const heardAtMs = new Map<string, number>();
  let cancel: Cancel = () => {};

  const forget = (agentId: string): void => {
    heardAtMs.delete(agentId);
    door.seen(agentId, false);
  };
  const check = (): void => {
    const silentSinceMs = clock.monotonicMs() - limits.silenceMs;
    for (const [agentId, atMs] of heardAtMs) {
      if (atMs >= silentSinceMs) break;
      forget(agentId);
    }
    cancel = clock.after(limits.silenceCheckMs, check);
  };
  cancel = clock.after(limits.silenceCheckMs, check);

  return {
    heard: (agentId) => {
      heardAtMs.delete(agentId);
      heardAtMs.set(agentId, clock.monotonicMs());
      const [longestSilent] = heardAtMs.keys();
      if (heardAtMs.size > limits.agentsMax && longestSilent !== undefined) forget(longestSilent);
      door.seen(agentId, true);
    },
    count: () => heardAtMs.size,
    close: () => {
      cancel();
      for (const agentId of heardAtMs.keys()) forget(agentId);
    },
  };
}
