import type { SyncCause, SyncReport, SyncStep, SyncStepName } from "../contract/sync.ts";
import type { Clock } from "./ports.ts";

const stepNames: readonly SyncStepName[] = ["journal", "gateway", "truth", "compare", "decide"];

/** The last sync, step by step, while it happens and after it ended. */
export interface SyncProgress {
  begin(cause: SyncCause, triesAllowed: number): void;
  step(name: SyncStepName, status: SyncStep["status"], figures?: SyncStep["figures"]): void;
  end(ended: Pick<SyncReport, "outcome" | "tries" | "error">): void;
  report(): SyncReport;
}

export function createSyncProgress(clock: Clock, onChange: (report: SyncReport) => void): SyncProgress {
  let report: SyncReport = idleReport(0);
  let startedAtMs = 0;
  const stepStartedAtMs = new Map<SyncStepName, number>();

  const update = (patch: Partial<SyncReport>): void => {
    report = { ...report, ...patch };
    onChange(report);
  };

  const tookMs = (name: SyncStepName, status: SyncStep["status"]): number | null => {
    if (status === "running") stepStartedAtMs.set(name, clock.monotonicMs());
    if (status === "waiting" || status === "running") return null;
    const beganAtMs = stepStartedAtMs.get(name);
    return beganAtMs === undefined ? null : clock.monotonicMs() - beganAtMs;
  };

  return {
    begin: (cause, triesAllowed) => {
      startedAtMs = clock.monotonicMs();
      stepStartedAtMs.clear();
      const { lastCleanAtMs } = report;
      update({ ...idleReport(report.number + 1), cause, triesAllowed, running: true, startedAtMs: clock.wallMs(), lastCleanAtMs });
    },
    step: (name, status, figures = {}) => {
      const next: SyncStep = { name, status, figures, tookMs: tookMs(name, status) };
      update({ steps: report.steps.map((step) => (step.name === name ? next : step)) });
    },
    end: ({ outcome, tries, error }) => {
      const lastCleanAtMs = outcome === "clean" ? clock.wallMs() : report.lastCleanAtMs;
      update({ running: false, outcome, tries, error, lastCleanAtMs, tookMs: clock.monotonicMs() - startedAtMs });
    },
    report: () => report,
  };
}

const idleReport = (number: number): SyncReport => ({
  number,
  cause: null,
  running: false,
  outcome: null,
  tries: 0,
  triesAllowed: 0,
  startedAtMs: null,
  tookMs: null,
  lastCleanAtMs: null,
  steps: stepNames.map((name) => ({ name, status: "waiting", figures: {}, tookMs: null })),
  error: null,
});
