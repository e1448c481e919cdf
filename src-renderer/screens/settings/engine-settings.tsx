import { useEffect, useState } from "react";
import type { SettingRow } from "../../../src-main/contract/settings.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { useCall, useCellPart, useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { SettingEditor } from "./setting-editor.tsx";

/** The engine's settings: what is in force, where it came from, and what the file will say at the next start. */
export function EngineSettings() {
  const { text } = useReader();
  const [rows, setRows] = useState<readonly SettingRow[] | null>(null);
  const { progress, run } = useCall("settings", setRows);
  const live = useCellPart(useConsole().connection.status, (status) => status.phase === "live");
  useEffect(() => {
    if (live) void run({});
  }, [run, live]);

  return (
    <section className="pane engine-settings" aria-labelledby="engine-settings-title">
      <div className="pane-head">
        <h2 id="engine-settings-title">{text.settings.engine}</h2>
        <span className="soft">{text.settings.engineHelp}</span>
      </div>
      {progress.phase === "failed" && (
        <>
          <FailureNote failure={progress.failure} />
          <button type="button" onClick={() => void run({})}>
            {text.settings.again}
          </button>
        </>
      )}
      {rows === null && progress.phase === "running" && <p className="dim">{text.settings.loading}</p>}
      <ul className="setting-list">
        {(rows ?? []).map((row) => (
          <SettingEditor key={row.name} row={row} onRows={setRows} />
        ))}
      </ul>
    </section>
  );
}
