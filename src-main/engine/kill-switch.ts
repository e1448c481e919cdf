import type { KillRecord, KillRequest } from "../contract/kill.ts";
import type { Clock, Ids } from "./ports.ts";

/**
 * The latched stop. It lives in memory first, so that it is in force before the call that asked for it returns; the
 * journal makes it outlive the process. Only a re-arm takes a kill out again.
 */
export interface KillSwitch {
  /** In force when this returns. */
  engage(request: KillRequest): KillRecord;
  /** Puts back what the journal says was in force when the last run ended. */
  restore(kills: readonly KillRecord[]): void;
  markDurable(id: string): void;
  /** Ends these kills; ids that are not in force are passed over. */
  release(ids: readonly string[]): void;
  readonly active: readonly KillRecord[];
}

export function createKillSwitch(clock: Clock, ids: Ids): KillSwitch {
  let active: readonly KillRecord[] = [];
  return {
    engage: (request) => {
      const kill: KillRecord = {
        id: ids.uuid(),
        scope: request.scope,
        reason: request.reason,
        source: request.source,
        flatten: request.flatten,
        includeForeign: request.includeForeign,
        atMs: clock.wallMs(),
        durable: false,
      };
      active = [...active, kill];
      return kill;
    },
    restore: (kills) => {
      active = [...kills, ...active];
    },
    markDurable: (id) => {
      active = active.map((kill) => (kill.id === id ? { ...kill, durable: true } : kill));
    },
    release: (released) => {
      active = active.filter((kill) => !released.includes(kill.id));
    },
    get active() {
      return active;
    },
  };
}
