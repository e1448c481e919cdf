import type { JournalEntry } from "../../src-main/contract/journal.ts";
import { useReader } from "../text/reader.tsx";
import { Given } from "./given.tsx";
import { sentenceOf } from "./journal-sentence.ts";

/** What happened, in the reader's language; what the engine, the gateway or a person said stands as given. */
export function EventSentence({ entry }: { readonly entry: JournalEntry }) {
  const { text, format } = useReader();
  const { said, given } = sentenceOf(entry, text, format);
  return (
    <>
      {said}
      {given.map((words) => (
        <span key={words}>
          {" "}
          <Given>{words}</Given>
        </span>
      ))}
    </>
  );
}
