import type { BeatSample, HeartbeatReport } from "../../../src-main/contract/heartbeat.ts";
import { runsOf } from "../../components/sparkline.tsx";
import { useWidth } from "../../components/use-width.ts";
import { useReader } from "../../text/reader.tsx";

const HEIGHT = 116;
const LEFT = 50;
const RIGHT = 10;
const TOP = 16;
const BOTTOM = 20;

/** From here on a beat is `DEGRADED`; drawn when the scale reaches it. */
const HEALTHY_BELOW_MS = 50;

type Unanswered = Exclude<BeatSample["outcome"], "ok">;

const marks: Record<Unanswered, string> = {
  missed: "m-3.500-3.500l7 7m0-7l-7 7",
  busy: "m-3-3h6v6h-6z",
  void: "m0-4l4 4-4 4-4-4z",
};

/** The next 1, 2 or 5 times a power of ten: a scale whose labels read well. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = value / power;
  return (steps <= 1 ? 1 : steps <= 2 ? 2 : steps <= 5 ? 5 : 10) * power;
}

/** Round trips over time; beats without an answer keep their place at the top, each kind with its own shape. */
export function LatencyChart({ report }: { readonly report: HeartbeatReport }) {
  const { text, format } = useReader();
  const [box, width] = useWidth<HTMLElement>();
  const { samples } = report;
  const highest = Math.max(0.1, ...samples.map((sample) => sample.latencyMs ?? 0));
  const top = niceCeiling(highest);
  const firstMs = samples[0]?.atMs ?? 0;
  const spanMs = Math.max(1, (samples.at(-1)?.atMs ?? 1) - firstMs);
  const x = (atMs: number): number => LEFT + ((atMs - firstMs) / spanMs) * Math.max(1, width - LEFT - RIGHT);
  const y = (latencyMs: number): number => HEIGHT - BOTTOM - (latencyMs / top) * (HEIGHT - TOP - BOTTOM);
  const unanswered = samples.filter((sample) => sample.outcome !== "ok");
  const summary = text.heartbeat.chartSummary(samples.length, unanswered.length, report.p50Ms === null ? text.notTold : format.latencyText(report.p50Ms));

  return (
    <figure className="latency-chart" ref={box} aria-label={`${text.heartbeat.chart}: ${summary}`}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false">
          {[0, top / 2, top].map((level) => (
            <g key={level}>
              <path className="grid" d={`M${LEFT} ${y(level)}H${width - RIGHT}`} />
              <text x={LEFT - 6} y={y(level) + 4} textAnchor="end">
                {level === 0 ? "0" : format.scaleText(level)}
              </text>
            </g>
          ))}
          {top >= HEALTHY_BELOW_MS && (
            <path className="threshold" d={`M${LEFT} ${y(HEALTHY_BELOW_MS)}H${width - RIGHT}`}>
              <title>{text.heartbeat.limit}</title>
            </path>
          )}
          {runsOf(samples).map((run) => (
            <polyline key={run[0]?.atMs} points={run.map((point) => `${x(point.atMs).toFixed(1)},${y(point.latencyMs).toFixed(1)}`).join(" ")} />
          ))}
          {unanswered.map((sample) => (
            <UnansweredMark key={sample.atMs} sample={sample} x={x(sample.atMs)} />
          ))}
          <text x={LEFT} y={HEIGHT - 5}>
            {samples.length > 1 && format.duration(spanMs)}
          </text>
          <text x={width - RIGHT} y={HEIGHT - 5} textAnchor="end">
            {text.heartbeat.now}
          </text>
        </svg>
      )}
      <Legend kinds={[...new Set(unanswered.map((sample) => sample.outcome))]} />
    </figure>
  );
}

function UnansweredMark({ sample, x }: { readonly sample: BeatSample; readonly x: number }) {
  const { text, format } = useReader();
  if (sample.outcome === "ok") return null;
  return (
    <g className="beat-mark" data-outcome={sample.outcome}>
      <path className="stem" d={`M${x.toFixed(1)} ${TOP - 4}V${HEIGHT - BOTTOM}`} />
      <path d={`M${x.toFixed(1)} 8${marks[sample.outcome]}`} />
      <title>{`${text.heartbeat[sample.outcome]} ${format.clock(sample.atMs)}`}</title>
    </g>
  );
}

function Legend({ kinds }: { readonly kinds: readonly BeatSample["outcome"][] }) {
  const { text } = useReader();
  if (kinds.length === 0) return null;
  return (
    <ul className="legend">
      {kinds.map(
        (kind) =>
          kind !== "ok" && (
            <li key={kind}>
              <svg className="beat-mark" data-outcome={kind} width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
                <path d={`M0 0${marks[kind]}`} />
              </svg>
              {text.heartbeat[kind]}
            </li>
          ),
      )}
    </ul>
  );
}
