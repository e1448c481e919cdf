import type { BeatSample } from "../../src-main/contract/heartbeat.ts";

const WIDTH = 130;
const HEIGHT = 20;

/** The last beats at a glance: a line for the answered ones, a cross for each that was missed. For the eye only. */
export function Sparkline({ samples }: { readonly samples: readonly BeatSample[] }) {
  const top = Math.max(1, ...samples.map((sample) => sample.latencyMs ?? 0));
  const step = WIDTH / Math.max(1, samples.length - 1);
  const x = (at: number): string => (at * step).toFixed(1);
  const y = (latencyMs: number): string => (HEIGHT - 3 - (latencyMs / top) * (HEIGHT - 6)).toFixed(1);
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      {runsOf(samples).map((run) => (
        <polyline key={run[0]?.at} points={run.map((point) => `${x(point.at)},${y(point.latencyMs)}`).join(" ")} />
      ))}
      {samples.map(
        (sample, at) =>
          sample.outcome === "missed" && <path key={sample.atMs} className="miss" d={`M${x(at)} 1m-2.500 0l5 5m0-5l-5 5`} />,
      )}
    </svg>
  );
}

interface Point {
  readonly at: number;
  readonly atMs: number;
  readonly latencyMs: number;
}

/** Neighbouring answered beats, each run a line of its own: a line across a missed beat would hide it. */
export function runsOf(samples: readonly BeatSample[]): Point[][] {
  const runs: Point[][] = [];
  let open: Point[] | null = null;
  for (const [at, sample] of samples.entries()) {
    if (sample.outcome !== "ok" || sample.latencyMs === null) open = null;
    else {
      const point = { at, atMs: sample.atMs, latencyMs: sample.latencyMs };
      if (open === null) runs.push((open = [point]));
      else open.push(point);
    }
  }
  return runs;
}
