import { useCallback, useEffect, useRef, useState } from "react";
import type { RecoveryMode, RecoveryReport } from "../../../src-main/contract/recovery.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Choices } from "../../components/field.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { ReportView } from "./report-view.tsx";
import { useReport } from "./use-report.ts";

const modes: readonly RecoveryMode[] = ["whole", "agents only", "ledgers only"];

/** What the last recovery found and did, what still waits, and what another would find now. */
export function RecoveryScreen() {
  const { text } = useReader();
  const mayAct = useMayAct();
  const { report, failure, take } = useReport();
  const [mode, setMode] = useState<RecoveryMode>("whole");
  const plan = useCall("recoveryPlan");
  const { reset } = plan;
  /** Whatever was done, a plan made before it is none any more. */
  const onReport = useCallback(
    (made: RecoveryReport) => {
      reset();
      take(made);
    },
    [reset, take],
  );
  const look = useCall("recover", onReport);
  const isLooking = look.progress.phase === "running" || plan.progress.phase === "running";

  return (
    <div className="recovery">
      <div className="screen-head">
        <h1>{text.recovery.title}</h1>
        <div className="recovery-acts">
          <Choices<RecoveryMode> compact legend={text.recovery.mode} value={mode} onValue={setMode} choices={modes.map((value) => ({ value, label: text.recovery.modes[value] }))} />
          <button type="button" disabled={isLooking} onClick={() => void plan.run({ mode })}>
            {plan.progress.phase === "running" ? text.recovery.planning : text.recovery.plan}
          </button>
          <button type="button" disabled={isLooking || !mayAct} onClick={() => void look.run({ mode })}>
            {look.progress.phase === "running" ? text.recovery.looking : text.recovery.look}
          </button>
        </div>
      </div>
      {isLooking && <progress aria-label={text.recovery.looking} />}
      {plan.progress.phase === "running" && (
        <button type="button" className="quiet" onClick={reset}>
          {text.recovery.cancel}
        </button>
      )}
      {look.progress.phase === "failed" && <FailureNote failure={look.progress.failure} />}
      {plan.progress.phase === "failed" && <FailureNote failure={plan.progress.failure} />}
      {failure !== null && <FailureNote failure={failure} />}
      {plan.progress.phase === "done" ? (
        <Preview plan={plan.progress.value} onReport={onReport} onClose={reset} />
      ) : (
        <LastReport report={report} isUnread={report === undefined && failure === null} onReport={onReport} />
      )}
    </div>
  );
}

function LastReport({ report, isUnread, onReport }: { readonly report: RecoveryReport | null | undefined; readonly isUnread: boolean; readonly onReport: (report: RecoveryReport) => void }) {
  const { text } = useReader();
  if (isUnread) return <p className="dim">{text.reading.reading}</p>;
  if (report == null)
    return (
      report === null && (
        <div className="pane empty" data-known="false">
          <h2>{text.recovery.none}</h2>
          <p className="soft">{text.recovery.noneHelp}</p>
        </div>
      )
    );
  // Another report, another set of what was chosen: an id may mean something else by now.
  return <ReportView key={report.atMs} report={report} onReport={onReport} />;
}

/** A dry run can never be taken for the report: it says so above, is dashed all around, and offers nothing to decide. */
function Preview({ plan, onReport, onClose }: { readonly plan: RecoveryReport; readonly onReport: (report: RecoveryReport) => void; readonly onClose: () => void }) {
  const { text } = useReader();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="preview-report" aria-labelledby="preview-title">
      <div className="preview-banner">
        <div>
          <h2 id="preview-title" ref={heading} tabIndex={-1}>
            {text.recovery.previewTitle}
          </h2>
          <p>{text.recovery.previewHelp}</p>
        </div>
        <button type="button" onClick={onClose}>
          {text.recovery.closePreview}
        </button>
      </div>
      <ReportView report={plan} onReport={onReport} />
    </section>
  );
}
