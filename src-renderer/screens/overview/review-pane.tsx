import { useState } from "react";
import type { FormEvent } from "react";
import type { Difference } from "../../../src-main/contract/sync.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { TextField, Tick } from "../../components/field.tsx";
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
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);

  const ids = waiting.map((difference) => difference.id).filter((id) => chosen.has(id));
  const needed = (value: string): string | null => (tried && value.trim() === "" ? text.form.needed : null);
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (ids.length > 0 && name.trim() !== "" && reason.trim() !== "") void run({ ids, name: name.trim(), reason: reason.trim() });
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
          <TextField label={text.form.name} value={name} onValue={setName} problem={needed(name)} maxLength={100} required />
          <TextField label={text.form.reason} value={reason} onValue={setReason} problem={needed(reason)} maxLength={500} required />
          <button type="submit" disabled={!mayAct || progress.phase === "running"}>
            {progress.phase === "running" ? text.form.working : text.review.submit(ids.length)}
          </button>
        </div>
        {tried && ids.length === 0 && <p className="field-problem">{text.review.chooseOne}</p>}
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
