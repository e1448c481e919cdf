/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { ReactNode } from "react";

/** As `--row-height` in `styles/tables.css`. */
const ROW_HEIGHT_PX = 32;
const ROWS_BEYOND_SIGHT = 8;

/** The header is a row too, as assistive technology counts them. */
export const FIRST_BODY_ROW = 2;

interface Props<T> {
  readonly name: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string | number;
  readonly columnCount: number;
  /** The cells of the header. */
  readonly head: ReactNode;
  /** One row: `index` as `aria-rowindex` counts, `top` in px. Should be memoised by its own values. */
  readonly renderRow: (row: T, index: number, top: number) => ReactNode;
  /** A last row, told as such to assistive technology. */
  readonly foot?: ReactNode;
}

/** Only the rows in sight are in the document; roles tell the whole size. Scrolls by keyboard: the box takes the focus. */
export function VirtualTable<T>({ name, rows, keyOf, columnCount, head, renderRow, foot }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used; rows are memoised by hand
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: ROWS_BEYOND_SIGHT,
    useFlushSync: false,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const rowCount = rows.length + (foot === undefined ? 1 : FIRST_BODY_ROW);

  return (
    // The box itself must take the focus, or its rows could not be scrolled without a pointer.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="pane table-box" ref={box} tabIndex={0} role="region" aria-label={name}>
      <div className="table" role="table" aria-label={name} aria-rowcount={rowCount} aria-colcount={columnCount}>
        <div className="table-row table-head" role="row" aria-rowindex={1}>
          {head}
        </div>
        <div className="table-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : renderRow(row, item.index + FIRST_BODY_ROW, item.start);
          })}
        </div>
        {foot}
      </div>
    </div>
  );
}
