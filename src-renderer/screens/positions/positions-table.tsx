/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import type { Position, PositionTotals } from "../../../src-main/contract/position.ts";
import { Profit } from "../../components/money.tsx";
import { HeadCell } from "../../components/table/head-cell.tsx";
import { FIRST_BODY_ROW, VirtualTable } from "../../components/table/virtual-table.tsx";
import { useCellPart, useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import type { PositionSort } from "./arrange.ts";
import { columns, textColumns } from "./columns.ts";
import { PositionRow } from "./position-row.tsx";

interface Props {
  readonly rows: readonly Position[];
  readonly totals: PositionTotals;
  readonly allCount: number;
  readonly sort: PositionSort;
  readonly onSort: (sort: PositionSort) => void;
  readonly priceDigits: ReadonlyMap<string, number>;
}

const ticketOf = (row: Position): number => row.ticket;

export function PositionsTable({ rows, totals, allCount, sort, onSort, priceDigits }: Props) {
  const { text } = useReader();
  const magicNumber = useCellPart(useConsole().store.topics.overview, (overview) => overview?.magicNumber ?? null);
  return (
    <VirtualTable
      name={text.positions.tableName}
      rows={rows}
      keyOf={ticketOf}
      columnCount={columns.length}
      head={columns.map((column) => (
        <HeadCell key={column} column={column} label={text.positions.column[column]} words={textColumns.has(column)} sort={sort} onSort={onSort} />
      ))}
      renderRow={(row, index, top) => (
        <PositionRow
          key={row.ticket}
          row={row}
          index={index}
          top={top}
          foreign={row.magic !== null && magicNumber !== null && row.magic !== magicNumber}
          digits={priceDigits.get(row.symbol) ?? 0}
        />
      )}
      foot={<TotalsRow totals={totals} allCount={allCount} index={rows.length + FIRST_BODY_ROW} />}
    />
  );
}

function TotalsRow({ totals, allCount, index }: { readonly totals: PositionTotals; readonly allCount: number; readonly index: number }) {
  const { text, format } = useReader();
  const count = totals.count === allCount ? text.positions.totals(allCount) : text.positions.totalsOf(format.count(totals.count), allCount);
  return (
    <div className="table-row table-totals" role="row" aria-rowindex={index}>
      <span role="cell" aria-colspan={5}>
        {count}
      </span>
      <span role="cell">{totals.profit === null ? text.positions.profitPartial : <Profit amount={totals.profit} />}</span>
      <span role="cell" aria-colspan={7}>
        {text.overview.lots(format.lots(totals.buyLots), format.lots(totals.sellLots))}
      </span>
    </div>
  );
}
