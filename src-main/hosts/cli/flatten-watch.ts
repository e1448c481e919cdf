import type { CallFailure } from "../../contract/api.ts";
import { killScopeText, type FlattenReport, type KillRecord, type KillReport } from "../../contract/kill.ts";
import { pause } from "../../engine/startup-gate.ts";
import { systemClock } from "../../system/clock.ts";
import type { EngineAccess } from "./engine-access.ts";

/** What was last seen of a kill and its flatten, and why no more could be seen. */
export interface Watched {
  readonly kill: KillRecord;
  readonly report: FlattenReport | null;
  readonly failure: CallFailure | null;
}

const LOOK_INTERVAL_MS = 200;

/**
 * Watches until this kill's flatten is over. One that closes positions is watched for as long as it takes; whatever
 * else there is to wait for, for `patienceMs` at most: a gateway that is away (only where nobody else waits for it), or
 * the report of a flatten that another kill pushed out of sight.
 */
export async function watchFlatten(engine: EngineAccess, asked: KillRecord, patienceMs: number, signal: AbortSignal): Promise<Watched> {
  const patienceEndsMs = systemClock.monotonicMs() + patienceMs;
  let watched: Watched = { kill: asked, report: null, failure: null };
  while (!signal.aborted) {
    const answer = await engine.call("kills", {});
    if (!answer.ok) return { ...watched, failure: answer.failure };
    const { active, flatten } = answer.value;
    const isOurs = flatten !== null && (flatten.killId === asked.id || standsFor(answer.value, asked));
    watched = { kill: active.find((kill) => kill.id === asked.id) ?? watched.kill, report: isOurs ? flatten : watched.report, failure: null };
    if (isOurs && isSettled(flatten, engine.where)) return watched;
    const isClosing = isOurs && flatten.status === "running";
    if (!isClosing && systemClock.monotonicMs() >= patienceEndsMs) return watched;
    await pause(systemClock, LOOK_INTERVAL_MS, signal);
  }
  return watched;
}

/** A running engine waits for its gateway by itself; nobody needs to watch it wait. */
const isSettled = ({ status }: FlattenReport, where: EngineAccess["where"]): boolean => status === "done" || status === "incomplete" || (status === "waiting" && where === "running");

/** The engine reports on the newest flatten. A later one that reaches at least as far as ours has called ours off and does its work. */
function standsFor({ active, flatten }: KillReport, asked: KillRecord): boolean {
  const later = active.find((kill) => kill.id === flatten?.killId);
  if (!later || later.atMs < asked.atMs || (asked.includeForeign && !later.includeForeign)) return false;
  return later.scope.kind === "all" || killScopeText(later.scope) === killScopeText(asked.scope);
}
