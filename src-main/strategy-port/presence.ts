import type { Cancel, Clock, StrategyDoor } from "../engine/ports.ts";
import type { PortLimits } from "./limits.ts";

/** Which agents are there. */
export interface Presence {
  /** A message of this agent came at `atMs` (monotonic). */
  heard(agentId: string, atMs: number): void;
  /** A line is gone by which this agent asked something at `askedAtMs` (monotonic). What it has said since, it said by another. */
  hungUp(agentId: string, askedAtMs: number): void;
  count(): number;
  /** Nobody is there any more. */
  close(): void;
}

/**
 * Tells the engine who speaks, who has hung up and who has fallen silent. A ROUTER learns that a line has ended only when
 * it has something to say to it, so an agent that hung up with no answer due is missed after its silence. Agents stand in
 * the order in which they were last heard: the silent ones are found without looking at the others.
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
    heard: (agentId, atMs) => {
      heardAtMs.delete(agentId);
      heardAtMs.set(agentId, atMs);
      const [longestSilent] = heardAtMs.keys();
      if (heardAtMs.size > limits.agentsMax && longestSilent !== undefined) forget(longestSilent);
      door.seen(agentId, true);
    },
    hungUp: (agentId, askedAtMs) => {
      const atMs = heardAtMs.get(agentId);
      if (atMs !== undefined && atMs <= askedAtMs) forget(agentId);
    },
    count: () => heardAtMs.size,
    close: () => {
      cancel();
      for (const agentId of heardAtMs.keys()) forget(agentId);
    },
  };
}
