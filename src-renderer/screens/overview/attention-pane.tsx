import type { FormEvent } from "react";
import type { Reason, TradingState } from "../../../src-main/contract/trading-state.ts";
import { Age } from "../../components/age.tsx";
import { FailureNote } from "../../components/failure-note.tsx";
import { Given } from "../../components/given.tsx";
import { useKillPanel } from "../../components/kill/kill-context.tsx";
import { PersonFields, usePerson } from "../../components/person-fields.tsx";
import { reasonSentence } from "../../components/state-sentence.ts";
import { useCall, useMayAct, useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

const inNeed: ReadonlySet<TradingState> = new Set<TradingState>(["HALTED", "TRIPPED", "KILLED", "REDUCE_ONLY"]);

/** Why nothing new is opened, every reason of it, and what a person can do about it. Absent while orders may pass. */
export function AttentionPane() {
  const { text } = useReader();
  const { tradingState, reasons, autoRelease } = useTopic("overview");
  const damaged = reasons.some((reason) => reason.code === "JOURNAL_DAMAGED");
  if (!inNeed.has(tradingState)) return null;
  return (
    <section className="pane attention" data-state={tradingState} aria-labelledby="attention-title">
      <h2 id="attention-title">{tradingState === "REDUCE_ONLY" ? text.reduceOnly.isOn : text.attention.title}</h2>
      <ul className="reasons">
        {reasons.map((reason) => (
          <ReasonRow key={reason.code} reason={reason} />
        ))}
      </ul>
      <Remedy tradingState={tradingState} damaged={damaged} autoRelease={autoRelease} />
    </section>
  );
}

function ReasonRow({ reason }: { readonly reason: Reason }) {
  const { text } = useReader();
  const sentence = reasonSentence(reason.code, text);
  return (
    <li>
      <strong>{sentence ?? <Given>{reason.code}</Given>}</strong> <Given>{reason.detail}</Given>{" "}
      <span className="dim">
        <Age atMs={reason.sinceMs} say={text.attention.since} />
      </span>
    </li>
  );
}

function Remedy(props: { readonly tradingState: TradingState; readonly damaged: boolean; readonly autoRelease: boolean }) {
  if (props.tradingState === "KILLED") return <OpenKillPanel />;
  if (props.tradingState === "REDUCE_ONLY") return <OpenReduceOnlyPanel />;
  return props.damaged ? <FreshJournalForm /> : <Retry autoRelease={props.autoRelease} />;
}

function OpenReduceOnlyPanel() {
  const { text } = useReader();
  const { shown, showReduceOnly } = useKillPanel();
  if (shown === "reduce-only") return null;
  return (
    <div className="actions">
      <button type="button" onClick={showReduceOnly}>
        {text.reduceOnly.open}
      </button>
    </div>
  );
}

function OpenKillPanel() {
  const { text } = useReader();
  const { shown, show } = useKillPanel();
  if (shown === "kill") return null;
  return (
    <div className="actions">
      <button type="button" onClick={() => show()}>
        {text.attention.openKill}
      </button>
    </div>
  );
}

function Retry({ autoRelease }: { readonly autoRelease: boolean }) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const { progress, run } = useCall("retry");
  const syncing = useTopic("sync").running;
  const running = progress.phase === "running" || syncing;
  return (
    <>
      <div className="actions">
        <button type="button" disabled={running || !mayAct} onClick={() => void run({})}>
          {running ? text.attention.retrying : text.attention.retry}
        </button>
        <span className="soft">
          {text.attention.retryHelp} {autoRelease ? text.attention.autoRelease : text.attention.byHand}
        </span>
      </div>
      {running && <progress aria-label={text.attention.retrying} />}
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
      {progress.phase === "done" && (
        <output className="note note-warn">
          {text.attention.retryDone(text.state[progress.value.state].word)}
        </output>
      )}
    </>
  );
}

function FreshJournalForm() {
  const { text } = useReader();
  const mayAct = useMayAct();
  const { progress, run } = useCall("startFreshJournal");
  const person = usePerson();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said !== null) void run(said);
  };

  return (
    <form onSubmit={submit} noValidate aria-labelledby="fresh-title">
      <h3 id="fresh-title">{text.attention.freshTitle}</h3>
      <p className="soft">{text.attention.freshHelp}</p>
      <div className="form-row">
        <PersonFields person={person} />
        <button type="submit" disabled={!mayAct || progress.phase === "running"}>
          {progress.phase === "running" ? text.form.working : text.attention.freshSubmit}
        </button>
      </div>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
      {progress.phase === "done" && (
        <output className="note note-done">
          {text.attention.freshDone}
        </output>
      )}
    </form>
  );
}
