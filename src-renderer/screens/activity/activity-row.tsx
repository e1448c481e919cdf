import { memo, useState } from "react";
import type { JournalEntry } from "../../../src-main/contract/journal.ts";
import { Moment } from "../../components/age.tsx";
import { EventSentence } from "../../components/event-sentence.tsx";
import { SeverityShape } from "../../components/icons.tsx";
import { useReader } from "../../text/reader.tsx";

/** One entry: how loud, when, what; opened, the entry as it is written. */
export const ActivityRow = memo(function ActivityRow({ entry }: { readonly entry: JournalEntry }) {
  const { text, format } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <li data-severity={entry.severity}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <SeverityShape severity={entry.severity} label={text.activity.severityWord[entry.severity]} />
          <Moment atMs={entry.atMs} />
          <span className="log-sentence">
            <EventSentence entry={entry} />
          </span>
          <span className="dim entry-number">{format.count(entry.seq)}</span>
        </summary>
        {open && (
          <figure>
            <figcaption className="dim">
              {text.activity.raw}: <code lang="en">{entry.kind}</code>
            </figcaption>
            <pre lang="en" translate="no">
              {JSON.stringify(entry.body, null, 2)}
            </pre>
          </figure>
        )}
      </details>
    </li>
  );
});
