import { useState } from "react";
import type { FormEvent } from "react";
import type { KillRecord } from "../../../src-main/contract/kill.ts";
import { REARM_CONFIRMATION } from "../../../src-main/contract/kill.ts";
import type { CallProgress } from "../../store/hooks.ts";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Choices, TextField } from "../field.tsx";
import { FailureNote } from "../failure-note.tsx";
import { PersonFields, usePerson } from "../person-fields.tsx";
import { SyncProgress } from "../sync-progress.tsx";
import { scopeWords } from "./scope-words.ts";

const ALL = "all";

/** Ends a kill: a name, a reason, and the words typed exactly; then the sync that must be clean, as it runs. */
export function RearmForm({ kills }: { readonly kills: readonly KillRecord[] }) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const { progress, run } = useCall("rearm");
  const [which, setWhich] = useState<string>(ALL);
  const person = usePerson();
  const [typed, setTyped] = useState("");

  const chosen = kills.some((kill) => kill.id === which) ? which : ALL;
  const running = progress.phase === "running";

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said === null || typed !== REARM_CONFIRMATION) return;
    void run({ ...said, confirmation: REARM_CONFIRMATION, ...(chosen === ALL ? {} : { killId: chosen }) });
  };

  // The kill is out of force before the sync that must follow has ended, and its progress is still to be seen.
  if (kills.length === 0) return progress.phase === "idle" ? null : <RearmResult progress={progress} />;

  return (
    <form onSubmit={submit} noValidate aria-label={text.rearm.title}>
      <h3>{text.rearm.title}</h3>
      <p className="soft">{text.rearm.help}</p>
      {kills.length > 1 && (
        <Choices
          legend={text.rearm.which}
          value={chosen}
          onValue={setWhich}
          choices={[
            { value: ALL, label: text.rearm.all },
            ...kills.map((kill) => ({ value: kill.id, label: `${scopeWords(kill.scope, text)} · ${kill.reason}` })),
          ]}
        />
      )}
      <PersonFields person={person} />
      <TextField
        label={text.rearm.confirmation(REARM_CONFIRMATION)}
        value={typed}
        onValue={setTyped}
        problem={person.draft.tried && typed !== REARM_CONFIRMATION ? text.rearm.mismatch(REARM_CONFIRMATION) : null}
        spellCheck={false}
        autoCapitalize="off"
        required
      />
      <button type="submit" disabled={running || !mayAct}>
        {running ? text.form.working : text.rearm.submit}
      </button>
      <RearmResult progress={progress} />
    </form>
  );
}

function RearmResult({ progress }: { readonly progress: CallProgress<"rearm"> }) {
  const { text } = useReader();
  switch (progress.phase) {
    case "idle":
      return null;
    case "running":
      return (
        <div aria-live="polite">
          <p className="soft">{text.rearm.running}</p>
          <SyncProgress />
        </div>
      );
    case "failed":
      return <FailureNote failure={progress.failure} />;
    case "done":
      return (
        <output className={progress.value.armed ? "note note-done" : "note note-warn"}>
          {progress.value.armed ? text.rearm.armed : text.rearm.notArmed(text.state[progress.value.state].word)}
        </output>
      );
  }
}
