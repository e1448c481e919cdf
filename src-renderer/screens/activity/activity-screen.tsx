import { useDeferredValue, useMemo, useState } from "react";
import type { JournalEntry, Severity } from "../../../src-main/contract/journal.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Choices, TextField } from "../../components/field.tsx";
import { sentenceOf } from "../../components/journal-sentence.ts";
import { useCall, useConsole, useTopic } from "../../store/hooks.ts";
import type { Reader } from "../../text/reader.tsx";
import { useReader } from "../../text/reader.tsx";
import { ActivityRow } from "./activity-row.tsx";

type SeverityFilter = Severity | "all";

/** Entries asked for at once when looking further back. */
const OLDER_LIMIT = 200;

const searchText = (entry: JournalEntry, { text, format }: Reader): string => {
  const { said, given } = sentenceOf(entry, text, format);
  return [entry.seq, entry.kind, said, ...given].join(" ").toLowerCase();
};

/** The journal, newest first, as far back as somebody looked. */
export function ActivityScreen() {
  const reader = useReader();
  const { text, format } = reader;
  const { entries } = useTopic("activity");
  const [severity, setSeverity] = useState<SeverityFilter>("all");
  const [words, setWords] = useState("");
  const applied = useDeferredValue(words);

  const shown = useMemo(() => {
    const wanted = applied.toLowerCase().split(/\s+/).filter(Boolean);
    return entries
      .filter((entry) => severity === "all" || entry.severity === severity)
      .filter((entry) => wanted.every((word) => searchText(entry, reader).includes(word)))
      .toReversed();
  }, [entries, severity, applied, reader]);

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
        <span className="dim screen-note">{text.activity.shown(format.count(shown.length), entries.length)}</span>
      </div>
      {shown.length === 0 ? (
        <div className="pane empty">
          <h2>{entries.length === 0 ? text.activity.none : text.activity.noneMatch}</h2>
        </div>
      ) : (
        <ol className="pane journal" aria-label={text.activity.listName}>
          {shown.map((entry) => (
            <ActivityRow key={entry.seq} entry={entry} />
          ))}
        </ol>
      )}
      <Older firstSeq={entries[0]?.seq ?? 1} />
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
