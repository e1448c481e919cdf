import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import type { InDoubt } from "../../../src-main/contract/order.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Choices, TextField } from "../../components/field.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

type Fate = "filled" | "refused";

/** A ticket of none of the candidates. */
const OTHER = "other";

const ticketOf = (typed: string): number | null => (/^[1-9]\d{0,14}$/.test(typed.trim()) ? Number(typed.trim()) : null);

/** Settles an order in doubt on a person's word. Nothing is chosen beforehand: a guess would be taken for knowledge. */
export function ResolveForm({ doubt, name }: { readonly doubt: InDoubt; readonly name: string }) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const person = usePerson();
  const { progress, run } = useCall("resolveOrder");
  const [as, setAs] = useState<Fate | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const { candidates, agentId, uuid } = doubt;
  // A candidate that is none any more was not what this person chose.
  const choice = candidates.length === 0 ? OTHER : candidates.some((ticket) => String(ticket) === chosen) ? chosen : chosen === OTHER ? OTHER : null;
  const ticket = choice === OTHER ? ticketOf(typed) : choice === null ? null : Number(choice);
  const { tried } = person.draft;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said === null || as === null || (as === "filled" && ticket === null)) return;
    void run({ agentId, uuid, as, ticket: as === "filled" ? ticket : null, ...said });
  };

  return (
    <form className="resolve" ref={form} onSubmit={submit} noValidate aria-label={name}>
      <Choices<Fate>
        legend={text.inDoubt.as}
        value={as}
        onValue={setAs}
        choices={[
          { value: "filled", label: text.inDoubt.filled },
          { value: "refused", label: text.inDoubt.refused },
        ]}
      />
      {tried && as === null && <p className="field-problem">{text.inDoubt.chooseAs}</p>}
      {as !== null && <p className="resolve-meaning">{as === "filled" ? text.inDoubt.meansFilled : text.inDoubt.meansRefused}</p>}
      {as === "filled" && candidates.length > 0 && (
        <Choices<string>
          legend={text.inDoubt.which}
          value={choice}
          onValue={setChosen}
          choices={[...candidates.map((each) => ({ value: String(each), label: text.inDoubt.ticket(String(each)) })), { value: OTHER, label: text.inDoubt.otherTicket }]}
        />
      )}
      {as === "filled" && tried && choice === null && <p className="field-problem">{text.inDoubt.chooseTicket}</p>}
      {as === "filled" && choice === OTHER && (
        <TextField label={text.inDoubt.ticketNumber} value={typed} onValue={setTyped} inputMode="numeric" maxLength={15} required problem={tried && ticket === null ? text.inDoubt.ticketRule : null} />
      )}
      <div className="form-row">
        <PersonFields person={person} />
        <button type="submit" disabled={!mayAct || progress.phase === "running"}>
          {progress.phase === "running" ? text.form.working : <SubmitWords as={as} ticket={ticket} />}
        </button>
      </div>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
      {progress.phase === "done" && <output className="note note-done">{text.inDoubt.done}</output>}
    </form>
  );
}

/** What the button will do, in full: there is no undoing it. */
function SubmitWords({ as, ticket }: { readonly as: Fate | null; readonly ticket: number | null }) {
  const { text } = useReader();
  if (as === "refused") return text.inDoubt.submitRefused;
  return as === "filled" && ticket !== null ? text.inDoubt.submitFilled(String(ticket)) : text.inDoubt.submit;
}
