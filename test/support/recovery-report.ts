import type { RecoveryReport } from "../../src-main/contract/recovery.ts";

/** A report of a record that holds nothing, at a venue that holds nothing. */
export const emptyReport: RecoveryReport = {
  atMs: 0,
  tookMs: 0,
  cause: "startup",
  mode: "whole",
  dryRun: false,
  restoredFromMs: null,
  cleanExitBefore: true,
  journal: { verified: true, snapshot: null, snapshotsSkipped: 0, eventsReplayed: 0 },
  lastSaveAtMs: null,
  loaded: { agents: 0, trades: 0, openTrades: 0, orphans: 0, heroes: 0, supervisor: false, mastermind: false },
  alive: 0,
  dead: 0,
  agents: [],
  venuePositions: 0,
  historyRead: false,
  differences: [],
  otherCorrections: [],
  differencesOmitted: 0,
  storm: null,
  counts: { consistent: 0, corrected: 0, waiting: 0, planned: 0 },
  decision: "trade",
};
