/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Position, PositionTotals } from "../../../src-main/contract/position.ts";
import { Profit } from "../../components/money.tsx";
import { useCellPart, useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import type { Sort } from "./arrange.ts";
import { columns } from "./columns.ts";
import { HeadCell } from "./head-cell.tsx";
import { PositionRow } from "./position-row.tsx";

/** As `--row-height` in `styles/screens.css`. */
const ROW_HEIGHT_PX = 32;
const ROWS_BEYOND_SIGHT = 8;

/** Header and totals are rows too, as assistive technology counts them. */
const FIRST_BODY_ROW = 2;

interface Props {
  readonly rows: readonly Position[];
  readonly totals: PositionTotals;
  readonly allCount: number;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly priceDigits: ReadonlyMap<string, number>;
}

/** Only the rows in sight are in the document; roles tell the whole size. Scrolls by keyboard: the box takes the focus. */
export function PositionsTable({ rows, totals, allCount, sort, onSort, priceDigits }: Props) {
  const { text } = useReader();
  const box = useRef<HTMLDivElement>(null);
  const magicNumber = useCellPart(useConsole().store.topics.overview, (overview) => overview?.magicNumber ?? null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used; rows are memoised by hand
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: ROWS_BEYOND_SIGHT,
    useFlushSync: false,
    getItemKey: (index) => rows[index]?.ticket ?? index,
  });

  return (
    // The box itself must take the focus, or its rows could not be scrolled without a pointer.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="pane table-box" ref={box} tabIndex={0} role="region" aria-label={text.positions.tableName}>
      <div className="table" role="table" aria-label={text.positions.tableName} aria-rowcount={rows.length + FIRST_BODY_ROW} aria-colcount={columns.length}>
        <div className="table-row table-head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell key={column} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
        <div className="table-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <PositionRow
                key={item.key}
                row={row}
                index={item.index + FIRST_BODY_ROW}
                top={item.start}
                foreign={row.magic !== null && magicNumber !== null && row.magic !== magicNumber}
                digits={priceDigits.get(row.symbol) ?? 0}
              />
            );
          })}
        </div>
        <TotalsRow totals={totals} allCount={allCount} index={rows.length + FIRST_BODY_ROW} />
      </div>
    </div>
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
