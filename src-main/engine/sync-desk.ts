import type { SyncCause, SyncError, SyncReport } from "../contract/sync.ts";
import type { Clock, ProbeReport, Venue } from "./ports.ts";
import type { Reconciler } from "./reconciler.ts";
import type { Recorder } from "./recorder.ts";
import { passStartupGate, type GateResult, type GateSettings } from "./startup-gate.ts";
import type { SyncProgress } from "./sync-progress.ts";
import type { ReadTruth, TruthReader } from "./truth-reader.ts";

/** How a full sync ended, for whoever keeps the state. `startedAtMs` is monotonic. */
export interface SyncEnd {
  readonly cause: SyncCause;
  readonly outcome: "clean" | "review" | "halted";
  readonly error: SyncError | null;
  readonly startedAtMs: number;
}

export interface SyncDesk {
  /**
   * Runs a full sync that begins after this call, and settles when it has ended. One runs at a time: what is asked for
   * meanwhile shares the next one, since a sync that began earlier may have read an older truth.
   */
  request(cause: SyncCause): Promise<SyncReport>;
  readonly running: boolean;
}

export interface SyncWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly reader: TruthReader;
  readonly gate: GateSettings;
  readonly reconciler: Reconciler;
  readonly recorder: Recorder;
  readonly progress: SyncProgress;
  cancelled(): boolean;
  readonly stopping: AbortSignal;
  /** Runs one comparison with the record at a time. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
  /** Writes down what the journal could not take before; false while it still cannot. */
  settleDebts(): Promise<boolean>;
  onBegin(cause: SyncCause): void;
  onProbe(report: ProbeReport): void;
  /** Compares this truth with what strategies believe, and corrects; false when that could not be written down. */
  recover(truth: ReadTruth): Promise<boolean>;
  /** Does something of it wait for a person? */
  wantsPerson(): boolean;
  /** A truth worth showing was read. */
  onTruth(truth: ReadTruth): void;
  onEnd(end: SyncEnd): void;
}

export function createSyncDesk(world: SyncWorld): SyncDesk {
  const { clock, recorder, reconciler, progress } = world;
  let running: Promise<SyncReport> | null = null;
  let next: Promise<SyncReport> | null = null;

  const run = async (cause: SyncCause): Promise<SyncReport> => {
    const startedAtMs = clock.monotonicMs();
    progress.begin(cause, world.gate.tries);
    progress.step("journal", "done", { events: recorder.events });
    world.onBegin(cause);
    const result = await passStartupGate({ ...world, onStep: progress.step }, world.gate);
    // A sync that the end of the process cut short has found nothing out.
    if (world.cancelled()) return progress.report();
    const decided = await decide(result);
    progress.step("decide", decided.outcome === "clean" ? "done" : "failed", { outcome: decided.outcome });
    progress.end({ ...decided, tries: result.tries });
    const report = progress.report();
    const written = (await world.settleDebts()) && (await recorder.record({ kind: "SYNC_ENDED", body: endedBody(report, cause, result) }));
    if (world.cancelled()) return report;
    // A sync that could not be written down did not happen: nothing may trade on it.
    const outcome = written ? decided.outcome : "halted";
    world.onEnd({ cause, outcome, error: decided.error, startedAtMs });
    return { ...report, outcome };
  };

  const decide = async (result: GateResult): Promise<Pick<SyncEnd, "outcome" | "error">> => {
    if (result.kind === "halted") return { outcome: "halted", error: result.error };
    if (result.kind === "suspect") {
      world.onTruth(result.fuller);
      const held = reconciler.hold({ kind: "suspect-empty", ticket: null, symbol: null, believed: null, truth: null, detail: result.evidence });
      progress.step("compare", "failed", { detail: held.detail });
      await recorder.record({ kind: "DIFFERENCE_FOUND", body: { difference: held } });
      return { outcome: "review", error: { code: "SUSPECT_EMPTY", message: result.evidence } };
    }
    return world.inTurn(() => compare(result.truth));
  };

  const compare = async (truth: ReadTruth): Promise<Pick<SyncEnd, "outcome" | "error">> => {
    progress.step("compare", "running");
    const comparison = reconciler.compare(truth.positions);
    const written = await recorder.recordAll(comparison.events);
    if (written) comparison.follow();
    world.onTruth(truth);
    const waiting = reconciler.waiting.length;
    progress.step("compare", waiting === 0 ? "done" : "failed", { alike: comparison.alike, recorded: comparison.firstRecorded, differences: comparison.differences.length, waiting });
    const isRecovered = waiting > 0 || !written || (await world.recover(truth));
    if (!written || !isRecovered) return { outcome: "halted", error: { code: "SYSTEM_HALT", message: "The journal could not take what the comparison found" } };
    return { outcome: waiting === 0 && !world.wantsPerson() ? "clean" : "review", error: null };
  };

  const start = (cause: SyncCause): Promise<SyncReport> => {
    running = run(cause).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    request: (cause) => {
      if (!running) return start(cause);
      next ??= running.then(() => {
        next = null;
        return start(cause);
      });
      return next;
    },
    get running() {
      return running !== null;
    },
  };
}

function endedBody(report: SyncReport, cause: SyncCause, result: GateResult) {
  const truth = result.kind === "read" ? result.truth : null;
  return {
    number: report.number,
    cause,
    outcome: report.outcome ?? "halted",
    tries: report.tries,
    tookMs: report.tookMs ?? 0,
    positions: truth?.positions.length ?? null,
    account: truth && report.startedAtMs !== null ? { ...truth.account, readAtMs: report.startedAtMs + (report.tookMs ?? 0) } : null,
    error: report.error,
  };
}
