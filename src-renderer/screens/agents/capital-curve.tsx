import type { AgentDetail } from "../../../src-main/contract/records.ts";
import { Moment } from "../../components/age.tsx";
import { useWidth } from "../../components/use-width.ts";
import { useReader } from "../../text/reader.tsx";

const HEIGHT = 170;
const LEFT = 84;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 24;

/** Enough for who listens to follow the way; the chart has more. */
const ROWS_TOLD = 12;

interface Props {
  readonly curve: AgentDetail["curve"];
  /** `null`: the agent never said; then the curve is of results alone. */
  readonly initialCapital: number | null;
}

/** Capital after each closed trade by our own record: what it began with, and the results since. */
export function CapitalCurve({ curve, initialCapital }: Props) {
  const { text, format } = useReader();
  const [box, width] = useWidth<HTMLElement>();
  const base = initialCapital ?? 0;
  const values = curve.map(({ profit }) => base + profit);
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return <p className="dim">{text.life.noCurve}</p>;

  const low = Math.min(base, ...values);
  const high = Math.max(base, ...values);
  const spread = Math.max(high - low, 1);
  const x = (atMs: number): number => LEFT + ((atMs - first.atMs) / Math.max(1, last.atMs - first.atMs)) * Math.max(1, width - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - ((value - low) / spread) * (HEIGHT - TOP - BOTTOM);
  const points = curve.map(({ atMs, profit }) => `${x(atMs).toFixed(1)},${y(base + profit).toFixed(1)}`).join(" ");
  const summary = text.life.curveSummary(format.money(base), format.money(base + last.profit), format.money(low), format.money(high));
  // Labels nearer than their own height would cover one another.
  const levels = [...new Set([low, base, high])].filter((level, at, all) => level === base || all.every((other) => other === level || Math.abs(y(other) - y(level)) > 14 || at < all.indexOf(other)));

  return (
    <figure className="capital-curve" ref={box} aria-label={`${initialCapital === null ? text.life.resultCurve : text.life.capitalCurve}: ${summary}`}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false">
          {levels.map((level) => (
            <g key={level}>
              <path className={level === base ? "base" : "grid"} d={`M${LEFT} ${y(level)}H${width - RIGHT}`} />
              <text x={LEFT - 8} y={y(level) + 4} textAnchor="end">
                {format.money(level)}
              </text>
            </g>
          ))}
          <polyline className={last.profit < 0 ? "down" : "up"} points={points} />
          <circle className={last.profit < 0 ? "down filled" : "up filled"} cx={x(last.atMs)} cy={y(base + last.profit)} r="3.500" />
          <text x={LEFT} y={HEIGHT - 6}>
            {format.duration(last.atMs - first.atMs)}
          </text>
          <text x={width - RIGHT} y={HEIGHT - 6} textAnchor="end">
            {text.life.lastTrade}
          </text>
        </svg>
      )}
      <details>
        <summary>{text.life.asTable}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.life.after}</th>
              <th scope="col">{text.life.capital}</th>
            </tr>
          </thead>
          <tbody>
            {thinned(curve).map(({ atMs, profit }) => (
              <tr key={`${atMs} ${profit}`}>
                <td>
                  <Moment atMs={atMs} />
                </td>
                <td>{format.money(base + profit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** Evenly, the first and the last always among them. */
function thinned(curve: AgentDetail["curve"]): AgentDetail["curve"] {
  if (curve.length <= ROWS_TOLD) return curve;
  const step = (curve.length - 1) / (ROWS_TOLD - 1);
  return Array.from({ length: ROWS_TOLD }, (_, row) => curve[Math.round(row * step)]).flatMap((point) => point ?? []);
}
