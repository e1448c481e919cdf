import { useState } from "react";
import type { FormEvent } from "react";
import type { Difference } from "../../../src-main/contract/sync.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Tick } from "../../components/field.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { useCall, useMayAct, useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { DifferenceCard } from "./difference-card.tsx";

/** The differences that wait for a person, and the acceptance: the record follows the broker on that person's word. */
export function ReviewPane() {
  const waiting = useTopic("differences").filter((difference) => difference.status === "waiting");
  return waiting.length === 0 ? null : <ReviewForm waiting={waiting} />;
}

function ReviewForm({ waiting }: { readonly waiting: readonly Difference[] }) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const { progress, run } = useCall("acceptDifferences");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const person = usePerson();

  const ids = waiting.map((difference) => difference.id).filter((id) => chosen.has(id));
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (ids.length > 0 && said !== null) void run({ ids, ...said });
  };

  return (
    <section className="pane review" aria-labelledby="review-title">
      <form onSubmit={submit} noValidate aria-labelledby="review-title">
        <div className="pane-head">
          <h2 id="review-title">{text.review.title(waiting.length)}</h2>
          <span className="soft">{text.review.help}</span>
        </div>
        <Tick
          label={text.review.selectAll}
          checked={ids.length === waiting.length}
          onChecked={(on) => setChosen(new Set(on ? waiting.map((difference) => difference.id) : []))}
        />
        <ul className="differences">
          {waiting.map((difference) => (
            <DifferenceCard key={difference.id} difference={difference} chosen={chosen.has(difference.id)} onChosen={(on) => toggle(difference.id, on)} />
          ))}
        </ul>
        <div className="form-row">
          <PersonFields person={person} />
          <button type="submit" disabled={!mayAct || progress.phase === "running"}>
            {progress.phase === "running" ? text.form.working : text.review.submit(ids.length)}
          </button>
        </div>
        {person.draft.tried && ids.length === 0 && <p className="field-problem">{text.review.chooseOne}</p>}
        {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
        {progress.phase === "done" && (
          <output className="note note-done">
            {text.review.accepted(text.state[progress.value.state].word)}
          </output>
        )}
      </form>
    </section>
  );
}
