import type { ReactNode } from "react";
import { Age } from "../../components/age.tsx";
import { NotTold } from "../../components/money.tsx";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { LatencyChart } from "./latency-chart.tsx";

/** The line to the gateway: every round trip kept in sight, and what they come to. */
export function HeartbeatPane() {
  const { text, format } = useReader();
  const report = useTopic("heartbeat");
  const said = text.heartbeat;
  return (
    <section className="pane heartbeat" aria-labelledby="heartbeat-title" data-health={report.health}>
      <div className="pane-head">
        <h2 id="heartbeat-title">{said.title}</h2>
        <span className="dim">{said.every(format.interval(report.intervalMs), format.interval(report.timeoutMs))}</span>
      </div>
      <LatencyChart report={report} />
      <dl className="figures">
        <Latency label={said.last} ms={report.lastMs} />
        <Latency label={said.average} ms={report.averageMs} />
        <Latency label={said.min} ms={report.minMs} />
        <Latency label={said.max} ms={report.maxMs} />
        <Latency label="p50" ms={report.p50Ms} />
        <Latency label="p99" ms={report.p99Ms} />
        <Latency label={said.jitter} ms={report.jitterMs} />
        <Figure label={said.success}>{report.successRate === null ? <NotTold /> : format.percent(report.successRate)}</Figure>
        <Figure label={said.lastSuccess}>{report.lastSuccessAtMs === null ? said.never : <Age atMs={report.lastSuccessAtMs} say={said.ago} />}</Figure>
        <Figure label={said.lastFailure} roomy>{report.lastFailureAtMs === null ? said.never : <Age atMs={report.lastFailureAtMs} say={said.ago} />}</Figure>
        <Figure label={said.misses} loud={report.missesInARow > 0}>
          {said.missesOf(format.count(report.missesInARow), format.count(report.missesToFail))}
        </Figure>
      </dl>
    </section>
  );
}

function Latency({ label, ms }: { readonly label: string; readonly ms: number | null }) {
  const { format } = useReader();
  if (ms === null)
    return (
      <Figure label={label}>
        <NotTold />
      </Figure>
    );
  const { figure, unit } = format.latency(ms);
  return (
    <Figure label={label}>
      {figure} <small>{unit}</small>
    </Figure>
  );
}

interface FigureProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly loud?: boolean;
  readonly roomy?: boolean;
}

function Figure({ label, children, loud = false, roomy = false }: FigureProps) {
  return (
    <div className={roomy ? "roomy" : ""}>
      <dt>{label}</dt>
      <dd className={loud ? "warn-text" : ""}>{children}</dd>
    </div>
  );
}
