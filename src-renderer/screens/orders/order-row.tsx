/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo } from "react";
import type { OrderRow } from "../../../src-main/contract/order.ts";
import { Age, Moment } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold } from "../../components/money.tsx";
import { OrderStatusMark } from "../../components/order-status.tsx";
import { outcomeWords } from "../../components/outcome-words.ts";
import { orderKey } from "../../store/order-log.ts";
import { decimalsOf } from "../../store/position-book.ts";
import { useReader } from "../../text/reader.tsx";
import { orderName, orderTypeWords, sideOfType } from "./order-words.ts";

/** Where the timeline of the opened order stands. */
export const TIMELINE_ID = "order-timeline";

interface Props {
  readonly row: OrderRow;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
  readonly opened: boolean;
  readonly onOpen: (row: OrderRow | null) => void;
}

/** Renders again only when its own order changed or moved. Its button opens the timeline; a click anywhere on it does too. */
export const OrderTableRow = memo(function OrderTableRow({ row, index, top, opened, onOpen }: Props) {
  const { text, format } = useReader();
  const key = orderKey(row);
  const toggle = (): void => onOpen(opened ? null : row);
  return (
    // The row's own button does the same for the keyboard and for assistive technology.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      className="table-row"
      role="row"
      aria-rowindex={index}
      data-order={key}
      data-status={row.status}
      data-opened={opened}
      style={{ transform: `translateY(${top}px)` }}
      onClick={toggle}
    >
      <span role="cell" className="words">
        <button
          type="button"
          className="row-button"
          aria-expanded={opened}
          aria-controls={opened ? TIMELINE_ID : undefined}
          aria-label={text.orders.openTimeline(orderName(row, text))}
          onClick={(event) => {
            event.stopPropagation();
            toggle();
          }}
        >
          <Moment atMs={row.receivedAtMs} />
        </button>
      </span>
      <span role="cell" className="words">
        <Given>{row.agentId}</Given>
      </span>
      <span role="cell" className="words side" data-side={sideOfType(row.type)}>
        {orderTypeWords(row, text)}
      </span>
      <span role="cell" className="words">
        {row.symbol === null ? <NotTold /> : <strong><Given>{row.symbol}</Given></strong>}
      </span>
      <span role="cell">{row.volumeLots !== null ? format.lots(row.volumeLots) : row.action === "CLOSE" ? <span className="dim">{text.orders.whole}</span> : <NotTold />}</span>
      <span role="cell">{row.price === null ? <span className="dim">{text.orders.market}</span> : format.price(row.price, decimalsOf(row.price))}</span>
      <span role="cell">{row.ticket === null ? <span className="dim" aria-hidden="true">·</span> : row.ticket}</span>
      <span role="cell" className="words">
        <OrderStatusMark status={row.status} />
      </span>
      <span role="cell" className="words order-why">
        <Why row={row} />
      </span>
      <span role="cell">{row.latencyMs !== null ? format.latencyText(row.latencyMs) : row.endedAtMs === null ? <Age atMs={row.receivedAtMs} /> : <span className="dim" aria-hidden="true">·</span>}</span>
    </div>
  );
});

/** Who settled it first, then the outcome in the words of who said it. */
function Why({ row }: { readonly row: OrderRow }) {
  const { text } = useReader();
  const said = outcomeWords(row.code, row.message).join(" ");
  return (
    <>
      {row.settledBy !== null && <span className="tag">{text.orders.settledBy[row.settledBy]}</span>} <span lang="en" translate="no" title={said}>
        {said}
      </span>
    </>
  );
}
