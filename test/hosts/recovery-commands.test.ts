import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RecordsSummary } from "../../src-main/contract/records.ts";
import type { RecoveryReport, ReportedCorrection } from "../../src-main/contract/recovery.ts";
import { done, refuse } from "../../src-main/serve/dispatcher.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { emptyReport } from "../support/recovery-report.ts";
import { engineOf, noEngine } from "./cli-fixture.ts";

const NIGHT = Date.UTC(2026, 0, 15, 3, 0, 0);
const person = ["--name", "Kim", "--reason", "looked at it"];

const correction = (patch: Partial<ReportedCorrection> = {}): ReportedCorrection => ({
  id: "OPPOSITE_DIRECTION:7",
  kind: "D",
  code: "OPPOSITE_DIRECTION",
  agentId: "alpha",
  symbol: "EURUSD",
  ticket: 7,
  believed: "BUY 0.1 EURUSD",
  truth: "SELL 0.1 EURUSD",
  why: "Ticket 7 goes the other way at the venue.",
  evidence: [],
  suggestion: "The venue is right.",
  profit: null,
  status: "waiting",
  waitsFor: "direction",
  ...patch,
});
const orphan = correction({ id: "ORPHAN_ASKED:9", kind: "orphan", code: "ORPHAN_ASKED", agentId: null, ticket: 9, waitsFor: "orphan" });

const report = (patch: Partial<RecoveryReport> = {}): RecoveryReport => ({ ...emptyReport, atMs: NIGHT, tookMs: 12, cause: "operator", historyRead: true, journal: { ...emptyReport.journal, eventsReplayed: 9 }, ...patch });
const waiting = report({ decision: "review", counts: { consistent: 1, corrected: 0, waiting: 2, planned: 0 }, otherCorrections: [correction(), orphan, correction({ id: "done", status: "corrected" })] });
const summary: RecordsSummary = { seq: 40, atMs: NIGHT, agents: [], alive: 0, dead: 0, trades: 3, openTrades: [], orphans: 0, profit: 1.5, supervisor: null, mastermind: null, lastSaveAtMs: null };

