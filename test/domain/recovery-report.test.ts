import { describe, expect, it } from "vitest";
import { recoveryLimits, RecoveryReport } from "../../src-main/contract/recovery.ts";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import type { Reconciliation } from "../../src-main/domain/reconciliation.ts";
import { type RecoveryFacts, recoveryReport } from "../../src-main/domain/recovery-report.ts";
import { recoveryText } from "../../src-main/domain/recovery-text.ts";
import { ageText, moneyText } from "../../src-main/domain/recovery-words.ts";
import { applyPlan, atVenue, closed, compareAll, deal, NIGHT, opened, privateSaved, recordsOf, registered, type Wish } from "./records-fixture.ts";

const facts: RecoveryFacts = {
  atMs: NIGHT + 3_600_000,
  tookMs: 212,
  cause: "startup",
  mode: "whole",
  dryRun: false,
  restoredFromMs: null,
  cleanExitBefore: false,
  journal: { verified: true, snapshot: { seq: 12, takenAtMs: NIGHT - 600_000 }, snapshotsSkipped: 1, eventsReplayed: 1234 },
  venuePositions: 9,
  historyRead: true,
  skipsConfirmation: true,
};

/** Ten agents in the night: two dead, eight alive with a position each; one was stopped out, one grew. */
const nightEvents: readonly RecordEvent[] = Array.from({ length: 10 }, (_, index) => index + 1).flatMap((ticket): RecordEvent[] => {
  const agentId = `agent-${String(ticket).padStart(2, "0")}`;
  const life: RecordEvent[] = [registered(agentId), privateSaved(agentId, { capital: 1000 }), opened({ ticket: ticket + 100, agentId }), closed({ ticket: ticket + 100, profit: ticket * 100 - 450 })];
  return ticket > 2 ? [...life, opened({ ticket, agentId })] : [...life, { kind: "AGENT_DIED", body: { agentId, hero: { agent_id: agentId, death_time: "2026-01-15T02:10:00Z", death_reason: "capital below its minimum" } } }];
});
const nightVenue = [4, 5, 6, 7, 8, 9, 10].map((ticket) => atVenue({ ticket, volumeLots: ticket === 10 ? 0.15 : 0.1 }));

function nightReport(wish: Wish = {}, patch: Partial<RecoveryFacts> = {}): RecoveryReport {
  const records = recordsOf(...nightEvents);
  const reconciliation = compareAll(records, { venue: nightVenue, deals: [deal({ positionId: 3 })], ...wish });
  if (patch.dryRun !== true) applyPlan(records, reconciliation);
  // Capital is told by every agent and follows its results; that is another test's matter.
  const positionsOnly: Reconciliation = {
    diff: { ...reconciliation.diff, differences: reconciliation.diff.differences.filter(({ matter }) => matter !== "virtual capital") },
    plan: { ...reconciliation.plan, corrections: reconciliation.plan.corrections.filter(({ symbol }) => symbol !== null) },
  };
  return RecoveryReport.parse(recoveryReport({ ...facts, ...patch }, records, positionsOnly));
}

