/** Every limit of the engine, with its unit, in one place. Settings that people change are in `system/config.ts`. */
export const limits = {
  /** A sync that took longer is worth an alert. */
  slowSyncMs: 3_000,
  /** A gateway that says nothing for this long is worth an alert, before the breaker trips. */
  silenceAlertMs: 10_000,
  /** Syncs that fail in a row, until somebody is called. */
  syncFailuresToAlert: 2,
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
  /**
   * Pauses after each round of closes that left something open, before it is looked at again: first for a list that
   * lags behind, then for a terminal or a market that is away. A minute in all, then it reports what is still open.
   */
  flattenPausesMs: [300, 1_000, 3_000, 8_000, 16_000, 32_000],
  /** Looks that may fail in a row before the gateway counts as away; one lost reply is no reason to wait. */
  flattenReadTries: 3,
  flattenCloseTimeoutMs: 5_000,
  /** How often at most a running flatten reports to the console. */
  flattenReportIntervalMs: 100,
  /** Reads of the truth that may fail in a row, with the heartbeat answering, before trading stops. */
  truthReadFailuresToTrip: 3,
  truthRetryMs: 5_000,
  /** How often at most the truth is read because orders change it; a strategy that asks is answered by a read of its own. */
  truthAfterOrderMs: 100,
  /** After this long without a word, a machine that was about to sleep is awake: the sleep did not come about. */
  assumedAwakeMs: 60_000,
  /** An intent that did not leave within this is denied, never sent late. */
  intentLifeMs: 2_000,
  /** Orders remembered for repeated uuids; those in doubt are always remembered. */
  ordersRemembered: 50_000,
  /** Of these, denied ones: they never left, and must not push out those that did. */
  deniedOrdersRemembered: 20_000,
  /** Positions remembered after they went. */
  gonePositionsRemembered: 1_000,
  /** Of these, the newest keep the numbers that their checks compared. */
  ordersWithChecks: 1_000,
  /** Orders the console keeps in sight. */
  ordersShown: 500,
  /** Rows a call for orders looks through. */
  ordersSearched: 20_000,
  /**
   * An order in doubt is looked for at the venue only after this, counted from its intent: the 2 s it may wait here, the
   * 5 s its risk signature is good for, and as much again for a gateway whose clock is behind ours. After that an `OPEN`
   * still lying in some queue is refused by the gateway and can no longer become a position.
   */
  doubtSettleMs: 12_000,
  /** Complete reads after that which must agree before "it is not there" counts. */
  doubtReads: 3,
  doubtReadIntervalMs: 1_000,
  /** Account and positions for strategies are not older than this. */
  strategyTruthMaxAgeMs: 250,
  /** A filled order counts as open for so long without being listed: terminals' lists lag. */
  fillSettleMs: 3_000,
  /** No list of positions is compared that was asked for longer ago, but for the last one before the gateway went away. */
  listLifeMs: 60_000,
  /** How far back the history is asked for a position whose opening nobody told. */
  untoldOpeningAgoMs: 30 * 86_400_000,
  /** A pending order shows in no list of positions, and counts as filled for so long. */
  pendingReservedMs: 86_400_000,
  /** Symbols whose last price is remembered. */
  pricedSymbolsMax: 10_000,
  /** A new high of the day's equity is written down once it is this share above the last one written. */
  equityPeakStep: 0.0005,
  /** Agents in the list, but for those of whom something may be open; their records stay. */
  agentsRemembered: 10_000,
  /** How often at most the console hears of orders; under load many go in one message. */
  ordersPublishIntervalMs: 50,
  /** How often at most agents and limits are counted anew for the console. */
  figuresPublishIntervalMs: 500,
  /** An agent saves its own ledger a while after it traded: until then the two may differ. */
  privateLedgerGraceMs: 5_000,
  /** Comparisons in a row that found something that nobody can explain, until trading stops. */
  driftsToTrip: 3,
  /** Deals are looked for from this long before the intent on: clocks differ. */
  historySlackMs: 60_000,
  /** Journal entries the console keeps in sight. */
  activityKept: 200,
  /** Of these, saves of agents. */
  savesShown: 40,
  /** Differences of the last syncs kept in sight; waiting ones are always kept. */
  correctedDifferencesKept: 50,
} as const;
