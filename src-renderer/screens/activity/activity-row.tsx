import { memo, useState } from "react";
import { Moment } from "../../components/age.tsx";
import { EventSentence, ItemSentence } from "../../components/event-sentence.tsx";
import { SeverityShape } from "../../components/icons.tsx";
import type { ActivityItem, SaveRun } from "../../store/activity-log.ts";
import { useReader } from "../../text/reader.tsx";

/** One entry: how loud, when, what; opened, the entry as it is written. Neighbouring saves are one line; opened, the newest of them. */
export const ActivityRow = memo(function ActivityRow({ item }: { readonly item: ActivityItem }) {
  const { text, format } = useReader();
  const [open, setOpen] = useState(false);
  const { entry, saves } = item;
  const isRun = saves !== null && saves.count > 1;
  return (
    <li data-severity={entry.severity} data-saves={isRun}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <SeverityShape severity={entry.severity} label={text.activity.severityWord[entry.severity]} />
          <Moment atMs={entry.atMs} />
          <span className="log-sentence">
            <ItemSentence item={item} />
          </span>
          <span className="dim entry-number">{isRun ? `${format.count(item.firstSeq)}–${format.count(entry.seq)}` : format.count(entry.seq)}</span>
        </summary>
        {open && (isRun ? <Saves saves={saves} /> : <Raw item={item} />)}
      </details>
    </li>
  );
});

function Raw({ item: { entry } }: { readonly item: ActivityItem }) {
  const { text } = useReader();
  return (
    <figure>
      <figcaption className="dim">
        {text.activity.raw}: <code lang="en">{entry.kind}</code>
      </figcaption>
      <pre lang="en" translate="no">
        {JSON.stringify(entry.body, null, 2)}
      </pre>
    </figure>
  );
}

function Saves({ saves }: { readonly saves: SaveRun }) {
  const { text } = useReader();
  return (
    <figure>
      <figcaption className="dim">{text.activity.newestSaves(saves.newest.length, saves.count)}</figcaption>
      <ol className="log saves">
        {saves.newest.toReversed().map((entry) => (
          <li key={entry.seq}>
            <span aria-hidden="true" />
            <Moment atMs={entry.atMs} />
            <span className="log-sentence">
              <EventSentence entry={entry} />
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
