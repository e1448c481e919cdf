import type { JournalEntry } from "../../src-main/contract/journal.ts";
import type { ActivityItem } from "../store/activity-log.ts";
import { useReader } from "../text/reader.tsx";
import { Given } from "./given.tsx";
import { itemSentenceOf, sentenceOf } from "./journal-sentence.ts";
import type { JournalSentence } from "./journal-body.ts";

function Sentence({ sentence: { said, given } }: { readonly sentence: JournalSentence }) {
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

/** What happened, in the reader's language; what the engine, the gateway or a person said stands as given. */
export function EventSentence({ entry }: { readonly entry: JournalEntry }) {
  const { text, format } = useReader();
  return <Sentence sentence={sentenceOf(entry, text, format)} />;
}

/** The same of a line of the activity, where many saves are one. */
export function ItemSentence({ item }: { readonly item: ActivityItem }) {
  const { text, format } = useReader();
  return <Sentence sentence={itemSentenceOf(item, text, format)} />;
}
