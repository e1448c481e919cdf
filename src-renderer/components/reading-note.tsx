import type { ReactNode } from "react";
import type { CallName } from "../../src-main/contract/api.ts";
import type { Reading } from "../store/use-reading.ts";
import { useReader } from "../text/reader.tsx";
import { Age } from "./age.tsx";
import { FailureNote } from "./failure-note.tsx";

/** How old is what was read. */
export function ReadAge<C extends CallName>({ reading: { readAtMs } }: { readonly reading: Reading<C> }) {
  const { text } = useReader();
  return readAtMs === null ? null : <Age atMs={readAtMs} say={text.reading.read} />;
}

/** What stands while nothing was read yet: that it is being read, or why it could not be. A later failure is said too. */
export function ReadingNote<C extends CallName>({ reading: { value, failure }, children }: { readonly reading: Reading<C>; readonly children?: ReactNode }) {
  const { text } = useReader();
  return (
    <>
      {failure !== null && <FailureNote failure={failure} {...(value === undefined ? {} : { help: text.reading.old })} />}
      {value === undefined && failure === null && <p className="dim">{text.reading.reading}</p>}
      {value !== undefined && children}
    </>
  );
}
