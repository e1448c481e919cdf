import { useDeferredValue, useMemo, useState } from "react";
import type { Severity } from "../../../src-main/contract/journal.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Choices, TextField } from "../../components/field.tsx";
import { itemSentenceOf } from "../../components/journal-sentence.ts";
import type { ActivityItem } from "../../store/activity-log.ts";
import { useCall, useConsole, useTopic } from "../../store/hooks.ts";
import type { Reader } from "../../text/reader.tsx";
import { useReader } from "../../text/reader.tsx";
import { ActivityRow } from "./activity-row.tsx";

type SeverityFilter = Severity | "all";

/** Entries asked for at once when looking further back: most of them may be saves, which stand together. */
const OLDER_LIMIT = 1_000;

const searchText = (item: ActivityItem, { text, format }: Reader): string => {
  const { said, given } = itemSentenceOf(item, text, format);
  return [item.entry.seq, item.entry.kind, said, ...given, ...(item.saves?.agents ?? [])].join(" ").toLowerCase();
};

/** The journal, newest first, as far back as somebody looked. */
export function ActivityScreen() {
  const reader = useReader();
  const { text, format } = reader;
  const { items, entries } = useTopic("activity");
  const [severity, setSeverity] = useState<SeverityFilter>("all");
  const [words, setWords] = useState("");
  const applied = useDeferredValue(words);

  const shown = useMemo(() => {
    const wanted = applied.toLowerCase().split(/\s+/).filter(Boolean);
    return items
      .filter(({ entry }) => severity === "all" || entry.severity === severity)
      .filter((item) => wanted.every((word) => searchText(item, reader).includes(word)))
      .toReversed();
  }, [items, severity, applied, reader]);
  const shownEntries = shown.reduce((sum, { saves }) => sum + (saves?.count ?? 1), 0);

  return (
    <div className="activity">
      <div className="screen-head">
        <h1>{text.activity.title}</h1>
        <TextField label={text.activity.filter} type="search" placeholder={text.activity.filterHint} value={words} onValue={setWords} />
        <Choices<SeverityFilter>
          compact
          legend={text.activity.severity}
          value={severity}
          onValue={setSeverity}
          choices={[
            { value: "all", label: text.activity.all },
            { value: "info", label: text.activity.info },
            { value: "warning", label: text.activity.warning },
            { value: "critical", label: text.activity.critical },
          ]}
        />
        <span className="dim screen-note">{text.activity.shown(format.count(shownEntries), entries)}</span>
      </div>
      {shown.length === 0 ? (
        <div className="pane empty">
          <h2>{entries === 0 ? text.activity.none : text.activity.noneMatch}</h2>
        </div>
      ) : (
        <ol className="pane journal" aria-label={text.activity.listName}>
          {shown.map((item) => (
            <ActivityRow key={item.firstSeq} item={item} />
          ))}
        </ol>
      )}
      <Older firstSeq={items[0]?.firstSeq ?? 1} />
    </div>
  );
}

function Older({ firstSeq }: { readonly firstSeq: number }) {
  const { text } = useReader();
  const { store } = useConsole();
  const { progress, run } = useCall("journalTail", store.prependActivity);
  if (firstSeq <= 1) return <p className="dim beginning">{text.activity.beginning}</p>;
  return (
    <div className="actions">
      <button type="button" disabled={progress.phase === "running"} onClick={() => void run({ limit: OLDER_LIMIT, beforeSeq: firstSeq })}>
        {progress.phase === "running" ? text.activity.loading : text.activity.older}
      </button>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
    </div>
  );
}
