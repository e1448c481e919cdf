import type { BeatSample, HeartbeatReport } from "../contract/heartbeat.ts";
import type { LinkHealth } from "../contract/trading-state.ts";
import type { Outcome } from "../domain/outcome.ts";
import { limits } from "./limits.ts";
import type { Cancel, Clock } from "./ports.ts";

export interface HeartbeatSettings {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Misses in a row that make the link `FAILED`. */
  readonly misses: number;
}

export interface HeartbeatWorld {
  readonly clock: Clock;
  /** Asks the gateway's application for a sign of life. */
  ping(timeoutMs: number): Promise<Outcome<unknown>>;
  /** Monotonic ms of the last answer of any kind. */
  lastAnswerAtMs(): number | null;
  /** Whether our own clock or loop was disturbed since then. */
  disturbedSince(monotonicMs: number): boolean;
  onBeat(sample: BeatSample): void;
}

export interface Heartbeat {
  /** Beats now, and from then on every `intervalMs`. */
  start(): void;
  stop(): void;
  /** Beats at once, for instance because the line came up. With a beat out already, the next follows on its heels. */
  beatNow(): void;
  health(): LinkHealth;
  report(): HeartbeatReport;
}

/** Watches the gateway by application answers on the monotonic clock. One beat is out at a time. */
export function createHeartbeat(world: HeartbeatWorld, settings: HeartbeatSettings): Heartbeat {
  const { clock } = world;
  const samples: BeatSample[] = [];
  let sent = 0;
  let answered = 0;
  let counted = 0;
  let missesInARow = 0;
  let lastSuccessAtMs: number | null = null;
  let lastFailureAtMs: number | null = null;
  let beating = false;
  let wantedAgain = false;
  let running = false;
  let cancelNext: Cancel = () => {};

  const beat = async (): Promise<void> => {
    if (beating || !running) return;
    beating = true;
    cancelNext();
    const startedAtMs = clock.monotonicMs();
    sent += 1;
    const outcome = await world.ping(settings.timeoutMs);
    beating = false;
    if (!running) return;
    record(sampleOf(outcome, startedAtMs));
    const spentMs = clock.monotonicMs() - startedAtMs;
    const delayMs = wantedAgain ? 0 : Math.max(0, settings.intervalMs - spentMs);
    wantedAgain = false;
    cancelNext = clock.after(delayMs, () => void beat());
  };

  const sampleOf = (outcome: Outcome<unknown>, startedAtMs: number): BeatSample => {
    const atMs = clock.wallMs();
    // A refusal is an answer too: the application is alive, whatever it thinks of the terminal behind it.
    if (outcome.kind === "confirmed" || outcome.kind === "refused") return { atMs, outcome: "ok", latencyMs: outcome.latencyMs };
    if (world.disturbedSince(startedAtMs)) return { atMs, outcome: "void", latencyMs: null };
    // A gateway serves in order. If it answered something else since, our beat only waits its turn behind other work.
    const heardAtMs = world.lastAnswerAtMs();
    const isBusy = outcome.kind === "unresolved" && outcome.code === "NO_ANSWER" && heardAtMs !== null && heardAtMs > startedAtMs;
    return { atMs, outcome: isBusy ? "busy" : "missed", latencyMs: null };
  };

  const record = (sample: BeatSample): void => {
    samples.push(sample);
    if (samples.length > limits.beatSamplesKept) samples.shift();
    if (sample.outcome === "ok") {
      answered += 1;
      counted += 1;
      missesInARow = 0;
      lastSuccessAtMs = sample.atMs;
    }
    if (sample.outcome === "busy") missesInARow = 0;
    if (sample.outcome === "missed") {
      counted += 1;
      missesInARow += 1;
      lastFailureAtMs = sample.atMs;
    }
    world.onBeat(sample);
  };

  const health = (): LinkHealth => {
    if (missesInARow >= settings.misses) return "FAILED";
    const last = samples.findLast((sample) => sample.outcome !== "void");
    if (last === undefined) return "UNKNOWN";
    return last.outcome === "ok" && (last.latencyMs ?? Number.POSITIVE_INFINITY) < limits.healthyBelowMs ? "HEALTHY" : "DEGRADED";
  };

  return {
    start: () => {
      running = true;
      void beat();
    },
    stop: () => {
      running = false;
      cancelNext();
    },
    beatNow: () => {
      wantedAgain = beating;
      void beat();
    },
    health,
    report: () => ({
      health: health(),
      intervalMs: settings.intervalMs,
      timeoutMs: settings.timeoutMs,
      sent,
      answered,
      successRate: counted === 0 ? null : answered / counted,
      missesInARow,
      missesToFail: settings.misses,
      lastSuccessAtMs,
      lastFailureAtMs,
      ...latencyFigures(samples),
      samples: samples.slice(-limits.beatSamplesShown),
    }),
  };
}

type LatencyFigures = Pick<HeartbeatReport, "lastMs" | "averageMs" | "minMs" | "maxMs" | "p50Ms" | "p99Ms" | "jitterMs">;

const noLatency: LatencyFigures = { lastMs: null, averageMs: null, minMs: null, maxMs: null, p50Ms: null, p99Ms: null, jitterMs: null };

function latencyFigures(samples: readonly BeatSample[]): LatencyFigures {
  const inOrder = samples.flatMap((sample) => (sample.latencyMs === null ? [] : [sample.latencyMs]));
  const last = inOrder.at(-1);
  if (last === undefined) return noLatency;
  const sorted = inOrder.toSorted((a, b) => a - b);
  const steps = inOrder.slice(1).map((latencyMs, i) => Math.abs(latencyMs - (inOrder[i] ?? latencyMs)));
  return {
    lastMs: last,
    averageMs: mean(inOrder),
    minMs: sorted[0] ?? null,
    maxMs: sorted.at(-1) ?? null,
    p50Ms: percentile(sorted, 50),
    p99Ms: percentile(sorted, 99),
    jitterMs: steps.length === 0 ? null : mean(steps),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Nearest rank: a value that was really measured, never one in between. */
const percentile = (sorted: readonly number[], pct: number): number | null =>
  sorted[Math.max(0, Math.ceil((pct / 100) * sorted.length) - 1)] ?? null;
