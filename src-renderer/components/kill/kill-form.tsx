import { useMemo, useState } from "react";
import type { FormEvent } from "react";
import type { KillScope } from "../../../src-main/contract/kill.ts";
import { useConsole, useCellPart, useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Choices, TextField, Tick } from "../field.tsx";
import { useKillPanel } from "./kill-context.tsx";
import { KillPreviewView } from "./kill-preview.tsx";

type ScopeKind = KillScope["kind"];
type Effect = "block" | "flatten";

/** The symbols with open positions, alphabetically, as one text so that a price change renders nothing. */
const useOpenSymbols = (): string[] => {
  const joined = useCellPart(useConsole().store.topics.positions, (book) => [...new Set(book?.rows.map((row) => row.symbol))].toSorted().join("\n"));
  return useMemo(() => (joined === "" ? [] : joined.split("\n")), [joined]);
};

/** Chooses how far a kill reaches and whether it closes positions, and shows beforehand what that would do. */
export function KillForm({ again }: { readonly again: boolean }) {
  const { text } = useReader();
  const { kill, progress } = useKillPanel();
  const mayAct = useMayAct();
  const symbols = useOpenSymbols();
  const [scopeKind, setScopeKind] = useState<ScopeKind>("all");
  const [symbolChosen, setSymbol] = useState("");
  const [effectChosen, setEffect] = useState<Effect | null>(null);
  const [includeForeign, setIncludeForeign] = useState(false);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);

  const symbol = symbols.includes(symbolChosen) ? symbolChosen : (symbols[0] ?? "");
  const scope = useMemo<KillScope>(() => (scopeKind === "symbol" ? { kind: "symbol", symbol } : { kind: "all" }), [scopeKind, symbol]);
  const effect = effectChosen ?? (again ? "flatten" : "block");
  const flatten = effect === "flatten";
  const scopeMissing = scope.kind === "symbol" && scope.symbol === "";

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason.trim() === "") {
      setProblem(text.kill.reasonNeeded);
      return;
    }
    setProblem(null);
    void kill({ reason: reason.trim(), scope, flatten, includeForeign: flatten && includeForeign, source: "console" });
  };

  return (
    <form onSubmit={submit} noValidate>
      <h3>{again ? text.kill.formTitleAgain : text.kill.formTitle}</h3>
      <Choices<ScopeKind>
        legend={text.kill.scope}
        value={scopeKind}
        onValue={setScopeKind}
        choices={[
          { value: "all", label: text.kill.scopeAll },
          { value: "symbol", label: text.kill.scopeSymbol },
        ]}
      />
      {scopeKind === "symbol" && <SymbolChoice symbols={symbols} symbol={symbol} onSymbol={setSymbol} />}
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
      {flatten && !scopeMissing && <KillPreviewView scope={scope} includeForeign={includeForeign} />}
      <TextField label={text.kill.reason} value={reason} onValue={setReason} problem={problem} maxLength={500} required />
      <button type="submit" className="danger" disabled={!mayAct || scopeMissing || progress.phase === "running"}>
        {progress.phase === "running" ? text.kill.sending : flatten ? text.kill.submitFlatten : text.kill.submitBlock}
      </button>
    </form>
  );
}

function SymbolChoice(props: { readonly symbols: readonly string[]; readonly symbol: string; readonly onSymbol: (symbol: string) => void }) {
  const { text } = useReader();
  if (props.symbols.length === 0) return <p className="warn-text">{text.kill.noSymbols}</p>;
  return (
    <div className="field">
      <label htmlFor="kill-symbol">{text.kill.symbol}</label>
      <select id="kill-symbol" value={props.symbol} onChange={(event) => props.onSymbol(event.target.value)} translate="no">
        {props.symbols.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </div>
  );
}
