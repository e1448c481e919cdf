import type { SyncError, SyncStep } from "../contract/sync.ts";
import type { Clock, ProbeReport, Venue } from "./ports.ts";
import type { ReadTruth, Reading, TruthReader } from "./truth-reader.ts";

export interface GateSettings {
  /** For each try, whatever it takes. */
  readonly timeoutMs: number;
  readonly tries: number;
  readonly retryIntervalMs: number;
}

/**
 * How the gate ended. `suspect` is a truth that contradicts itself and wants a person; `halted` carries `SYSTEM_HALT`
 * with the last try's error as its cause, or `UNSAFE_GATEWAY` at the first sight of one.
 */
export type GateResult =
  | { readonly kind: "read"; readonly truth: ReadTruth; readonly tries: number }
  | { readonly kind: "suspect"; readonly fuller: ReadTruth; readonly evidence: string; readonly tries: number }
  | { readonly kind: "halted"; readonly error: SyncError; readonly tries: number };

/** A greeting that used up the whole try still leaves the truth this long. */
const LEAST_READ_MS = 50;

export interface GateWorld {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly reader: TruthReader;
  onProbe(report: ProbeReport): void;
  onStep(name: SyncStep["name"], status: SyncStep["status"], figures?: SyncStep["figures"]): void;
  /** True once the engine is stopping: no further try is made. */
  cancelled(): boolean;
  /** Aborted when the engine is stopping, so that no pause holds it up. */
  readonly stopping: AbortSignal;
}

/**
 * The blocking sync that must succeed before the first order: find out what answers, read the truth, try again up to
 * `tries` times. It never ends in "unknown but running".
 */
export async function passStartupGate(world: GateWorld, settings: GateSettings): Promise<GateResult> {
  let last: Exclude<Attempt, { kind: "truth" }> | undefined;
  let tries = 0;
  while (tries < settings.tries && !world.cancelled()) {
    if (tries > 0) await pause(world.clock, settings.retryIntervalMs, world.stopping);
    if (world.cancelled()) break;
    tries += 1;
    const attempt = await tryOnce(world, settings, tries);
    if (attempt.kind === "truth") return { kind: "read", truth: attempt.truth, tries };
    if (attempt.kind === "failed" && attempt.isFinal) return { kind: "halted", error: attempt.error, tries };
    last = attempt;
  }
  if (last?.kind === "suspect") return { ...last, tries };
  return { kind: "halted", error: systemHalt(tries, last?.error), tries };
}

/** A final failure is one that no further try may follow. */
type Attempt = Exclude<Reading, { kind: "failed" }> | { readonly kind: "failed"; readonly error: SyncError; readonly isFinal: boolean };

async function tryOnce(world: GateWorld, settings: GateSettings, number: number): Promise<Attempt> {
  const dueMs = world.clock.monotonicMs() + settings.timeoutMs;
  world.onStep("gateway", "running", { try: number, tries: settings.tries });
  const probe = await world.venue.probe();
  world.onProbe(probe);
  if (!probe.usable) {
    world.onStep("gateway", "failed", { kind: probe.kind, detail: probe.detail });
    // An answer that nobody knows may be a garbled one, and Hello is harmless; the order-only kind is certain.
    return { kind: "failed", error: unusable(probe, world.venue.endpoint), isFinal: probe.kind === "order-only EA" };
  }
  world.onStep("gateway", "done", { kind: probe.kind, ...(probe.latencyMs === null ? {} : { latencyMs: probe.latencyMs }) });

  world.onStep("truth", "running", { try: number, tries: settings.tries });
  const reading = await world.reader.read(Math.max(LEAST_READ_MS, dueMs - world.clock.monotonicMs()));
  if (reading.kind === "truth") world.onStep("truth", "done", { positions: reading.truth.positions.length, try: number, tries: settings.tries });
  else world.onStep("truth", "failed", { detail: reading.kind === "failed" ? reading.error.message : reading.evidence });
  return reading.kind === "failed" ? { ...reading, isFinal: false } : reading;
}

function unusable(probe: ProbeReport, endpoint: string): SyncError {
  return probe.kind === "silent"
    ? { code: "SYNC_TIMEOUT", message: `Nothing answers at ${endpoint}: ${probe.detail}` }
    : { code: "UNSAFE_GATEWAY", message: `The gateway at ${endpoint} is of the kind "${probe.kind}" and may be sent nothing: ${probe.detail}` };
}

function systemHalt(tries: number, cause: SyncError | undefined): SyncError {
  const times = tries === 1 ? "1 try" : `${tries} tries`;
  const message = `The startup sync failed after ${times}${cause ? `: ${cause.message}` : ""}`;
  if (!cause) return { code: "SYSTEM_HALT", message };
  const { code, message: causeMessage, field } = cause;
  return { code: "SYSTEM_HALT", message, cause: { code, message: causeMessage, ...(field === undefined ? {} : { field }) } };
}

/** Lets this much time pass, or less when `ended` comes first. */
export const pause = (clock: Clock, delayMs: number, ended: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      cancel();
      ended.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(ended.aborted ? 0 : delayMs, end);
    ended.addEventListener("abort", end);
  });
