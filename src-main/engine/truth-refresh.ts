import { limits } from "./limits.ts";
import type { Cancel, Clock } from "./ports.ts";
import type { ReadTruth, TruthReader } from "./truth-reader.ts";

export interface TruthRefreshWorld {
  readonly clock: Clock;
  readonly reader: TruthReader;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Is there a point in asking now? Not while a full sync runs, nor with the link failed. */
  worthwhile(): boolean;
  /** Changes with every full sync. */
  syncNumber(): number;
  /** The next read waits until this has settled, so that each is compared with a record that follows the one before. */
  onTruth(truth: ReadTruth, syncNumber: number): Promise<void>;
  /** The truth contradicts itself: only a full sync may settle it. */
  onSuspect(): void;
  /** It failed so often in a row that what we know is too old to trade on. */
  onStale(why: string): void;
}

export interface TruthRefresh {
  start(): void;
  stop(): void;
  /** Reads now, for instance after a flatten. */
  now(): void;
  /** Something changed what is open: reads at once after a quiet time, and at most every `truthAfterOrderMs` while things change. */
  soon(): void;
}

/** Keeps the truth young between syncs. One read is out at a time. */
export function createTruthRefresh(world: TruthRefreshWorld): TruthRefresh {
  let cancel: Cancel = () => {};
  let running = false;
  let reading = false;
  let failures = 0;
  /** Something changed that the last read, or the one that is out, may not have seen. */
  let wanted = false;
  let beganAtMs = Number.NEGATIVE_INFINITY;

  const read = async (): Promise<void> => {
    const number = world.syncNumber();
    const result = await world.reader.read(world.timeoutMs);
    // A full sync that began meanwhile has read a newer truth than this one.
    if (!running || !world.worthwhile() || number !== world.syncNumber()) return;
    failures = result.kind === "failed" ? failures + 1 : 0;
    if (result.kind === "truth") await world.onTruth(result.truth, number);
    if (result.kind === "suspect") world.onSuspect();
    if (result.kind === "failed" && failures >= limits.truthReadFailuresToTrip) {
      failures = 0;
      world.onStale(result.error.message);
    }
  };

  const turn = async (): Promise<void> => {
    if (reading || !running) return;
    cancel();
    reading = true;
    wanted = false;
    beganAtMs = world.clock.monotonicMs();
    if (world.worthwhile()) await read();
    reading = false;
    if (running) cancel = world.clock.after(nextInMs(), () => void turn());
  };

  const nextInMs = (): number => {
    if (wanted) return untilSoonMs();
    // A failed read is tried again soon, however seldom the truth is read otherwise.
    return failures > 0 ? Math.min(world.intervalMs, limits.truthRetryMs) : world.intervalMs;
  };

  const untilSoonMs = (): number => Math.max(0, beganAtMs + limits.truthAfterOrderMs - world.clock.monotonicMs());

  return {
    start: () => {
      running = true;
      cancel = world.clock.after(world.intervalMs, () => void turn());
    },
    stop: () => {
      running = false;
      cancel();
    },
    now: () => void turn(),
    soon: () => {
      if (wanted || !running) return;
      wanted = true;
      if (reading) return;
      cancel();
      cancel = world.clock.after(untilSoonMs(), () => void turn());
    },
  };
}
