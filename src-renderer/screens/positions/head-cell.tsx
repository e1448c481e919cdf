/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { useReader } from "../../text/reader.tsx";
import type { Sort } from "./arrange.ts";
import type { ColumnName } from "./columns.ts";
import { textColumns } from "./columns.ts";

/** Sorts by its column; pressed again, the other way round. */
export function HeadCell({ column, sort, onSort }: { readonly column: ColumnName; readonly sort: Sort; readonly onSort: (sort: Sort) => void }) {
  const { text } = useReader();
  const sorted = sort.column === column;
  const direction = !sorted ? "none" : sort.descending ? "descending" : "ascending";
  return (
    <div role="columnheader" aria-sort={direction} className={textColumns.has(column) ? "words" : "number"}>
      <button type="button" onClick={() => onSort({ column, descending: sorted && !sort.descending })}>
        {text.positions.column[column]}
        <svg className="sort-mark" width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" focusable="false">
          {sorted && <path d={sort.descending ? "M0 1.500h8L4 7z" : "M0 6.500h8L4 1z"} />}
        </svg>
      </button>
    </div>
  );
}