describe("the recovery report", () => {
  it("counts what was loaded, corrected and left waiting", () => {
    expect(nightReport()).toMatchObject({
      alive: 8,
      dead: 2,
      loaded: { agents: 10, trades: 18, openTrades: 7, orphans: 0, heroes: 2, supervisor: false, mastermind: false },
      counts: { consistent: 6, corrected: 2, waiting: 0, planned: 0 },
      decision: "confirm",
    });
  });

  it.each<[string, Wish, Partial<RecoveryFacts>, RecoveryReport["decision"]]>([
    ["all is alike, and nobody needs to confirm that", { venue: [3, 4, 5, 6, 7, 8, 9, 10].map((ticket) => atVenue({ ticket })) }, {}, "trade"],
    ["all is alike, and a person confirms", { venue: [3, 4, 5, 6, 7, 8, 9, 10].map((ticket) => atVenue({ ticket })) }, { skipsConfirmation: false }, "confirm"],
    ["something waits", { venue: [...nightVenue, atVenue({ ticket: 77, magic: 9 })] }, {}, "review"],
  ])("decides when %s", (_name, wish, patch, decision) => {
    expect(nightReport(wish, patch).decision).toBe(decision);
  });

  it("says that nothing was compared when the truth was not read", () => {
    const report = recoveryReport({ ...facts, venuePositions: null }, recordsOf(...nightEvents), null);
    expect(report).toMatchObject({ decision: "no truth", differences: [], counts: { consistent: 0 } });
    expect(recoveryText(report)).toContain("NO TRUTH");
  });

  it("plans only, in a dry run", () => {
    const report = nightReport({}, { dryRun: true });
    expect(report.counts).toMatchObject({ corrected: 0, planned: 2 });
    expect(report.loaded.openTrades).toBe(8);
    expect(recoveryText(report)).toContain("2 corrections planned (dry run: nothing was changed)");
  });

  it("lists as many differences as it may and counts the rest", () => {
    const events = Array.from({ length: recoveryLimits.differencesListed + 5 }, (_, index) => opened({ ticket: index + 1, symbol: `S${index}` }));
    const records = recordsOf(...events);
    const report = recoveryReport(facts, records, compareAll(records, {}));
    expect([report.differences.length, report.differencesOmitted]).toEqual([recoveryLimits.differencesListed, 5]);
    expect(report.counts.waiting).toBe(recoveryLimits.differencesListed + 5);
    expect(recoveryText(report)).toContain("and 5 more differences, not listed.");
  });
});

describe("the report as text", () => {
  it("says first what to do, then what waits, what differs, and where it comes from", () => {
    const text = recoveryText(nightReport({ venue: [...nightVenue, atVenue({ ticket: 77, magic: 9 })] }));
    const order = ["YOU ARE NEEDED. 1 correction waits for your decision.", "WAITING FOR YOU", "orphan asked: nobody's EURUSD ticket 77", "DIFFERENCES", "AGENTS  8 alive, 2 dead", "WHERE THIS COMES FROM"].map((words) => text.indexOf(words));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it("shows the three sides with the odd one marked, the cause, the result with its sign, and ages in words", () => {
    const text = recoveryText(nightReport());
    for (const words of [
      "venue     0.00 lots\n      public    0.10 lots <- the odd one out\n      private   does not say\n",
      "B closed outside: agent-03 EURUSD ticket 3",
      "cause     It was closed without us: stop-loss.",
      "result    -51.00",
      "evidence  deal 71: SELL 0.1 EURUSD at 1.08, reason SL",
      "died 2026-01-15 02:10:00 UTC: capital below its minimum",
      "Snapshot: 2026-01-15 02:50:00 UTC, 1 hour 10 minutes before this report.",
      "1 damaged snapshot was passed over.",
      "The run before ended without saying goodbye",
    ]) expect(text).toContain(words);
  });

  it("keeps to 80 columns, whatever it is told", () => {
    const long = "a".repeat(64);
    const records = recordsOf(opened({ agentId: long, symbol: "S".repeat(32) }), opened({ ticket: 2, agentId: long }), closed({ ticket: 2 }), { kind: "AGENT_DIED", body: { agentId: long, hero: { agent_id: long, death_reason: "z".repeat(300) } } });
    const report = recoveryReport(facts, records, compareAll(records, { venue: [atVenue({ ticket: 5, comment: "c".repeat(200) })] }));
    expect(Math.max(...recoveryText(report).split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(Math.max(...recoveryText(nightReport()).split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it.each([
  [0, "less than a second"],
  [61_000, "1 minute 1 second"],
  [3_600_000, "1 hour"],
  [86_400_000 + 3_000, "1 day"],
  [2 * 86_400_000 + 3 * 3_600_000, "2 days 3 hours"],
  [-60_000, "1 minute in the future (the clock was set back)"],
])("tells an age of %i ms as %s", (ageMs, words) => {
  expect(ageText(ageMs)).toBe(words);
});

it.each([
  [1234567.5, "+1,234,567.50"],
  [-0.05, "-0.05"],
  [0, "+0.00"],
])("tells %f as %s", (amount, words) => {
  expect(moneyText(amount)).toBe(words);
});
