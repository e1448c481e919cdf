import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { FormEvent } from "react";
import { AgentId } from "../../../src-main/contract/order.ts";
import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Choices, TextField } from "../../components/field.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

type Choice = "adopt" | "hold" | "flatten";

interface Props {
  readonly ticket: number;
  /** Who may adopt it; any other may be typed. */
  readonly report: RecoveryReport;
  readonly onReport: (report: RecoveryReport) => void;
}

/** What shall become of a position that no ledger can explain. Nothing is chosen beforehand: a guess would be taken for knowledge. */
export function OrphanForm({ ticket, report, onReport }: Props) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const person = usePerson();
  const { progress, run } = useCall("settleOrphan", onReport);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [agentId, setAgentId] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const listId = useId();
  const living = useMemo(() => report.agents.filter(({ alive }) => alive).map((agent) => agent.agentId), [report]);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const { tried } = person.draft;
  const owner = AgentId.safeParse(agentId.trim());
  const lacksOwner = choice === "adopt" && !owner.success;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said === null || choice === null || lacksOwner) return;
    void run({ ticket, choice, ...(choice === "adopt" && owner.success ? { agentId: owner.data } : {}), ...said });
  };

  return (
    <form className="resolve" ref={form} onSubmit={submit} noValidate aria-label={text.recovery.orphan.name(String(ticket))}>
      <Choices<Choice>
        legend={text.recovery.orphan.what}
        value={choice}
        onValue={setChoice}
        choices={(["adopt", "hold", "flatten"] as const).map((value) => ({ value, label: text.recovery.orphan[value] }))}
      />
      {tried && choice === null && <p className="field-problem">{text.recovery.orphan.choose}</p>}
      {choice !== null && <p className="resolve-meaning">{text.recovery.orphan.meaning[choice]}</p>}
      {choice === "adopt" && (
        <>
          <TextField
            label={text.recovery.orphan.agent}
            value={agentId}
            onValue={setAgentId}
            list={listId}
            maxLength={64}
            spellCheck={false}
            autoCapitalize="off"
            translate="no"
            required
            problem={tried && lacksOwner ? text.kill.agentNeeded : null}
          />
          <datalist id={listId}>
            {living.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </datalist>
        </>
      )}
      <div className="form-row">
        <PersonFields person={person} />
        <button type="submit" className={choice === "flatten" ? "danger" : undefined} disabled={!mayAct || progress.phase === "running"}>
          {progress.phase === "running" ? text.form.working : choice === null ? text.recovery.orphan.settle : text.recovery.orphan.submit[choice](String(ticket))}
        </button>
      </div>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
    </form>
  );
}
