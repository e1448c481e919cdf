import { useDeferredValue, useMemo, useState } from "react";
import { Age } from "../../components/age.tsx";
import { Choices, TextField } from "../../components/field.tsx";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import type { Filter, PositionSort } from "./arrange.ts";
import { createSorter, filterRows, noFilter, totalsOfRows } from "./arrange.ts";
import { PositionsTable } from "./positions-table.tsx";

/** Everything open at the venue, as of the last truth. */
export function PositionsScreen() {
  const { text } = useReader();
  const book = useTopic("positions");
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [sort, setSort] = useState<PositionSort>({ column: "symbol", descending: false });
  const applied = useDeferredValue(filter);

  const filtered = useMemo(() => filterRows(book.rows, applied), [book.rows, applied]);
  const [sorter] = useState(createSorter);
  const rows = sorter(filtered, sort);
  const unfiltered = filtered === book.rows;
  const totals = useMemo(() => (unfiltered ? book.totals : totalsOfRows(filtered)), [unfiltered, book.totals, filtered]);

  return (
    <div className="positions table-screen">
      <div className="screen-head">
        <h1>{text.positions.title}</h1>
        <TextField
          label={text.positions.filter}
          type="search"
          placeholder={text.positions.filterHint}
          value={filter.words}
          onValue={(words) => setFilter({ ...filter, words })}
        />
        <Choices<Filter["side"]>
          compact
          legend={text.positions.side}
          value={filter.side}
          onValue={(side) => setFilter({ ...filter, side })}
          choices={[
            { value: "all", label: text.positions.allSides },
            { value: "BUY", label: text.positions.buy },
            { value: "SELL", label: text.positions.sell },
          ]}
        />
        <span className="dim screen-note">{book.readAtMs !== null && <Age atMs={book.readAtMs} say={text.positions.read} />}</span>
      </div>
      {rows.length > 0 ? (
        <PositionsTable rows={rows} totals={totals} allCount={book.totals.count} sort={sort} onSort={setSort} priceDigits={book.priceDigits} />
      ) : (
        <Empty readAtMs={book.readAtMs} filtered={!unfiltered} onClear={() => setFilter(noFilter)} />
      )}
    </div>
  );
}

/** None, not yet known, and hidden by the filter are three different things. */
function Empty({ readAtMs, filtered, onClear }: { readonly readAtMs: number | null; readonly filtered: boolean; readonly onClear: () => void }) {
  const { text } = useReader();
  if (filtered)
    return (
      <div className="pane empty">
        <h2>{text.positions.noneMatch}</h2>
        <button type="button" onClick={onClear}>
          {text.positions.clearFilter}
        </button>
      </div>
    );
  return (
    <div className="pane empty" data-known={readAtMs !== null}>
      <h2>{readAtMs === null ? text.positions.notRead : text.positions.noneConfirmed}</h2>
      <p className="soft">{readAtMs === null ? text.positions.notReadHelp : <Age atMs={readAtMs} say={text.positions.noneConfirmedHelp} />}</p>
    </div>
  );
}
