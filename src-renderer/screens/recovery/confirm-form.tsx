import type { FormEvent } from "react";
import { FailureNote } from "../../components/failure-note.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { useCall, useMayAct, useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** A person has read the report and lets trading begin. What waits is decided before that. */
export function ConfirmForm() {
  const { text } = useReader();
  const head = useTopicOrNull("recovery");
  const mayAct = useMayAct();
  const person = usePerson();
  const { progress, run } = useCall("confirmRecovery");

  if (progress.phase === "done")
    return <output className="note note-done">{text.recovery.confirmed(text.state[progress.value.state].word)}</output>;
  if (head === null || !head.wantsConfirmation) return null;
  if (head.counts.waiting > 0) return <p className="note note-warn">{text.recovery.confirmLater}</p>;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said !== null) void run(said);
  };

  return (
    <form className="pane confirm-form" onSubmit={submit} noValidate aria-labelledby="confirm-title">
      <h2 id="confirm-title">{text.recovery.confirmTitle}</h2>
      <p className="soft">{text.recovery.confirmHelp}</p>
      <div className="form-row">
        <PersonFields person={person} />
        <button type="submit" disabled={!mayAct || progress.phase === "running"}>
          {progress.phase === "running" ? text.form.working : text.recovery.confirm}
        </button>
      </div>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
    </form>
  );
}
