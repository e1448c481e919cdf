import type { FormEvent } from "react";
import { FailureNote } from "../../components/failure-note.tsx";
import { Given } from "../../components/given.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** Reads the limits file anew on a person's word, and says what is other than before. */
export function ReloadForm() {
  const { text } = useReader();
  const mayAct = useMayAct();
  const person = usePerson();
  const { progress, run } = useCall("reloadLimits");

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said !== null) void run(said);
  };

  return (
    <section className="pane" aria-labelledby="reload-title">
      <form onSubmit={submit} noValidate aria-labelledby="reload-title">
        <div className="pane-head">
          <h2 id="reload-title">{text.risk.reloadTitle}</h2>
          <span className="dim">{text.risk.reloadHelp}</span>
        </div>
        <div className="form-row">
          <PersonFields person={person} />
          <button type="submit" disabled={!mayAct || progress.phase === "running"}>
            {progress.phase === "running" ? text.form.working : text.risk.reload}
          </button>
        </div>
        {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
        {progress.phase === "done" && (
          <output className="note note-done">
            <Changes changed={progress.value.changed} />
          </output>
        )}
      </form>
    </section>
  );
}

function Changes({ changed }: { readonly changed: readonly string[] }) {
  const { text } = useReader();
  if (changed.length === 0) return text.risk.unchanged;
  return (
    <div>
      <p>{text.risk.changed(changed.length)}</p>
      <ul>
        {changed.map((each) => (
          <li key={each}>
            <Given>{each}</Given>
          </li>
        ))}
      </ul>
    </div>
  );
}
