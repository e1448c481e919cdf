import { useDeferredValue, useMemo, useState } from "react";
import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";
import { Choices, TextField } from "../../components/field.tsx";
import { useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { ConfirmForm } from "./confirm-form.tsx";
import { DecideBar } from "./decide-bar.tsx";
import { ItemCard } from "./item-card.tsx";
import type { Deciding } from "./item-card.tsx";
import { ItemList } from "./item-list.tsx";
import type { ItemFilter } from "./report-items.ts";
import { acceptable, filterItems, itemsOf, noItemFilter } from "./report-items.ts";
import { ReportFacts } from "./report-facts.tsx";
import { VerdictPane } from "./verdict-pane.tsx";

interface Props {
  readonly report: RecoveryReport;
  readonly onReport: (report: RecoveryReport) => void;
}

/** A report from top to bottom: the decision, where it comes from, then difference by difference. Of a dry run nothing can be decided. */
export function ReportView({ report, onReport }: Props) {
  const { text, format } = useReader();
  const head = useTopicOrNull("recovery");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [openOrphan, setOpenOrphan] = useState<string | null>(null);
  const [filter, setFilter] = useState<ItemFilter>(noItemFilter);
  const applied = useDeferredValue(filter);
  const items = useMemo(() => itemsOf(report), [report]);
  const shown = useMemo(() => filterItems(items, applied), [items, applied]);
  const waiting = useMemo(() => (report.dryRun ? [] : acceptable(report)), [report]);
  const isNewest = head !== null && head.atMs === report.atMs && !report.dryRun;

  const onChosen = (ids: readonly string[], on: boolean): void => {
    setChosen(on ? new Set([...chosen, ...ids]) : new Set([...chosen].filter((id) => !ids.includes(id))));
  };
  const deciding: Deciding | null = report.dryRun ? null : { report, chosen, onChosen, openOrphan, onOpenOrphan: setOpenOrphan, onReport };
  const statuses = (["all", "waiting", report.dryRun ? "planned" : "corrected", "none"] as const).filter((status) => status === "all" || items.some((item) => item.status === status));

  return (
    <>
      <VerdictPane report={report} decision={isNewest ? head.decision : report.decision} />
      {!report.dryRun && <ConfirmForm />}
      <ReportFacts report={report} />
      {items.length === 0 ? (
        <p className="pane soft">{report.decision === "no truth" ? text.recovery.notCompared : text.recovery.noDifferences}</p>
      ) : (
        <section className="item-section" aria-labelledby="items-title">
          <div className="screen-head">
            <h2 id="items-title">{text.recovery.differences(report.differences.length + report.differencesOmitted)}</h2>
            <TextField label={text.recovery.filter} type="search" placeholder={text.recovery.filterHint} value={filter.words} onValue={(words) => setFilter({ ...filter, words })} />
            <Choices<ItemFilter["status"]>
              compact
              legend={text.recovery.show}
              value={filter.status}
              onValue={(status) => setFilter({ ...filter, status })}
              choices={statuses.map((value) => ({ value, label: value === "all" ? text.recovery.everything : text.recovery.status[value] }))}
            />
            <span className="dim screen-note">{shown.length < items.length && text.recovery.shown(format.count(shown.length), format.count(items.length))}</span>
          </div>
          {report.differencesOmitted > 0 && <p className="note note-warn">{text.recovery.omitted(report.differencesOmitted)}</p>}
          <ItemList
            name={text.recovery.listName}
            items={shown}
            keptIndex={shown.findIndex(({ corrections }) => corrections.some(({ id }) => id === openOrphan))}
            renderItem={(item) => <ItemCard item={item} deciding={deciding} />}
          />
          {waiting.length > 0 && <DecideBar waiting={waiting} chosen={chosen} onChosen={onChosen} onReport={onReport} />}
        </section>
      )}
    </>
  );
}
