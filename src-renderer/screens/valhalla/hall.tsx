/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo, useDeferredValue, useMemo, useState } from "react";
import type { ValhallaReport } from "../../../src-main/contract/records.ts";
import { Age, Moment } from "../../components/age.tsx";
import { DocumentValue } from "../../components/document-view.tsx";
import { TextField } from "../../components/field.tsx";
import { Given } from "../../components/given.tsx";
import type { HeroRow } from "../../components/hero-row.ts";
import { heroRowOf } from "../../components/hero-row.ts";
import { NotTold, Profit } from "../../components/money.tsx";
import { hrefOf } from "../../components/route.ts";
import { HeadCell } from "../../components/table/head-cell.tsx";
import { VirtualTable } from "../../components/table/virtual-table.tsx";
import { useReader } from "../../text/reader.tsx";
import type { HeroSort } from "./hero-rows.ts";
import { heroColumns, searchHeroes, sortHeroes, wordColumns } from "./hero-rows.ts";

const nameOf = ({ agentId }: HeroRow): string => agentId;

/** Totals, then every hero: searchable, sortable, each one opened by its name. */
export function Hall({ report }: { readonly report: ValhallaReport }) {
  const { text, format } = useReader();
  const [words, setWords] = useState("");
  const [sort, setSort] = useState<HeroSort>({ column: "diedAtMs", descending: true });
  const applied = useDeferredValue(words);
  const heroes = useMemo(() => report.heroes.map(heroRowOf), [report.heroes]);
  const rows = useMemo(() => sortHeroes(searchHeroes(heroes, applied), sort), [heroes, applied, sort]);
  return (
    <>
      <Totals report={report} />
      <div className="screen-tools">
        <TextField label={text.valhalla.filter} type="search" placeholder={text.valhalla.filterHint} value={words} onValue={setWords} />
        <span className="dim">{rows.length < heroes.length && text.valhalla.shown(format.count(rows.length), format.count(heroes.length))}</span>
      </div>
      {rows.length > 0 ? (
        <VirtualTable
          name={text.valhalla.tableName}
          rows={rows}
          keyOf={nameOf}
          columnCount={heroColumns.length}
          head={heroColumns.map((column) => (
            <HeadCell key={column} column={column} label={text.valhalla.column[column]} words={wordColumns.has(column)} sort={sort} onSort={setSort} />
          ))}
          renderRow={(row, index, top) => <HeroTableRow key={row.agentId} row={row} index={index} top={top} />}
        />
      ) : (
        <div className="pane empty">
          <h2>{heroes.length === 0 ? text.valhalla.none : text.valhalla.noneMatch}</h2>
          {heroes.length === 0 ? (
            <p className="soft">{text.valhalla.noneHelp}</p>
          ) : (
            <button type="button" onClick={() => setWords("")}>
              {text.agents.clearFilter}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Totals({ report: { totals, document } }: { readonly report: ValhallaReport }) {
  const { text, format } = useReader();
  return (
    <dl className="pane hall-totals">
      <div>
        <dt>{text.valhalla.heroes}</dt>
        <dd>{format.count(totals.heroes)}</dd>
      </div>
      <div>
        <dt>{text.valhalla.column.profit}</dt>
        <dd>
          <Profit amount={totals.profit} />
        </dd>
      </div>
      <div>
        <dt>{text.valhalla.column.trades}</dt>
        <dd>{totals.trades === null ? <NotTold /> : format.count(totals.trades)}</dd>
      </div>
      <div className="small-figure">
        <dt>{text.valhalla.lastReview}</dt>
        <dd>
          {document === null ? (
            <NotTold />
          ) : (
            <>
              <DocumentValue value={document.content["last_review"]} />{" "}
              <span className="dim">
                <Age atMs={document.savedAtMs} say={text.kept.saved} />
              </span>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}

interface RowProps {
  readonly row: HeroRow;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
}

const HeroTableRow = memo(function HeroTableRow({ row, index, top }: RowProps) {
  const { format } = useReader();
  return (
    <div className="table-row" role="row" aria-rowindex={index} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className="words">
        <a href={hrefOf("valhalla", row.agentId)}>
          <Given>{row.agentId}</Given>
        </a>
      </span>
      <span role="cell" className="words">
        {row.diedAtMs === null ? <NotTold /> : <Moment atMs={row.diedAtMs} />}
      </span>
      <span role="cell" className="words">
        {row.reason === null ? (
          <NotTold />
        ) : (
          <span lang="en" translate="no" title={row.reason}>
            {row.reason}
          </span>
        )}
      </span>
      <span role="cell">{row.finalCapital === null ? <NotTold /> : format.money(row.finalCapital)}</span>
      <span role="cell">
        <Profit amount={row.profit} />
      </span>
      <span role="cell">{row.trades === null ? <NotTold /> : format.count(row.trades)}</span>
      <span role="cell">{row.winRate === null ? <NotTold /> : format.percent(row.winRate)}</span>
      <span role="cell">{row.daysAlive === null ? <NotTold /> : format.figure(row.daysAlive, 1)}</span>
    </div>
  );
});
