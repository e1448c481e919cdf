/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo } from "react";
import type { Trade } from "../../src-main/contract/ledger.ts";
import { decimalsOf } from "../store/position-book.ts";
import { useReader } from "../text/reader.tsx";
import { Age, Moment } from "./age.tsx";
import { Given } from "./given.tsx";
import { NotTold, Profit } from "./money.tsx";
import { VirtualTable } from "./table/virtual-table.tsx";

const openColumns = ["ticket", "agentId", "symbol", "side", "volumeLots", "openPrice", "openedAtMs"] as const;
const closedColumns = [...openColumns, "closePrice", "closedAtMs", "closedBy", "profit"] as const;
const wordColumns: ReadonlySet<string> = new Set(["agentId", "symbol", "side", "closedBy"]);

const ticketOf = ({ ticket }: Trade): number => ticket;

interface Props {
  readonly name: string;
  readonly trades: readonly Trade[];
  /** Shows how they ended too. */
  readonly closed: boolean;
}

/** Trades of our own record, as many as there are. */
export function TradesTable({ name, trades, closed }: Props) {
  const { text } = useReader();
  const columns = closed ? closedColumns : openColumns;
  return (
    <div className={closed ? "trades closed" : "trades"}>
      <VirtualTable
        name={name}
        rows={trades}
        keyOf={ticketOf}
        columnCount={columns.length}
        head={columns.map((column) => (
          <span key={column} role="columnheader" className={wordColumns.has(column) ? "words" : "number"}>
            {text.trades.column[column]}
          </span>
        ))}
        renderRow={(trade, index, top) => <TradeRow key={trade.ticket} trade={trade} index={index} top={top} closed={closed} />}
      />
    </div>
  );
}

interface RowProps {
  readonly trade: Trade;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
  readonly closed: boolean;
}

const TradeRow = memo(function TradeRow({ trade, index, top, closed }: RowProps) {
  const { text, format } = useReader();
  return (
    <div className="table-row" role="row" aria-rowindex={index} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell">{trade.ticket}</span>
      <span role="cell" className="words">
        {trade.agentId === null ? <span className="ask-text">{text.trades.orphan}</span> : <Given>{trade.agentId}</Given>}
      </span>
      <span role="cell" className="words">
        <strong>
          <Given>{trade.symbol}</Given>
        </strong>
      </span>
      <span role="cell" className="words side" data-side={trade.side}>
        {trade.side === "BUY" ? text.positions.buy : text.positions.sell}
      </span>
      <span role="cell">{format.lots(trade.volumeLots)}</span>
      <Price price={trade.openPrice} />
      <span role="cell">{trade.openedAtMs === null ? <NotTold /> : closed ? <Moment atMs={trade.openedAtMs} /> : <Age atMs={trade.openedAtMs} say={text.trades.ago} />}</span>
      {closed && <Ending trade={trade} />}
    </div>
  );
});

function Ending({ trade }: { readonly trade: Trade }) {
  const { text } = useReader();
  return (
    <>
      <Price price={trade.closePrice} />
      <span role="cell">{trade.closedAtMs === null ? <NotTold /> : <Moment atMs={trade.closedAtMs} />}</span>
      <span role="cell" className="words">
        {trade.closedBy === null ? <NotTold /> : text.trades.closedBy[trade.closedBy]}
      </span>
      <span role="cell">
        <Profit amount={trade.profit} />
      </span>
    </>
  );
}

function Price({ price }: { readonly price: number | null }) {
  const { format } = useReader();
  return <span role="cell">{price === null ? <NotTold /> : format.price(price, decimalsOf(price))}</span>;
}
