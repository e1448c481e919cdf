import { FailureNote } from "../../components/failure-note.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** Writes everything kept into a snapshot now, as every hour does by itself. */
export function SnapshotButton() {
  const { text, format } = useReader();
  const mayAct = useMayAct();
  const { progress, run } = useCall("takeSnapshot");
  return (
    <div className="snapshot-act">
      <button type="button" disabled={!mayAct || progress.phase === "running"} onClick={() => void run({})}>
        {progress.phase === "running" ? text.time.takingSnapshot : text.time.takeSnapshot}
      </button>
      {progress.phase === "done" && <output className="note note-done">{text.time.snapshotTaken(format.count(progress.value.seq), progress.value.parts)}</output>}
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
    </div>
  );
}
