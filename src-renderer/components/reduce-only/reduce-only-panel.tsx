import type { FormEvent } from "react";
import type { ReduceOnly } from "../../../src-main/contract/trading-state.ts";
import { useCall, useMayAct, useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Age, Moment } from "../age.tsx";
import { FailureNote } from "../failure-note.tsx";
import { Given } from "../given.tsx";
import { PersonFields, usePerson } from "../person-fields.tsx";
import { useKillPanel } from "../kill/kill-context.tsx";
import { SidePanel } from "../side-panel.tsx";

/** Sets reduce-only, shows who set it and why, and ends it; each on a person's word. */
export function ReduceOnlyPanel() {
  const { text } = useReader();
  const reduceOnly = useTopicOrNull("overview")?.reduceOnly ?? null;
  return (
    <SidePanel title={text.reduceOnly.title}>
      {reduceOnly === null ? <p className="soft">{text.reduceOnly.help}</p> : <InForce reduceOnly={reduceOnly} />}
      {/* Another form for the other wish: what was typed for one is not the word for the other. */}
      <WishForm key={reduceOnly === null ? "set" : "end"} on={reduceOnly === null} />
    </SidePanel>
  );
}

function InForce({ reduceOnly }: { readonly reduceOnly: ReduceOnly }) {
  const { text } = useReader();
  return (
    <div className="reduce-record">
      <strong>{text.reduceOnly.isOn}</strong>
      <p>
        <Given>{reduceOnly.reason}</Given>
      </p>
      <p className="dim">
        {text.reduceOnly.by(reduceOnly.name)} · <Moment atMs={reduceOnly.atMs} /> · <Age atMs={reduceOnly.atMs} />
      </p>
    </div>
  );
}

function WishForm({ on }: { readonly on: boolean }) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const person = usePerson();
  const { heading } = useKillPanel();
  const { progress, run } = useCall("setReduceOnly");
  const words = on ? text.reduceOnly.set : text.reduceOnly.end;

  const apply = async (said: { readonly name: string; readonly reason: string }): Promise<void> => {
    // The panel changes under the button that was pressed, so the focus goes to where it begins.
    if (await run({ on, ...said })) heading.current?.focus();
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = person.submitted();
    if (said !== null) void apply(said);
  };

  return (
    <form onSubmit={submit} noValidate aria-label={words}>
      {!on && <p className="soft">{text.reduceOnly.endHelp}</p>}
      <PersonFields person={person} />
      <button type="submit" disabled={!mayAct || progress.phase === "running"}>
        {progress.phase === "running" ? text.form.working : words}
      </button>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
    </form>
  );
}
