import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import type { RecordsSummary } from "../../../src-main/contract/records.ts";
import { Moment } from "../../components/age.tsx";
import { FailureNote } from "../../components/failure-note.tsx";
import { TextField } from "../../components/field.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { hrefOf } from "../../components/route.ts";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** The word a person types to leave the record's newest part behind; the same in every language, so that it is a deliberate act. */
const BRANCH_CONFIRMATION = "BRANCH";

interface Props {
  readonly summary: RecordsSummary;
  readonly onBranched: () => void;
  readonly onClose: () => void;
}

/** Says what a branch does before it asks for a name, a reason and the typed word. */
export function BranchForm({ summary, onBranched, onClose }: Props) {
  const { text, format } = useReader();
  const mayAct = useMayAct();
  const person = usePerson();
  const [typed, setTyped] = useState("");
  const { progress, run } = useCall("branchRecord", onBranched);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const event = format.count(summary.seq);

  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    const said = person.submitted();
    // By its number: what is branched from is exactly what was looked at.
    if (said !== null && typed === BRANCH_CONFIRMATION) void run({ moment: { seq: summary.seq }, ...said });
  };

  return (
    <section className="pane branch" aria-labelledby="branch-title">
      <div className="pane-head">
        <h2 id="branch-title" ref={heading} tabIndex={-1}>
          {text.time.branchTitle(event)} {summary.atMs !== null && <Moment atMs={summary.atMs} />}
        </h2>
        <button type="button" className="quiet" onClick={onClose}>
          {text.time.closeBranch}
        </button>
      </div>
      {progress.phase === "done" ? (
        <output className="note note-done">
          <span>
            {text.time.branched} <a href={hrefOf("recovery")}>{text.time.toRecovery}</a>
          </span>
        </output>
      ) : (
        <form onSubmit={submit} noValidate aria-labelledby="branch-title">
          <ol className="branch-steps">
            <li>{text.time.branchKills}</li>
            <li>{text.time.branchGoesOn(event)}</li>
            <li>{text.time.branchKeeps}</li>
            <li>{text.time.branchCompares}</li>
          </ol>
          <div className="form-row">
            <PersonFields person={person} />
            <TextField
              label={text.rearm.confirmation(BRANCH_CONFIRMATION)}
              value={typed}
              onValue={setTyped}
              problem={person.draft.tried && typed !== BRANCH_CONFIRMATION ? text.rearm.mismatch(BRANCH_CONFIRMATION) : null}
              spellCheck={false}
              autoCapitalize="off"
              required
            />
            <button type="submit" className="danger" disabled={!mayAct || progress.phase === "running"}>
              {progress.phase === "running" ? text.form.working : text.time.branch}
            </button>
          </div>
          {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
        </form>
      )}
    </section>
  );
}
