import { useId, useMemo } from "react";
import { AgentId } from "../../../src-main/contract/order.ts";
import type { KillScope } from "../../../src-main/contract/kill.ts";
import { useCellPart, useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Choices, TextField } from "../field.tsx";

type ScopeKind = KillScope["kind"];

/** A scope as it is being chosen: its kind, and the names typed so far, each kept while another kind is looked at. */
export interface ScopeDraft {
  readonly kind: ScopeKind;
  readonly symbol: string;
  readonly agentId: string;
}

export const draftOf = (scope: KillScope): ScopeDraft => ({
  kind: scope.kind,
  symbol: scope.kind === "symbol" ? scope.symbol : "",
  agentId: scope.kind === "agent" ? scope.agentId : "",
});

/** The scope that was chosen; `null` while its name is missing or cannot be one. */
export function scopeOf({ kind, symbol, agentId }: ScopeDraft): KillScope | null {
  switch (kind) {
    case "all":
      return { kind };
    case "symbol":
      return symbol.trim() === "" ? null : { kind, symbol: symbol.trim() };
    case "agent":
      return AgentId.safeParse(agentId.trim()).success ? { kind, agentId: agentId.trim() } : null;
  }
}

/** Names in order, as one text so that a price change renders nothing. */
const useNames = (joined: string): string[] => useMemo(() => (joined === "" ? [] : joined.split("\n")), [joined]);
const joinedNames = (names: readonly string[] | undefined): string => [...new Set(names)].toSorted().join("\n");

interface Props {
  readonly draft: ScopeDraft;
  readonly onDraft: (draft: ScopeDraft) => void;
  readonly problem: string | null;
}

/** Everything, one symbol or one agent: names are offered, and any other may be typed. */
export function ScopeChoice({ draft, onDraft, problem }: Props) {
  const { text } = useReader();
  const { topics } = useConsole().store;
  const symbols = useNames(useCellPart(topics.positions, (book) => joinedNames(book?.rows.map((row) => row.symbol))));
  const agents = useNames(useCellPart(topics.agents, (rows) => joinedNames(rows?.map((row) => row.agentId))));
  return (
    <>
      <Choices<ScopeKind>
        legend={text.kill.scope}
        value={draft.kind}
        onValue={(kind) => onDraft({ ...draft, kind })}
        choices={[
          { value: "all", label: text.kill.scopeAll },
          { value: "symbol", label: text.kill.scopeSymbol },
          { value: "agent", label: text.kill.scopeAgent },
        ]}
      />
      {draft.kind === "symbol" && (
        <NameField label={text.kill.symbol} value={draft.symbol} onValue={(symbol) => onDraft({ ...draft, symbol })} names={symbols} maxLength={32} problem={problem} />
      )}
      {draft.kind === "agent" && (
        <NameField label={text.kill.agent} value={draft.agentId} onValue={(agentId) => onDraft({ ...draft, agentId })} names={agents} maxLength={64} problem={problem} />
      )}
    </>
  );
}

interface NameFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly names: readonly string[];
  readonly maxLength: number;
  readonly problem: string | null;
}

function NameField({ names, ...rest }: NameFieldProps) {
  const listId = useId();
  return (
    <>
      <TextField {...rest} list={listId} spellCheck={false} autoCapitalize="off" translate="no" required />
      <datalist id={listId}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
    </>
  );
}
