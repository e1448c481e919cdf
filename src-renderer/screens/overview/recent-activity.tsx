import { EventSentence } from "../../components/event-sentence.tsx";
import { SeverityShape } from "../../components/icons.tsx";
import { hrefOf } from "../../components/route.ts";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Moment } from "../../components/age.tsx";

const ENTRIES_SHOWN = 8;

export function RecentActivity() {
  const { text } = useReader();
  const { entries } = useTopic("activity");
  const newest = entries.slice(-ENTRIES_SHOWN).toReversed();
  return (
    <section className="pane recent" aria-labelledby="recent-title">
      <div className="pane-head">
        <h2 id="recent-title">{text.overview.lastActivity}</h2>
        <a href={hrefOf("activity")}>{text.overview.allActivity}</a>
      </div>
      {newest.length === 0 && <p className="dim">{text.overview.noActivity}</p>}
      <ol className="log">
        {newest.map((entry) => (
          <li key={entry.seq} data-severity={entry.severity}>
            <SeverityShape severity={entry.severity} label={text.activity.severityWord[entry.severity]} />
            <Moment atMs={entry.atMs} />
            <span className="log-sentence">
              <EventSentence entry={entry} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
