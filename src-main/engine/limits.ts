/** Every limit of the engine, with its unit, in one place. Settings that people change are in `system/config.ts`. */
export const limits = {
  /** A beat answered in less than this is `HEALTHY`, from here on `DEGRADED`. */
  healthyBelowMs: 50,
  /** Beats kept for average, percentiles and jitter: ten minutes at one beat every 5 s. */
  beatSamplesKept: 120,
  /** Beats sent to the console for its sparkline. */
  beatSamplesShown: 60,
  /** How often the two clocks and the loop are looked at. */
  timeWatchIntervalMs: 250,
  /** The loop was blocked for this long: what timed out meanwhile says nothing, and trading stops. */
  loopLagTripMs: 1_000,
  /** Wall and monotonic clock disagree by this much between two looks: slept, or somebody set the clock. */
  clockJumpTripMs: 2_000,
  /** Closes of a flatten in flight at once. A gateway of this family serves one at a time, so more only queue up there. */
  flattenInFlight: 8,
  /** Rounds of close-and-verify before a flatten reports what is still open. */
  flattenRounds: 5,
  /** Pause for a position list that may lag behind the closes. */
  flattenSettleMs: 300,
  /** Looks that may fail in a row before the gateway counts as away; one lost reply is no reason to wait. */
  flattenReadTries: 3,
  flattenCloseTimeoutMs: 5_000,
  /** How often at most a running flatten reports to the console. */
  flattenReportIntervalMs: 100,
  /** Reads of the truth that may fail in a row, with the heartbeat answering, before trading stops. */
  truthReadFailuresToTrip: 3,
  /** Journal entries the console keeps in sight. */
  activityKept: 200,
  /** Differences of the last syncs kept in sight; waiting ones are always kept. */
  correctedDifferencesKept: 50,
} as const;
