import { useId, useState } from "react";
import type { FormEvent, KeyboardEvent } from "react";
import type { PastMoment, PastRange } from "../../../src-main/contract/records.ts";
import { Moment } from "../../components/age.tsx";
import { useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { STEPS_MS, clampedMs, fieldTextOf, keyStepMs, momentOfField } from "./moments.ts";

interface Props {
  readonly range: PastRange;
  /** Where the hand stands. */
  readonly atMs: number;
  /** The event that is shown, to step from; `null`: none yet. */
  readonly seq: number | null;
  readonly onMoment: (moment: PastMoment) => void;
}

/** Moves through the record: by hand, by keys, by steps, event by event, or to a date and time. */
export function TimeSlider({ range, atMs, seq, onMoment }: Props) {
  const { text, format } = useReader();
  const { clock } = useConsole().store;
  const id = useId();
  const go = (to: number): void => onMoment({ atMs: clampedMs(to, range) });

  const onKeyDown = (event: KeyboardEvent): void => {
    const stepMs = event.ctrlKey || event.metaKey || event.altKey ? null : keyStepMs(event.key, event.shiftKey);
    if (stepMs === null) return;
    event.preventDefault();
    go(atMs + stepMs);
  };

  return (
    <section className="pane time-slider" aria-label={text.time.travel}>
      <label htmlFor={id} className="hidden-text">
        {text.time.slider}
      </label>
      <input
        id={id}
        type="range"
        min={range.firstAtMs}
        max={Math.max(range.lastAtMs, range.firstAtMs + 1)}
        step={1}
        value={atMs}
        aria-valuetext={format.time(atMs, clock.nowMs())}
        aria-describedby={`${id}-keys`}
        onChange={(event) => go(Number(event.target.value))}
        onKeyDown={onKeyDown}
      />
      <div className="slider-ends dim" aria-hidden="true">
        <span>
          <Moment atMs={range.firstAtMs} />
        </span>
        <span id={`${id}-keys`}>{text.time.keys}</span>
        <span>
          <Moment atMs={range.lastAtMs} />
        </span>
      </div>
      <div className="slider-acts">
        <Steps sign={-1} atMs={atMs} go={go} />
        <button type="button" disabled={seq === null || seq <= range.firstSeq} onClick={() => onMoment({ seq: Math.max(range.firstSeq, (seq ?? 0) - 1) })}>
          {text.time.eventBack}
        </button>
        <button type="button" disabled={seq === null || seq >= range.lastSeq} onClick={() => onMoment({ seq: Math.min(range.lastSeq, (seq ?? 0) + 1) })}>
          {text.time.eventOn}
        </button>
        <Steps sign={1} atMs={atMs} go={go} />
        <button type="button" onClick={() => onMoment({ seq: range.lastSeq })}>
          {text.time.newest}
        </button>
        <DateEntry atMs={atMs} range={range} go={go} />
      </div>
    </section>
  );
}

function Steps({ sign, atMs, go }: { readonly sign: 1 | -1; readonly atMs: number; readonly go: (atMs: number) => void }) {
  const { text, format } = useReader();
  const steps = sign < 0 ? STEPS_MS : STEPS_MS.toReversed();
  return (
    <>
      {steps.map((stepMs) => (
        <button key={stepMs} type="button" aria-label={sign < 0 ? text.time.back(format.stepText(stepMs)) : text.time.on(format.stepText(stepMs))} onClick={() => go(atMs + sign * stepMs)}>
          {sign < 0 ? "−" : "+"}
          {format.stepText(stepMs)}
        </button>
      ))}
    </>
  );
}

/** Follows the moment that is shown until somebody types; what is typed goes nowhere before it is sent. */
function DateEntry({ atMs, range, go }: { readonly atMs: number; readonly range: PastRange; readonly go: (atMs: number) => void }) {
  const { text } = useReader();
  const [typed, setTyped] = useState<string | null>(null);
  const written = typed ?? fieldTextOf(atMs);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = momentOfField(written);
    if (wanted === null) return;
    setTyped(null);
    go(wanted);
  };
  return (
    <form className="date-entry" onSubmit={submit} noValidate>
      <input type="datetime-local" step={1} aria-label={text.time.date} value={written} min={fieldTextOf(range.firstAtMs)} max={fieldTextOf(range.lastAtMs)} onChange={(event) => setTyped(event.target.value)} />
      <button type="submit">{text.time.goThere}</button>
    </form>
  );
}
