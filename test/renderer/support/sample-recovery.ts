import type { Correction, LedgerDifference } from "../../../src-main/contract/reconciliation.ts";
import type { RecoveryHead } from "../../../src-main/contract/records.ts";
import type { RecoveryReport, ReportedCorrection, ReportedDifference } from "../../../src-main/contract/recovery.ts";
import { sampleLives } from "./sample-records.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const correction = (made: Partial<ReportedCorrection> & Pick<Correction, "id" | "code" | "kind">): ReportedCorrection => ({
  agentId: "alpha-1",
  symbol: "EURUSD",
  ticket: 100_201,
  believed: "BUY 0.3 EURUSD at 1.0851",
  truth: "nothing",
  why: "It was closed without us: stop-loss.",
  evidence: [],
  suggestion: null,
  profit: null,
  status: "corrected",
  waitsFor: null,
  ...made,
});

const difference = (made: Partial<ReportedDifference> & Pick<LedgerDifference, "id" | "matter" | "priority">): ReportedDifference => ({
  agentId: "alpha-1",
  symbol: "EURUSD",
  side: "BUY",
  ticket: null,
  venue: null,
  public: null,
  private: null,
  odd: null,
  corrections: [],
  ...made,
});

/** Closed outside, opposite direction, an orphan, capital, and one that nobody corrects. */
const nightDifferences = (nowMs: number): ReportedDifference[] => [
  difference({
    id: "volume:alpha-1:EURUSD:BUY",
    matter: "volume",
    priority: "P0",
    venue: 0,
    public: 0.3,
    private: 0.3,
    odd: "venue",
    corrections: [correction({ id: "CLOSED_OUTSIDE:100201", code: "CLOSED_OUTSIDE", kind: "B", profit: -43.2, evidence: ["deal 900412: SELL 0.3 EURUSD at 1.08366, reason stop-loss"] })],
  }),
  difference({
    id: "direction:100207",
    matter: "direction",
    priority: "P0",
    agentId: "alpha-2",
    symbol: "XAUUSD",
    ticket: 100_207,
    venue: "SELL XAUUSD",
    public: "BUY XAUUSD",
    private: "SELL XAUUSD",
    odd: "public",
    corrections: [
      correction({
        id: "OPPOSITE_DIRECTION:100207",
        code: "OPPOSITE_DIRECTION",
        kind: "D",
        agentId: "alpha-2",
        symbol: "XAUUSD",
        ticket: 100_207,
        believed: "BUY 0.1 XAUUSD at 2030.12",
        truth: "SELL 0.1 XAUUSD at 2030.12",
        why: "Ticket 100207 goes the other way at the venue than in our record.",
        suggestion: "The venue is right: let our record follow it.",
        status: "waiting",
        waitsFor: "direction",
      }),
    ],
  }),
  difference({
    id: "volume::GBPUSD:SELL",
    matter: "volume",
    priority: "P0",
    agentId: null,
    symbol: "GBPUSD",
    side: "SELL",
    venue: 0.5,
    public: 0,
    odd: "public",
    corrections: [
      correction({
        id: "ORPHAN_ASKED:100311",
        code: "ORPHAN_ASKED",
        kind: "orphan",
        agentId: null,
        symbol: "GBPUSD",
        ticket: 100_311,
        believed: "nothing",
        truth: "SELL 0.5 GBPUSD at 1.2651",
        why: "Position 100311 is open at the venue, and nothing says whose it is.",
        evidence: ['magic 0, comment ""'],
        suggestion: "Give it to an agent, close it, or leave it alone.",
        status: "waiting",
        waitsFor: "orphan",
      }),
    ],
  }),
  difference({
    id: "virtual capital:alpha-3",
    matter: "virtual capital",
    priority: "P1",
    agentId: "alpha-3",
    symbol: null,
    side: null,
    public: 5_012.4,
    private: 4_969.2,
    corrections: [
      correction({
        id: "CAPITAL:alpha-3",
        code: "PRIVATE_FOLLOWS",
        kind: "C",
        agentId: "alpha-3",
        symbol: null,
        ticket: null,
        believed: "capital 4969.2 (the agent)",
        truth: "capital 5012.4 (our record)",
        why: "Our record and alpha-3 count its capital differently, and our figure is newer.",
      }),
    ],
  }),
  difference({ id: "holding time:100209", matter: "holding time", priority: "P2", agentId: "alpha-5", symbol: "USDJPY", ticket: 100_209, venue: nowMs - 3 * HOUR_MS, public: nowMs - 4 * HOUR_MS, odd: "public" }),
];

/** A night with ten agents: eight alive, two dead; two differences corrected, two waiting. */
export function sampleReport(nowMs = Date.now(), made: Partial<RecoveryReport> = {}): RecoveryReport {
  return {
    atMs: nowMs - 4 * MINUTE_MS,
    tookMs: 31,
    cause: "startup",
    mode: "whole",
    dryRun: false,
    restoredFromMs: null,
    cleanExitBefore: false,
    journal: { verified: true, snapshot: { seq: 47_900, takenAtMs: nowMs - 51 * MINUTE_MS }, snapshotsSkipped: 1, eventsReplayed: 311 },
    lastSaveAtMs: nowMs - 9 * MINUTE_MS,
    loaded: { agents: 10, trades: 412, openTrades: 7, orphans: 1, heroes: 2, supervisor: true, mastermind: false },
    alive: 8,
    dead: 2,
    agents: sampleLives(10, nowMs).map(({ agentId, alive, diedAtMs, deathReason, openTrades, savedAtMs, statistics: { profit, trades } }) => ({ agentId, alive, diedAtMs, deathReason, profit, trades, openPositions: openTrades, savedAtMs })),
    venuePositions: 7,
    historyRead: true,
    differences: nightDifferences(nowMs),
    otherCorrections: [],
    differencesOmitted: 0,
    storm: null,
    counts: { consistent: 5, corrected: 2, waiting: 2, planned: 0 },
    decision: "review",
    ...made,
  };
}

/** More than anybody reads in one go: `count` are listed, some kinds of correction among them, all of them waiting. */
export function stormReport(count: number, nowMs = Date.now()): RecoveryReport {
  const codes = ["CLOSED_OUTSIDE", "REDUCED_OUTSIDE", "VOLUME_GREW"] as const;
  const differences = Array.from({ length: count }, (_, at) =>
    difference({
      id: `volume:alpha-${at}:EURUSD:BUY`,
      matter: "volume",
      priority: "P0",
      agentId: `alpha-${at}`,
      venue: 0,
      public: 0.3,
      private: 0.3,
      odd: "venue",
      corrections: [correction({ id: `storm:${at}`, code: codes[at % codes.length] ?? "CLOSED_OUTSIDE", kind: "B", agentId: `alpha-${at}`, ticket: 200_000 + at, status: "waiting", waitsFor: "storm", suggestion: "400 of 500 positions would be corrected." })],
    }),
  );
  return sampleReport(nowMs, { differences, differencesOmitted: 37, storm: "400 of 500 positions would be corrected, more than 30 %: nothing is done before somebody has looked.", counts: { consistent: 100, corrected: 0, waiting: count, planned: 0 } });
}

export const headOf = (report: RecoveryReport, wantsConfirmation = false): RecoveryHead => ({
  atMs: report.atMs,
  cause: report.cause,
  decision: report.decision,
  counts: report.counts,
  alive: report.alive,
  dead: report.dead,
  lastSaveAtMs: report.lastSaveAtMs,
  storm: report.storm,
  wantsConfirmation,
});
