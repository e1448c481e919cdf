import type { PastMoment } from "../../contract/records.ts";
import type { RecoveryMode, RecoveryReport } from "../../contract/recovery.ts";
import { recoveryText } from "../../domain/recovery-text.ts";
import { pause } from "../../engine/startup-gate.ts";
import { systemClock } from "../../system/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { outsideOf } from "../past-bounds.ts";
import { fail, print, type Io } from "../terminal.ts";
import { findEngine, sayNoAccess, type EngineAccess, withEngine } from "./engine-access.ts";
import { journalAt } from "./journal-at.ts";
import { planOffline } from "./offline-plan.ts";
import { rangeOf } from "./past-record.ts";
import { NO_GATEWAY, venueOf } from "./probe.ts";
import { summaryLines } from "./records-text.ts";
import { asked, type Asking, onRunning, refused } from "./running-engine.ts";
import { configure, locate, warnOf, type CommonFlags } from "./setting-flags.ts";

/** What `--mode` takes, and what the contract calls it. */
export const recoverModes: Readonly<Record<"whole" | "agents" | "ledgers", RecoveryMode>> = { whole: "whole", agents: "agents only", ledgers: "ledgers only" };

export interface RecoverFlags extends CommonFlags {
  readonly mode: keyof typeof recoverModes;
  readonly at?: PastMoment;
  readonly dryRun?: boolean;
  readonly name?: string;
  readonly reason?: string;
}

/** `holdfast recover`: compares venue, record and agents, corrects what needs nobody, and shows the report. */
export async function recover(io: Io, flags: RecoverFlags): Promise<number> {
  if (flags.at !== undefined) return flags.dryRun ? lookBack(io, flags.at, flags) : goBack(io, flags.at, flags);
  const asJson = flags.json ?? false;
  const located = locate(io, flags);
  if (typeof located === "number") return located;
  const mode = recoverModes[flags.mode];
  const found = await findEngine(io, located);
  if (found.ok) {
    warnOf(io, located);
    return asked({ io, asJson, engine: found.value }, flags.dryRun ? "recoveryPlan" : "recover", { mode }, (report) => printReport(io, asJson, report));
  }
  if (found.failure.code !== "NO_ENGINE") return sayNoAccess(io, flags, found.failure);
  if (flags.dryRun) return planned(io, flags, mode);
  if (mode !== "whole") return fail(io, asJson, exitCodes.usage, "WHOLE_ONLY", "With no engine running a recovery is a start, and a start compares the whole: leave --mode out, or add --dry-run.");
  const ended = await withEngine(io, located, (engine) => startupReport({ io, asJson, engine }));
  return typeof ended === "number" ? ended : sayNoAccess(io, flags, ended);
}

/** Prints a report, and answers what it means for whoever asked. */
export function printReport(io: Io, asJson: boolean, report: RecoveryReport): number {
  return print(io, asJson, { exitCode: exitOf(report), json: report, text: recoveryText(report).trimEnd().split("\n") });
}

function exitOf({ decision, dryRun, counts }: RecoveryReport): number {
  if (decision === "no truth") return exitCodes.noAnswer;
  const wantsPerson = counts.waiting > 0 || decision === "review" || (decision === "confirm" && !dryRun);
  return wantsPerson ? exitCodes.notClean : exitCodes.ok;
}

async function planned(io: Io, flags: CommonFlags, mode: RecoveryMode): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const venue = venueOf(configured);
  if (!venue) return fail(io, asJson, exitCodes.usage, "NO_GATEWAY", NO_GATEWAY);
  const plan = await planOffline(configured.config, venue, mode, io.signal);
  await venue.close();
  return plan.ok ? printReport(io, asJson, plan.value) : fail(io, asJson, exitCodes.failed, plan.failure.code, plan.failure.message);
}

const LOOK_INTERVAL_MS = 50;

/** The recovery that an engine of our own made as it started. */
async function startupReport(asking: Asking): Promise<number> {
  const { io, asJson, engine } = asking;
  for (;;) {
    const status = await engine.call("status", {});
    if (!status.ok) return refused(asking, status.failure);
    const { state, reasons } = status.value;
    if (state !== "STARTING" && state !== "SYNCING") {
      const report = await ownReport(engine);
      return report ? printReport(io, asJson, report) : fail(io, asJson, exitCodes.noAnswer, "NO_TRUTH", `Nothing was compared: ${reasons.map(({ detail }) => detail).join("; ") || state}.`);
    }
    if (io.signal.aborted) return fail(io, asJson, exitCodes.failed, "INTERRUPTED", "The command was interrupted.");
    await pause(systemClock, LOOK_INTERVAL_MS, io.signal);
  }
}

async function ownReport(engine: EngineAccess): Promise<RecoveryReport | null> {
  const answer = await engine.call("recovery", {});
  return answer.ok ? answer.value : null;
}

/** What going back would restore. Looks at the disk alone, so an engine may be running or not. */
async function lookBack(io: Io, moment: PastMoment, flags: CommonFlags): Promise<number> {
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const range = rangeOf(configured.config.dataDir);
  const outside = range.ok ? outsideOf(range.value, moment) : null;
  return outside === null ? journalAt(io, moment, flags) : fail(io, flags.json ?? false, exitCodes.failed, "REFUSED", outside);
}

/** Restoring from a past moment is a branch, on a person's word. */
async function goBack(io: Io, moment: PastMoment, { name, reason, ...flags }: RecoverFlags): Promise<number> {
  if (name === undefined || reason === undefined) return fail(io, flags.json ?? false, exitCodes.usage, "WHO_AND_WHY", "Going back to a past moment needs --name and --reason; --dry-run only shows it.");
  return onRunning(io, flags, (asking) =>
    asked(asking, "branchRecord", { moment, name, reason }, ({ summary }) =>
      print(io, asking.asJson, {
        exitCode: exitCodes.notClean,
        json: summary,
        text: ["The record goes on from there. What came since stays in the journal and counts no more.", "Nothing is opened until somebody has looked at it and re-arms: holdfast recover, holdfast rearm.", "", ...summaryLines(summary)],
      }),
    ),
  );
}
