import { ItemSentence } from "../../components/event-sentence.tsx";
import { SeverityShape } from "../../components/icons.tsx";
import { hrefOf } from "../../components/route.ts";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Moment } from "../../components/age.tsx";

const ENTRIES_SHOWN = 8;

export function RecentActivity() {
  const { text } = useReader();
  const { items } = useTopic("activity");
  const newest = items.slice(-ENTRIES_SHOWN).toReversed();
  return (
    <section className="pane recent" aria-labelledby="recent-title">
      <div className="pane-head">
        <h2 id="recent-title">{text.overview.lastActivity}</h2>
        <a href={hrefOf("activity")}>{text.overview.allActivity}</a>
      </div>
      {newest.length === 0 && <p className="dim">{text.overview.noActivity}</p>}
      <ol className="log">
        {newest.map((item) => (
          <li key={item.firstSeq} data-severity={item.entry.severity}>
            <SeverityShape severity={item.entry.severity} label={text.activity.severityWord[item.entry.severity]} />
            <Moment atMs={item.entry.atMs} />
            <span className="log-sentence">
              <ItemSentence item={item} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
