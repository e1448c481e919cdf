import { useMemo, useState } from "react";
import type { FormEvent } from "react";
import { useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Choices, TextField, Tick } from "../field.tsx";
import type { KillPreset } from "./kill-context.tsx";
import { useKillPanel } from "./kill-context.tsx";
import { KillPreviewView } from "./kill-preview.tsx";
import { ScopeChoice, draftOf, scopeOf } from "./scope-choice.tsx";

type Effect = "block" | "flatten";

/** Chooses how far a kill reaches and whether it closes positions, and shows beforehand what that would do. */
export function KillForm({ again, preset }: { readonly again: boolean; readonly preset: KillPreset }) {
  const { text } = useReader();
  const { kill, progress } = useKillPanel();
  const mayAct = useMayAct();
  const [draft, setDraft] = useState(() => draftOf(preset.scope));
  const [effectChosen, setEffect] = useState<Effect | null>(null);
  const [includeForeign, setIncludeForeign] = useState(false);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);

  const scope = useMemo(() => scopeOf(draft), [draft]);
  // Who comes back to widen a kill of everything wants to close; a narrower kill begins with the milder choice.
  const effect = effectChosen ?? (again && preset.scope.kind === "all" ? "flatten" : "block");
  const flatten = effect === "flatten";
  const scopeNeeded = draft.kind === "agent" ? text.kill.agentNeeded : text.kill.symbolNeeded;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (scope === null || reason.trim() === "") return;
    void kill({ reason: reason.trim(), scope, flatten, includeForeign: flatten && includeForeign, source: "console" });
  };

  return (
    <form onSubmit={submit} noValidate aria-label={again ? text.kill.formTitleAgain : text.kill.formTitle}>
      <h3>{again ? text.kill.formTitleAgain : text.kill.formTitle}</h3>
      <ScopeChoice draft={draft} onDraft={setDraft} problem={tried && scope === null ? scopeNeeded : null} />
      <Choices<Effect>
        legend={text.kill.effect}
        value={effect}
        onValue={setEffect}
        choices={[
          { value: "block", label: text.kill.block },
          { value: "flatten", label: text.kill.flatten },
        ]}
      />
      {flatten && <Tick label={text.kill.foreign} checked={includeForeign} onChecked={setIncludeForeign} />}
      {flatten && scope !== null && <KillPreviewView scope={scope} includeForeign={includeForeign} />}
      <TextField label={text.kill.reason} value={reason} onValue={setReason} problem={tried && reason.trim() === "" ? text.kill.reasonNeeded : null} maxLength={500} required />
      <button type="submit" className="danger" disabled={!mayAct || progress.phase === "running"}>
        {progress.phase === "running" ? text.kill.sending : flatten ? text.kill.submitFlatten : text.kill.submitBlock}
      </button>
    </form>
  );
}
