import { useId } from "react";
import type { ComponentProps } from "react";

type InputProps = Omit<ComponentProps<"input">, "id" | "onChange" | "value">;

interface TextFieldProps extends InputProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What is wrong with it; shown under the field and tied to it. */
  readonly problem?: string | null;
}

export function TextField({ label, value, onValue, problem = null, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        autoComplete="off"
        {...rest}
        id={id}
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => onValue(event.target.value)}
      />
      {problem !== null && (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** One of a few: all of them in sight, arrow keys between them. */
export function Choices<T extends string>(props: {
  readonly legend: string;
  readonly choices: readonly Choice<T>[];
  /** `null`: none chosen yet. */
  readonly value: T | null;
  readonly onValue: (value: T) => void;
  readonly compact?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className={props.compact === true ? "choices compact" : "choices"}>
      <legend>{props.legend}</legend>
      <div>
        {props.choices.map((choice) => (
          <label key={choice.value}>
            <input type="radio" name={name} value={choice.value} checked={choice.value === props.value} onChange={() => props.onValue(choice.value)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Tick(props: { readonly label: string; readonly checked: boolean; readonly onChecked: (checked: boolean) => void; readonly disabled?: boolean }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={props.checked} disabled={props.disabled} onChange={(event) => props.onChecked(event.target.checked)} />
      <span>{props.label}</span>
    </label>
  );
}
