import type { FormEvent } from "react";
import type { RecoveryReport, ReportedCorrection } from "../../../src-main/contract/recovery.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Tick } from "../../components/field.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { byCode } from "./report-items.ts";

interface Props {
  /** Those that wait and may be accepted. */
  readonly waiting: readonly ReportedCorrection[];
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (ids: readonly string[], on: boolean) => void;
  readonly onReport: (report: RecoveryReport) => void;
}

/** Stays in sight below the differences, small until something is chosen: one, all of a kind, or all are accepted on a person's word. */
export function DecideBar({ waiting, chosen, onChosen, onReport }: Props) {
  const { text, format } = useReader();
  const mayAct = useMayAct();
  const person = usePerson();
  const { progress, run } = useCall("applyCorrections", onReport);
  const ids = waiting.map(({ id }) => id).filter((id) => chosen.has(id));
  const kinds = byCode(waiting);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (ids.length > 0 && said !== null) void run({ ids, ...said });
  };

  return (
    <form className="pane decide-bar" onSubmit={submit} noValidate aria-label={text.recovery.decideTitle}>
      <div className="decide-kinds">
        <strong>{text.recovery.decideTitle}</strong>
        <Tick label={text.recovery.all(waiting.length)} checked={ids.length === waiting.length} disabled={!mayAct} onChecked={(on) => onChosen(waiting.map(({ id }) => id), on)} />
        {kinds.length > 1 &&
          kinds.map(([code, members]) => (
            <Tick
              key={code}
              label={text.recovery.ofKind(text.recovery.code[code], format.count(members.length))}
              checked={members.every((id) => chosen.has(id))}
              disabled={!mayAct}
              onChecked={(on) => onChosen(members, on)}
            />
          ))}
      </div>
      {ids.length > 0 && (
        <div className="form-row">
          <PersonFields person={person} />
          <button type="submit" disabled={!mayAct || progress.phase === "running"}>
            {progress.phase === "running" ? text.form.working : text.recovery.submit(ids.length)}
          </button>
        </div>
      )}
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
    </form>
  );
}
