import { useId, useState } from "react";
import type { FormEvent } from "react";
import type { CallFailure } from "../../../src-main/contract/api.ts";
import type { SettingRow } from "../../../src-main/contract/settings.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Given } from "../../components/given.tsx";
import { useCall, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import type { Text } from "../../text/text.ts";

type Value = SettingRow["value"];

/** What the file will say at the next start, as far as known: what waits, else what is in force. */
const startingPoint = (row: SettingRow): string => String(row.pending ?? row.value ?? "");

/** Typed text as the kind of value the setting has; text that is no number goes as it is, and the engine says the rule. */
function valueOf(typed: string, row: SettingRow): Value {
  const sample = row.value ?? row.default;
  const trimmed = typed.trim();
  if (typeof sample === "boolean") return trimmed === "true";
  if (typeof sample === "number" && trimmed !== "" && Number.isFinite(Number(trimmed))) return Number(trimmed);
  return trimmed === "" ? null : trimmed;
}

/** Problems the engine named for this value; a failure without any is shown whole. */
const problemsOf = (failure: CallFailure): string[] => (failure.problems ?? []).map((problem) => problem.rule);

function about(name: string, text: Text): string | null {
  return name in text.settings.about ? text.settings.about[name as keyof Text["settings"]["about"]] : null;
}

export function SettingEditor({ row, onRows }: { readonly row: SettingRow; readonly onRows: (rows: readonly SettingRow[]) => void }) {
  const { text } = useReader();
  const id = useId();
  const mayAct = useMayAct();
  const { progress, run } = useCall("saveSetting", onRows);
  const [typed, setTyped] = useState(() => startingPoint(row));
  const running = progress.phase === "running";
  const problems = progress.phase === "failed" ? problemsOf(progress.failure) : [];
  const description = about(row.name, text);
  const changed = typed.trim() !== startingPoint(row);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void run({ name: row.name, value: valueOf(typed, row) });
  };
  const takeOut = async (): Promise<void> => {
    if (await run({ name: row.name, value: null })) setTyped(String(row.default ?? ""));
  };

  return (
    <li>
      <form onSubmit={submit} noValidate aria-labelledby={`${id}-name`}>
        <div className="setting-name">
          <label htmlFor={row.overridden ? undefined : id} id={`${id}-name`}>
            {description !== null && <span>{description}</span>}
            <code lang="en" translate="no">
              {row.name}
            </code>
          </label>
          <p className="dim" id={`${id}-rule`}>
            <Given>{row.rule}</Given> · {text.settings.default} <SettingValue value={row.default} unit={row.unit} />
          </p>
        </div>
        <div className="setting-now">
          <span className="dim">{text.settings.inForce}</span>
          <strong>
            <SettingValue value={row.value} unit={row.unit} />
          </strong>
          <span className="tag">{text.settings.sources[row.source]}</span>
        </div>
        {row.overridden ? (
          <p className="setting-edit soft">{text.settings.overridden}</p>
        ) : (
          <div className="setting-edit">
            <SettingInput id={id} row={row} typed={typed} onTyped={setTyped} invalid={problems.length > 0} describedBy={`${id}-rule ${id}-problem`} />
            {row.unit !== null && <Given>{row.unit}</Given>}
            <button type="submit" disabled={running || !mayAct || !changed}>
              {running ? text.settings.saving : text.settings.save}
            </button>
            {(row.pending !== null || row.source === "settings file") && (
              <button type="button" className="quiet" disabled={running || !mayAct} onClick={() => void takeOut()}>
                {text.settings.reset}
              </button>
            )}
          </div>
        )}
        <div className="setting-notes" id={`${id}-problem`} aria-live="polite">
          {problems.map((problem) => (
            <p className="field-problem" key={problem}>
              <Given>{problem}</Given>
            </p>
          ))}
          {progress.phase === "failed" && problems.length === 0 && <FailureNote failure={progress.failure} />}
          {progress.phase === "done" && <p className="soft">{text.settings.saved}</p>}
          {row.pending !== null && <PendingNote pending={row.pending} unit={row.unit} />}
        </div>
      </form>
    </li>
  );
}

function PendingNote({ pending, unit }: { readonly pending: NonNullable<Value>; readonly unit: string | null }) {
  const { text } = useReader();
  return (
    <p className="ask-text">
      {text.settings.pending} <SettingValue value={pending} unit={unit} />
    </p>
  );
}

function SettingValue({ value, unit }: { readonly value: Value; readonly unit: string | null }) {
  const { text } = useReader();
  if (value === null || value === "") return <span className="dim">{text.settings.empty}</span>;
  if (typeof value === "boolean") return <>{value ? text.settings.on : text.settings.off}</>;
  return <Given>{unit === null ? value : `${value} ${unit}`}</Given>;
}

interface InputProps {
  readonly id: string;
  readonly row: SettingRow;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly invalid: boolean;
  readonly describedBy: string;
}

function SettingInput({ id, row, typed, onTyped, invalid, describedBy }: InputProps) {
  const { text } = useReader();
  const sample = row.value ?? row.default;
  const shared = { id, value: typed, "aria-invalid": invalid, "aria-describedby": describedBy };
  if (typeof sample === "boolean")
    return (
      <select {...shared} onChange={(event) => onTyped(event.target.value)}>
        <option value="true">{text.settings.on}</option>
        <option value="false">{text.settings.off}</option>
      </select>
    );
  if (row.choices != null)
    return (
      <select {...shared} translate="no" lang="en" onChange={(event) => onTyped(event.target.value)}>
        {sample === null && <option value="">{"\u2013"}</option>}
        {row.choices.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    );
  return (
    <input
      {...shared}
      inputMode={typeof sample === "number" ? "decimal" : "text"}
      autoComplete="off"
      spellCheck={false}
      translate="no"
      onChange={(event) => onTyped(event.target.value)}
    />
  );
}
