/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo, useMemo, useState } from "react";
import type { AgentLife } from "../../src-main/contract/records.ts";
import { useReader } from "../text/reader.tsx";
import { Age, Moment } from "./age.tsx";
import { Given } from "./given.tsx";
import type { LifeRow } from "./life-rows.ts";
import { deadColumns, lifeRowsOf, livingColumns, sortLives, wordColumns } from "./life-rows.ts";
import type { LifeSort } from "./life-rows.ts";
import { NotTold, Profit } from "./money.tsx";
import { hrefOf } from "./route.ts";
import { HeadCell } from "./table/head-cell.tsx";
import { VirtualTable } from "./table/virtual-table.tsx";

interface Props {
  readonly name: string;
  readonly lives: readonly AgentLife[];
  /** Shows when and why they died. */
  readonly dead: boolean;
}

const nameOf = ({ agentId }: LifeRow): string => agentId;

/** Agents by what they have and have done; the dead with when and why they died. */
export function LivesTable({ name, lives, dead }: Props) {
  const { text } = useReader();
  const [sort, setSort] = useState<LifeSort>({ column: dead ? "diedAtMs" : "agentId", descending: dead });
  const rows = useMemo(() => sortLives(lifeRowsOf(lives), sort), [lives, sort]);
  const columns = dead ? deadColumns : livingColumns;
  return (
    <div className={dead ? "lives dead-lives" : "lives"}>
      <VirtualTable
        name={name}
        rows={rows}
        keyOf={nameOf}
        columnCount={columns.length}
        head={columns.map((column) => (
          <HeadCell key={column} column={column} label={text.life.column[column]} words={wordColumns.has(column)} sort={sort} onSort={setSort} />
        ))}
        renderRow={(row, index, top) => <LifeTableRow key={row.agentId} row={row} index={index} top={top} dead={dead} />}
      />
    </div>
  );
}

interface RowProps {
  readonly row: LifeRow;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
  readonly dead: boolean;
}

const LifeTableRow = memo(function LifeTableRow({ row, index, top, dead }: RowProps) {
  const { text, format } = useReader();
  return (
    <div className="table-row" role="row" aria-rowindex={index} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className="words">
        <a href={hrefOf("agents", row.agentId)}>
          <Given>{row.agentId}</Given>
        </a>
      </span>
      {dead && <Death row={row} />}
      <span role="cell">{row.capital === null ? <NotTold /> : format.money(row.capital)}</span>
      <span role="cell">
        <Profit amount={row.profit} />
      </span>
      <span role="cell">{format.count(row.trades)}</span>
      <span role="cell">{row.winRate === null ? <NotTold /> : format.percent(row.winRate)}</span>
      {!dead && (
        <>
          <span role="cell">
            <Run run={row.run} />
          </span>
          <span role="cell" className={row.openTrades === 0 ? "dim" : undefined}>
            {format.count(row.openTrades)}
          </span>
        </>
      )}
      <span role="cell">{row.savedAtMs === null ? <span className="dim">{text.life.neverSaved}</span> : <Age atMs={row.savedAtMs} say={text.life.ago} />}</span>
    </div>
  );
});

function Death({ row: { diedAtMs, deathReason } }: { readonly row: LifeRow }) {
  return (
    <>
      <span role="cell" className="words">
        {diedAtMs === null ? <NotTold /> : <Moment atMs={diedAtMs} />}
      </span>
      <span role="cell" className="words">
        {deathReason === null ? (
          <NotTold />
        ) : (
          <span lang="en" translate="no" title={deathReason}>
            {deathReason}
          </span>
        )}
      </span>
    </>
  );
}

/** How many in a row were won or lost of late; above zero won. */
function Run({ run }: { readonly run: number }) {
  const { text, format } = useReader();
  if (run === 0) return <span className="dim">0</span>;
  return <span className={run > 0 ? "up" : "down"}>{run > 0 ? text.life.won(format.count(run)) : text.life.lost(format.count(-run))}</span>;
}
