import { useStatus } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { FailureNote } from "./failure-note.tsx";

/** What stands where the screens will be: connecting, or how to get in. */
export function StartScreen() {
  const status = useStatus();
  const { text } = useReader();
  const said = text.connection;
  const locked = status.phase === "no-token" || status.phase === "token-refused";
  return (
    <main className="content start" id="content" tabIndex={-1}>
      <div className="pane">
        {locked ? (
          <>
            <h1>{status.phase === "no-token" ? said.noTokenTitle : said.refusedTitle}</h1>
            <p>{status.phase === "no-token" ? said.noToken : said.refused}</p>
            <h2>{said.howTo}</h2>
            <ol>
              <li>{said.howTo1}</li>
              <li>{said.howTo2}</li>
              <li>{said.howTo3}</li>
            </ol>
          </>
        ) : (
          <>
            <h1>{said.connecting}</h1>
            <p>{said.connectingHelp}</p>
            {status.phase === "connecting" && status.failure !== null && <FailureNote failure={status.failure} />}
          </>
        )}
      </div>
    </main>
  );
}
