/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import type { Sort } from "./sort.ts";

interface Props<C extends string> {
  readonly column: C;
  readonly label: string;
  /** Words stand left, figures right. */
  readonly words: boolean;
  readonly sort: Sort<C>;
  readonly onSort: (sort: Sort<C>) => void;
}

/** Sorts by its column; pressed again, the other way round. */
export function HeadCell<C extends string>({ column, label, words, sort, onSort }: Props<C>) {
  const sorted = sort.column === column;
  const direction = !sorted ? "none" : sort.descending ? "descending" : "ascending";
  return (
    <div role="columnheader" aria-sort={direction} className={words ? "words" : "number"}>
      <button type="button" onClick={() => onSort({ column, descending: sorted && !sort.descending })}>
        {label}
        <svg className="sort-mark" width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" focusable="false">
          {sorted && <path d={sort.descending ? "M0 1.500h8L4 7z" : "M0 6.500h8L4 1z"} />}
        </svg>
      </button>
    </div>
  );
}
