import { useEffect, useState } from "react";
import type { CallFailure } from "../../../src-main/contract/api.ts";
import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";
import { useCall, useTopicOrNull } from "../../store/hooks.ts";

export interface ReportReading {
  /** `null`: no recovery has run yet; `undefined`: not read yet. */
  readonly report: RecoveryReport | null | undefined;
  readonly failure: CallFailure | null;
  /** An act answered with the report as it is now. */
  readonly take: (report: RecoveryReport) => void;
}

/** The last recovery's report, read again whenever its head says that it went on. */
export function useReport(): ReportReading {
  const head = useTopicOrNull("recovery");
  const [report, setReport] = useState<RecoveryReport | null | undefined>(undefined);
  const { progress, run } = useCall("recovery", setReport);
  useEffect(() => {
    void run({});
    // Another head is another report.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [run, head]);
  return { report, failure: progress.phase === "failed" ? progress.failure : null, take: setReport };
}