describe("holdfast recover", () => {
  it.each([
    ["nothing waits", report(), 0],
    ["a person confirms", report({ decision: "confirm" }), 4],
    ["a person decides", waiting, 4],
    ["no truth", report({ decision: "no truth", venuePositions: null }), 2],
  ])("shows the report, and its exit code says: %s", async (_name, made, code) => {
    const { holdfast } = await engineOf({ recover: () => done(made) });
    const ran = await holdfast("recover");
    expect(ran.code).toBe(code);
    expect(ran.out[1]).toMatch(/^RECOVERY REPORT {3}2026-01-15 03:00:00 UTC$/);
    expect((await holdfast("recover", "--json")).json).toEqual(made);
  });

  it.each([
    ["whole", "whole"],
    ["agents", "agents only"],
    ["ledgers", "ledgers only"],
  ])("--mode %s, and --dry-run asks for a plan alone", async (flag, mode) => {
    const recover = vi.fn(() => done(report()));
    const recoveryPlan = vi.fn(() => done(report({ dryRun: true, decision: "confirm" })));
    const { holdfast } = await engineOf({ recover, recoveryPlan });
    // A dry run that would settle everything leaves nothing to anybody.
    expect((await holdfast("recover", "--mode", flag, "--dry-run")).code).toBe(0);
    expect(recover).not.toHaveBeenCalled();
    await holdfast("recover", "--mode", flag);
    for (const call of [recover, recoveryPlan]) expect(call).toHaveBeenCalledExactlyOnceWith({ mode }, expect.anything());
  });

  it.each([
    ["2026-01-15T03:00", { atMs: NIGHT }],
    ["2026-01-15 03:00:00Z", { atMs: NIGHT }],
    ["2026-01-15T05:00+02:00", { atMs: NIGHT }],
    [String(NIGHT / 1000), { atMs: NIGHT }],
    [String(NIGHT), { atMs: NIGHT }],
    ["#40", { seq: 40 }],
  ])("--at %s goes back, on a person's word", async (at, moment) => {
    const branchRecord = vi.fn(() => done({ summary }));
    const { holdfast } = await engineOf({ branchRecord });
    const ran = await holdfast("recover", "--at", at, ...person);
    expect(branchRecord).toHaveBeenCalledExactlyOnceWith({ moment, name: "Kim", reason: "looked at it" }, expect.anything());
    expect(ran.code).toBe(4);
    expect(ran.out).toContain("after event 40, written 2026-01-15 03:00:00 UTC");
  });

  it.each([
    ["2026-01-15", NIGHT - 3 * 3_600_000],
    ["2026-01-15 03:00", NIGHT],
    ["2026-01-15 03:00+0200", NIGHT - 2 * 3_600_000],
  ])("--at %s is UTC where no zone is given, whatever the machine's own", async (at, atMs) => {
    vi.stubEnv("TZ", "Asia/Shanghai");
    onTestFinished(() => void vi.unstubAllEnvs());
    const branchRecord = vi.fn(() => done({ summary }));
    const { holdfast } = await engineOf({ branchRecord });
    await holdfast("recover", "--at", at, ...person);
    expect(branchRecord).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ moment: { atMs } }), expect.anything());
  });

  it.each(["2026-1-15", "2026/01/15", "15 Jan 2026", "2026-02-31", "2026-02-29T03:00", "2026-01-15T24:00", "2026-01-15T03", "2026-01-15T03:00:61", "202601150300", "20260115"])("does not guess at %s", async (at) => {
    const { holdfast } = await engineOf({});
    expect((await holdfast("recover", "--at", at, ...person)).err.join()).toContain("It must be a time in UTC");
  });

  it.each([
    ["2026011503", "2034-03-15"],
    ["2099-01-01", "2099-01-01"],
  ])("takes %s for the future that it is, and no past moment", async (at, day) => {
    const { holdfast } = await engineOf({});
    expect((await holdfast("recover", "--at", at, ...person)).err.join()).toContain(`It must be a time in the past, and this is ${day}`);
  });

  it("says nothing about a history that nobody had a question to", async () => {
    const quiet = await engineOf({ recover: () => done(report({ historyRead: null })) });
    expect((await quiet.holdfast("recover")).out.join("\n")).not.toContain("history");
  });

  it("does not go back without a name and a reason", async () => {
    const branchRecord = vi.fn(() => done({ summary }));
    const { holdfast } = await engineOf({ branchRecord });
    expect(await holdfast("recover", "--at", "#40", "--json")).toMatchObject({ code: 64, json: { error: { code: "WHO_AND_WHY" } } });
    expect(branchRecord).not.toHaveBeenCalled();
  });

  it.each(["soon", "#x", "12", ""])("takes no %j for a time", async (at) => {
    const { holdfast } = await engineOf({});
    expect((await holdfast("recover", "--at", at, ...person)).err.join()).toContain("It must be a time in UTC");
  });

  it("with no engine running is a start of its own: the report of that start, and a plan that writes nothing", async () => {
    const simulator = await startSimulator({ positions: 2 });
    onTestFinished(() => simulator.stop());
    const { holdfast } = await noEngine();
    const gateway = ["--host", "127.0.0.1", "--port", String(simulator.port), "--json"];
    const started = await holdfast("recover", ...gateway);
    expect(started).toMatchObject({ code: 0, json: { cause: "startup", dryRun: false, venuePositions: 2, loaded: { openTrades: 2, orphans: 2 }, counts: { waiting: 0 } } });
    expect(simulator.account.openPosition({ symbol: "EURUSD", side: "BUY", volumeLots: 0.1, magic: 202_401 }).ok).toBe(true);
    const before = await holdfast("journal", "verify", "--json");
    const plan = await holdfast("recover", "--dry-run", ...gateway);
    expect(plan).toMatchObject({ code: 4, json: { dryRun: true, venuePositions: 3, decision: "review", counts: { consistent: 2, waiting: 1 } } });
    expect((await holdfast("journal", "verify", "--json")).json).toEqual(before.json);
    expect(await holdfast("recover", "--mode", "agents", ...gateway)).toMatchObject({ code: 64, json: { error: { code: "WHOLE_ONLY" } } });
    await simulator.stop();
    expect(await holdfast("recover", "--dry-run", ...gateway, "--sync-timeout-s", "0.2", "--sync-retry-interval-s", "0")).toMatchObject({ code: 2, json: { decision: "no truth", venuePositions: null } });
  });
});

