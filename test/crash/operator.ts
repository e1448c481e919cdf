import type { RecoveryReport, ReportedCorrection } from "../../src-main/contract/recovery.ts";
import type { EngineRun } from "./engine-run.ts";

/** What a start found, corrected, and asked a person. */
export interface Recovered {
  readonly report: RecoveryReport;
  /** From the process being started to `ARMED`, a person's part included. */
  readonly tookMs: number;
  /** Corrections by their code. */
  readonly corrected: ReadonlyMap<string, number>;
  /** Corrections that waited for a person, by why. */
  readonly decided: ReadonlyMap<string, number>;
}

const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 10;
const person = { name: "Operator", reason: "looked at after the crash" } as const;

/** Waits until the engine trades; accepts what waits for a person, as somebody does who has looked at it. */
export async function armed(engine: EngineRun): Promise<Recovered> {
  await engine.opened;
  const decided = new Map<string, number>();
  const patienceEndsMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const { state, reasons } = await engine.call("status", {});
    if (state === "ARMED") break;
    if (performance.now() > patienceEndsMs) throw new Error(`the engine is still ${state}: ${JSON.stringify(reasons)}`);
    if (state === "REVIEW") await decide(engine, decided);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  const tookMs = performance.now() - engine.startedAtMs;
  const report = await engine.call("recovery", {});
  if (report === null) throw new Error("the engine is armed without a recovery");
  const corrected = new Map<string, number>();
  for (const { code, status } of correctionsOf(report)) if (status === "corrected") corrected.set(code, (corrected.get(code) ?? 0) + 1);
  return { report, tookMs, corrected, decided };
}

async function decide(engine: EngineRun, decided: Map<string, number>): Promise<void> {
  const report = await engine.call("recovery", {});
  const waiting = report === null ? [] : correctionsOf(report).filter(({ status }) => status === "waiting");
  if (waiting.length === 0) return;
  const orphan = waiting.find(({ kind }) => kind === "orphan");
  if (orphan) throw new Error(`nobody but our agents trades, and a position is nobody's: ${JSON.stringify(orphan)}`);
  for (const { waitsFor } of waiting) decided.set(String(waitsFor), (decided.get(String(waitsFor)) ?? 0) + 1);
  await engine.call("applyCorrections", { ids: waiting.map(({ id }) => id), ...person });
}

/** Each once: one correction may settle several differences. */
function correctionsOf({ differences, otherCorrections }: RecoveryReport): ReportedCorrection[] {
  const all = [...differences.flatMap(({ corrections }) => corrections), ...otherCorrections];
  return [...new Map(all.map((correction) => [correction.id, correction])).values()];
}
