import type { CallFailure } from "../../src-main/contract/api.ts";
import { useReader } from "../text/reader.tsx";
import { Given } from "./given.tsx";
import { SeverityShape } from "./icons.tsx";

/** A call that failed: in our words what kind of failure, then as given what it was. */
export function FailureNote({ failure, title, help }: { readonly failure: CallFailure; readonly title?: string; readonly help?: string }) {
  const { text } = useReader();
  return (
    <div className="note note-stop" role="alert">
      <SeverityShape severity="critical" label={text.activity.severityWord.critical} />
      <div>
        {title !== undefined && <strong>{title} </strong>}
        {text.failure[failure.code]} <Given>{failure.message}</Given>
        {(failure.problems ?? []).length > 0 && (
          <ul>
            {(failure.problems ?? []).map((problem) => (
              <li key={`${problem.field} ${problem.rule}`}>
                <Given>{`${problem.field}: ${problem.rule}`}</Given>
              </li>
            ))}
          </ul>
        )}
        {help !== undefined && <div>{help}</div>}
      </div>
    </div>
  );
}
