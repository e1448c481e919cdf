/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo } from "react";
import { Given } from "../../components/given.tsx";
import { LifeMark } from "../../components/life-mark.tsx";
import { NotTold, Profit } from "../../components/money.tsx";
import { hrefOf } from "../../components/route.ts";
import { VirtualTable } from "../../components/table/virtual-table.tsx";
import { useReader } from "../../text/reader.tsx";
import type { AgentChange } from "./compare.ts";

const columns = ["agentId", "life", "capitalBefore", "capitalAfter", "capitalChange", "trades", "profit", "open"] as const;
const wordColumns: ReadonlySet<string> = new Set(["agentId", "life"]);

const nameOf = ({ agentId }: AgentChange): string => agentId;

/** Agents that are not what they were, each with what it had and has. */
export function ChangeTable({ changes }: { readonly changes: readonly AgentChange[] }) {
  const { text } = useReader();
  return (
    <div className="changes">
      <VirtualTable
        name={text.time.changedAgents}
        rows={changes}
        keyOf={nameOf}
        columnCount={columns.length}
        head={columns.map((column) => (
          <span key={column} role="columnheader" className={wordColumns.has(column) ? "words" : "number"}>
            {text.time.column[column]}
          </span>
        ))}
        renderRow={(change, index, top) => <ChangeRow key={change.agentId} change={change} index={index} top={top} />}
      />
    </div>
  );
}

/** A difference of two amounts, without the noise of the subtraction: nothing must not be red. */
const inCents = (amount: number): number => Math.round(amount * 100) / 100;

interface RowProps {
  readonly change: AgentChange;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
}

const ChangeRow = memo(function ChangeRow({ change: { agentId, before, after, died }, index, top }: RowProps) {
  const { text, format } = useReader();
  const amount = (value: number | null | undefined): React.ReactNode => (value == null ? <NotTold /> : format.money(value));
  const both = before?.capital != null && after?.capital != null ? inCents(after.capital - before.capital) : null;
  const tradesBefore = before?.statistics.trades ?? 0;
  const tradesAfter = after?.statistics.trades ?? 0;
  return (
    <div className="table-row" role="row" aria-rowindex={index} data-died={died} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className="words">
        <a href={hrefOf("agents", agentId)}>
          <Given>{agentId}</Given>
        </a>
      </span>
      <span role="cell" className="words">
        {before === null ? <span className="tag">{text.time.born}</span> : after === null ? <span className="dim">{text.time.notYet}</span> : died ? <LifeMark alive={false} /> : <LifeMark alive={after.alive} />}
      </span>
      <span role="cell">{amount(before?.capital)}</span>
      <span role="cell">{amount(after?.capital)}</span>
      <span role="cell">
        <Profit amount={both} />
      </span>
      <span role="cell">{tradesAfter === tradesBefore ? <span className="dim">0</span> : `+${format.count(tradesAfter - tradesBefore)}`}</span>
      <span role="cell">
        <Profit amount={inCents((after?.statistics.profit ?? 0) - (before?.statistics.profit ?? 0))} />
      </span>
      <span role="cell">{`${format.count(before?.openTrades ?? 0)} → ${format.count(after?.openTrades ?? 0)}`}</span>
    </div>
  );
});
