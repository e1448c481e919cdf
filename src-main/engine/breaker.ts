import type { Reason, TripReason } from "../contract/trading-state.ts";
import type { Clock } from "./ports.ts";

interface Trip extends Reason {
  readonly code: TripReason;
  readonly monotonicMs: number;
}

/** Stops new orders by itself, reason by reason, and lets them through again only after a fresh clean sync. */
export interface Breaker {
  /** Adds a reason; false when it was engaged for that reason already. */
  engage(code: TripReason, detail: string): boolean;
  /**
   * A full sync that began at `syncStartedAtMs` (monotonic) was clean. Releases every reason older than that sync whose
   * cause is gone, and returns their codes; what engaged while it ran wants another one.
   */
  release(syncStartedAtMs: number, persists: (code: TripReason) => boolean): TripReason[];
  /** Is there a reason whose cause is gone, so that a fresh sync could release it? */
  releasable(persists: (code: TripReason) => boolean): boolean;
  readonly reasons: readonly Reason[];
}

export function createBreaker(clock: Clock): Breaker {
  let trips: Trip[] = [];
  return {
    engage: (code, detail) => {
      const known = trips.some((trip) => trip.code === code);
      const sinceMs = trips.find((trip) => trip.code === code)?.sinceMs ?? clock.wallMs();
      // Engaging again renews the moment: a sync that is already running no longer covers it.
      trips = [...trips.filter((trip) => trip.code !== code), { code, detail, sinceMs, monotonicMs: clock.monotonicMs() }];
      return !known;
    },
    release: (syncStartedAtMs, persists) => {
      const released = trips.filter((trip) => trip.monotonicMs <= syncStartedAtMs && !persists(trip.code));
      trips = trips.filter((trip) => !released.includes(trip));
      return released.map((trip) => trip.code);
    },
    releasable: (persists) => trips.some((trip) => !persists(trip.code)),
    get reasons() {
      return trips.map(({ code, detail, sinceMs }) => ({ code, detail, sinceMs }));
    },
  };
}
