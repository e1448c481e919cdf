import { killScopeText } from "../../../src-main/contract/kill.ts";
import { useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { FailureNote } from "../failure-note.tsx";
import { SidePanel } from "../side-panel.tsx";
import { FlattenProgress } from "./flatten-progress.tsx";
import { useKillPanel } from "./kill-context.tsx";
import { KillForm } from "./kill-form.tsx";
import { KillRecords } from "./kill-records.tsx";
import { RearmForm } from "./rearm-form.tsx";

/** The kills in force, how far a flatten has come, the form for another kill, and the way back. */
export function KillPanel() {
  const { text } = useReader();
  const { preset, progress } = useKillPanel();
  const report = useTopicOrNull("kill");
  const kills = report?.active ?? [];
  return (
    <SidePanel title={text.kill.title}>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} title={text.kill.killFailed} help={text.kill.killFailedHelp} />}
      {progress.phase === "done" && kills.length > 0 && (
        <output className="note note-done">
          {text.kill.done}
        </output>
      )}
      <KillRecords kills={kills} />
      {report?.flatten != null && <FlattenProgress report={report.flatten} />}
      <KillForm key={killScopeText(preset.scope)} again={kills.length > 0} preset={preset} />
      <RearmForm kills={kills} />
    </SidePanel>
  );
}
