import { useState } from "react";
import { useReader } from "../text/reader.tsx";
import { TextField } from "./field.tsx";

/** Whose word an act is, and why, as it is being written. */
export interface PersonDraft {
  readonly name: string;
  readonly reason: string;
  /** A submit was tried: what is missing is said from then on. */
  readonly tried: boolean;
}

export interface PersonForm {
  readonly draft: PersonDraft;
  readonly setDraft: (draft: PersonDraft) => void;
  /** What may be sent; `null` while something is missing, which is then said at its field. */
  readonly submitted: () => { readonly name: string; readonly reason: string } | null;
}

export function usePerson(): PersonForm {
  const [draft, setDraft] = useState<PersonDraft>({ name: "", reason: "", tried: false });
  return {
    draft,
    setDraft,
    submitted: () => {
      setDraft({ ...draft, tried: true });
      const name = draft.name.trim();
      const reason = draft.reason.trim();
      return name === "" || reason === "" ? null : { name, reason };
    },
  };
}

export function PersonFields({ person: { draft, setDraft } }: { readonly person: PersonForm }) {
  const { text } = useReader();
  const needed = (value: string): string | null => (draft.tried && value.trim() === "" ? text.form.needed : null);
  return (
    <>
      <TextField label={text.form.name} value={draft.name} onValue={(name) => setDraft({ ...draft, name })} problem={needed(draft.name)} maxLength={100} required />
      <TextField label={text.form.reason} value={draft.reason} onValue={(reason) => setDraft({ ...draft, reason })} problem={needed(draft.reason)} maxLength={500} required />
    </>
  );
}
