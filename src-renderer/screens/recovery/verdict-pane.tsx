import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";
import { Age, Moment } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { SeverityShape } from "../../components/icons.tsx";
import { useReader } from "../../text/reader.tsx";
import { DecisionShape } from "./decision-shape.tsx";

interface Props {
  readonly report: RecoveryReport;
  /** As it is now: a person may have confirmed since the report was made. */
  readonly decision: RecoveryReport["decision"];
}

/** What somebody woken at night reads first: what to do, then how much of what. */
export function VerdictPane({ report, decision }: Props) {
  const { text, format } = useReader();
  const { counts, storm, dryRun } = report;
  const settled = dryRun ? ("planned" as const) : ("corrected" as const);
  return (
    <section className="pane verdict-pane" data-decision={decision} data-preview={dryRun} aria-labelledby="verdict-title">
      <div className="verdict-head">
        <DecisionShape decision={decision} />
        <div>
          <h2 id="verdict-title">{dryRun ? text.recovery.decisionPlanned[decision] : text.recovery.decision[decision]}</h2>
          <p>{dryRun ? text.recovery.sentencePlanned[decision](counts.waiting) : text.recovery.sentence[decision](counts.waiting)}</p>
          <p className="dim">
            {text.recovery.cause[report.cause]} · <Moment atMs={report.atMs} /> · <Age atMs={report.atMs} say={text.recovery.ago} /> · {text.recovery.took(format.latencyText(report.tookMs))}
          </p>
        </div>
        <dl className="verdict-counts">
          {(["consistent", settled, "waiting"] as const).map((name) => (
            <div key={name} data-count={name} data-none={counts[name] === 0}>
              <dt>{text.recovery.count[name]}</dt>
              <dd>{format.count(counts[name])}</dd>
            </div>
          ))}
        </dl>
      </div>
      {storm !== null && (
        <div className="storm" role="alert">
          <SeverityShape severity="critical" label={text.activity.severityWord.critical} />
          <p>
            <strong>{text.recovery.storm}</strong> {text.recovery.stormHelp} <Given>{storm}</Given>
          </p>
        </div>
      )}
    </section>
  );
}
