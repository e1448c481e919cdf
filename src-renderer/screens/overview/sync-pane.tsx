import type { SyncReport } from "../../../src-main/contract/sync.ts";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { SyncProgress } from "../../components/sync-progress.tsx";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

export function SyncPane() {
  const { text, format } = useReader();
  const sync = useTopic("sync");
  return (
    <section className="pane sync" aria-labelledby="sync-title" data-outcome={sync.running ? "running" : (sync.outcome ?? "none")}>
      <div className="pane-head">
        <h2 id="sync-title">{text.sync.title}</h2>
        {sync.number === 0 ? (
          <span className="dim">{text.sync.never}</span>
        ) : (
          <span className="dim">
            <SyncOutcome sync={sync} />
            {sync.tookMs !== null && ` · ${format.latencyText(sync.tookMs)}`}
            {sync.tries > 0 && ` · ${text.sync.tries(format.count(sync.tries), format.count(sync.triesAllowed))}`}
            {" · "}
            {sync.lastCleanAtMs === null ? text.sync.neverClean : <Age atMs={sync.lastCleanAtMs} say={text.sync.lastClean} />}
          </span>
        )}
      </div>
      <SyncProgress />
      {sync.error !== null && <SyncErrorNote error={sync.error} />}
    </section>
  );
}

function SyncOutcome({ sync }: { readonly sync: SyncReport }) {
  const { text } = useReader();
  const word = sync.running ? text.sync.running : sync.outcome === null ? null : text.sync.outcome[sync.outcome];
  return (
    <>
      {sync.cause !== null && text.sync.cause[sync.cause]}
      {word !== null && (
        <>
          {" · "}
          <strong className="sync-outcome">{word}</strong>
        </>
      )}
    </>
  );
}

function SyncErrorNote({ error }: { readonly error: NonNullable<SyncReport["error"]> }) {
  const { text } = useReader();
  const last = error.cause ?? error;
  return (
    <p className="note note-stop">
      <span>
        {text.sync.error[error.code]}
        {error.cause !== undefined && ` ${text.sync.error[last.code]}`} <Given>{last.message}</Given>
        {last.field !== undefined && (
          <>
            {" "}
            {text.sync.field} <Given>{last.field}</Given>
          </>
        )}
      </span>
    </p>
  );
}
