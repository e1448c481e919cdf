import { useState } from "react";
import type { FormEvent } from "react";
import type { Reason } from "../../../src-main/contract/trading-state.ts";
import { Age } from "../../components/age.tsx";
import { FailureNote } from "../../components/failure-note.tsx";
import { TextField } from "../../components/field.tsx";
import { Given } from "../../components/given.tsx";
import { useKillPanel } from "../../components/kill/kill-context.tsx";
import { reasonSentence } from "../../components/state-sentence.ts";
import { useCall, useMayAct, useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** Why nothing trades, every reason of it, and what a person can do about it. Absent while orders may pass. */
export function AttentionPane() {
  const { text } = useReader();
  const { tradingState, reasons, autoRelease } = useTopic("overview");
  const damaged = reasons.some((reason) => reason.code === "JOURNAL_DAMAGED");
  if (tradingState !== "HALTED" && tradingState !== "TRIPPED" && tradingState !== "KILLED") return null;
  return (
    <section className="pane attention" data-state={tradingState} aria-labelledby="attention-title">
      <h2 id="attention-title">{text.attention.title}</h2>
      <ul className="reasons">
        {reasons.map((reason) => (
          <ReasonRow key={reason.code} reason={reason} />
        ))}
      </ul>
      {tradingState === "KILLED" ? <OpenKillPanel /> : damaged ? <FreshJournalForm /> : <Retry autoRelease={autoRelease} />}
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

function OpenKillPanel() {
  const { text } = useReader();
  const { open, show } = useKillPanel();
  if (open) return null;
  return (
    <div className="actions">
      <button type="button" onClick={show}>
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
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const needed = (value: string): string | null => (tried && value.trim() === "" ? text.form.needed : null);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && reason.trim() !== "") void run({ name: name.trim(), reason: reason.trim() });
  };

  return (
    <form onSubmit={submit} noValidate aria-labelledby="fresh-title">
      <h3 id="fresh-title">{text.attention.freshTitle}</h3>
      <p className="soft">{text.attention.freshHelp}</p>
      <div className="form-row">
        <TextField label={text.form.name} value={name} onValue={setName} problem={needed(name)} maxLength={100} required />
        <TextField label={text.form.reason} value={reason} onValue={setReason} problem={needed(reason)} maxLength={500} required />
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
