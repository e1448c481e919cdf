import { useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { FailureNote } from "../failure-note.tsx";
import { FlattenProgress } from "./flatten-progress.tsx";
import { useKillPanel } from "./kill-context.tsx";
import { KillForm } from "./kill-form.tsx";
import { KillRecords } from "./kill-records.tsx";
import { RearmForm } from "./rearm-form.tsx";

/** Beside the screen, never over the switch and never in the way: everything else keeps working while it is open. */
export function KillPanel() {
  const { text } = useReader();
  const { open, hide, heading, panel, progress } = useKillPanel();
  const report = useTopicOrNull("kill");
  if (!open) return null;
  const kills = report?.active ?? [];
  return (
    <aside className="panel" aria-labelledby="kill-panel-title" ref={panel}>
      <div className="panel-head">
        <h2 id="kill-panel-title" ref={heading} tabIndex={-1}>
          {text.kill.title}
        </h2>
        <button type="button" className="plain" onClick={hide} aria-label={text.kill.close}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="line-icon">
            <path d="M3 3l10 10M13 3L3 13" />
          </svg>
        </button>
      </div>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} title={text.kill.killFailed} help={text.kill.killFailedHelp} />}
      {progress.phase === "done" && kills.length > 0 && (
        <output className="note note-done">
          {text.kill.done}
        </output>
      )}
      <KillRecords kills={kills} />
      {report?.flatten != null && <FlattenProgress report={report.flatten} />}
      <KillForm again={kills.length > 0} />
      <RearmForm kills={kills} />
    </aside>
  );
}