describe("holdfast corrections", () => {
  it("lists what waits, with the ids by which it is accepted", async () => {
    const { holdfast } = await engineOf({ recovery: () => done(waiting) });
    const { code, out } = await holdfast("corrections", "list");
    expect(code).toBe(4);
    expect(out).toEqual([
      "OPPOSITE_DIRECTION:7",
      "  D opposite direction: alpha EURUSD ticket 7; waits for a word on direction",
      "  believed  BUY 0.1 EURUSD",
      "  truth     SELL 0.1 EURUSD",
      "  cause     Ticket 7 goes the other way at the venue.",
      "  advice    The venue is right.",
      "ORPHAN_ASKED:9",
      expect.stringContaining("nobody's EURUSD ticket 9"),
      expect.anything(),
      expect.anything(),
      expect.anything(),
      expect.anything(),
      "  settle it with: holdfast corrections orphan 9 --as adopt|hold|flatten",
    ]);
    const quiet = await engineOf({});
    expect(await quiet.holdfast("corrections", "list")).toMatchObject({ code: 0, out: ["no correction waits"] });
  });

  it("accepts those that are named, or all but orphans", async () => {
    const applyCorrections = vi.fn(() => done(report()));
    const { holdfast } = await engineOf({ recovery: () => done(waiting), applyCorrections });
    expect((await holdfast("corrections", "accept", "a", "b", ...person)).code).toBe(0);
    expect(applyCorrections).toHaveBeenLastCalledWith({ ids: ["a", "b"], name: "Kim", reason: "looked at it" }, expect.anything());
    await holdfast("corrections", "accept", "--all", ...person);
    expect(applyCorrections).toHaveBeenLastCalledWith(expect.objectContaining({ ids: ["OPPOSITE_DIRECTION:7"] }), expect.anything());
  });

  it("never accepts by a guess", async () => {
    const applyCorrections = vi.fn(() => done(report()));
    const { holdfast } = await engineOf({ recovery: () => done(report({ otherCorrections: [orphan] })), applyCorrections });
    expect(await holdfast("corrections", "accept", "--json", ...person)).toMatchObject({ code: 64, json: { error: { code: "WHICH" } } });
    expect(await holdfast("corrections", "accept", "a", "--all", "--json", ...person)).toMatchObject({ code: 64, json: { error: { code: "WHICH" } } });
    expect(await holdfast("corrections", "accept", "--all", "--json", ...person)).toMatchObject({ code: 1, json: { error: { code: "NOTHING_WAITS" } } });
    expect(applyCorrections).not.toHaveBeenCalled();
  });

  it("says what shall become of an orphan, and whose it shall be", async () => {
    const settle = vi.fn(() => done(report()));
    const { holdfast } = await engineOf({ settleOrphan: settle });
    await holdfast("corrections", "orphan", "9", "--as", "adopt", "--agent", "beta", ...person);
    expect(settle).toHaveBeenLastCalledWith({ ticket: 9, choice: "adopt", agentId: "beta", name: "Kim", reason: "looked at it" }, expect.anything());
    await holdfast("corrections", "orphan", "9", "--as", "flatten", ...person);
    expect(settle).toHaveBeenLastCalledWith({ ticket: 9, choice: "flatten", name: "Kim", reason: "looked at it" }, expect.anything());
    expect((await holdfast("corrections", "orphan", "9", "--as", "adopt", ...person)).code).toBe(64);
    expect((await holdfast("corrections", "orphan", "9", "--as", "hold", "--agent", "beta", ...person)).code).toBe(64);
    expect(settle).toHaveBeenCalledTimes(2);
  });

  it("confirms, and passes a refusal on", async () => {
    const { holdfast } = await engineOf({ confirmRecovery: () => done({ state: "ARMED" }) });
    expect(await holdfast("corrections", "confirm", ...person)).toMatchObject({ code: 0, out: ["Confirmed. The state is ARMED."] });
    const refusing = await engineOf({ confirmRecovery: () => refuse("REFUSED", "2 corrections still wait for a decision.") });
    expect(await refusing.holdfast("corrections", "confirm", ...person)).toMatchObject({ code: 1, err: ["2 corrections still wait for a decision."] });
  });
});

it("holdfast journal snapshot is taken by the engine", async () => {
  const { holdfast } = await engineOf({ takeSnapshot: () => done({ seq: 12, parts: 3 }) });
  expect(await holdfast("journal", "snapshot")).toMatchObject({ code: 0, out: ["snapshot of everything up to event 12, in 3 parts"] });
});

it.each([["recover"], ["recover", "--at", "#1", ...person], ["corrections", "list"], ["corrections", "accept", "a", ...person], ["corrections", "orphan", "9", "--as", "hold", ...person], ["corrections", "confirm", ...person], ["journal", "snapshot"]])(
  "holdfast %s %s: no engine running, exit 5",
  async (...args) => {
    const { holdfast } = await noEngine();
    expect(await holdfast(...args, "--json")).toMatchObject({ code: 5, json: { error: { code: "NO_ENGINE" } } });
  },
);
