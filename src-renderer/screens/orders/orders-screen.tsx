import { useDeferredValue, useMemo, useState } from "react";
import type { OrderRow } from "../../../src-main/contract/order.ts";
import { Age } from "../../components/age.tsx";
import { useConsole, useTopic } from "../../store/hooks.ts";
import { orderKey } from "../../store/order-log.ts";
import { useReader } from "../../text/reader.tsx";
import { viewOf } from "./held-view.ts";
import { noFilter } from "./order-filter.ts";
import { OrderFilters, StatusFilter } from "./order-filters.tsx";
import { OrderTimeline } from "./order-timeline.tsx";
import { OrdersTable } from "./orders-table.tsx";

interface Held {
  readonly atMs: number;
  /** The orders that were there at that moment. */
  readonly rows: readonly OrderRow[];
}

/** The newest orders as they come, and the timeline of one of them. */
export function OrdersScreen() {
  const { text, format } = useReader();
  const { clock } = useConsole().store;
  const live = useTopic("orders");
  const [filter, setFilter] = useState(noFilter);
  const [held, setHeld] = useState<Held | null>(null);
  /** As it was when it was opened: a timeline stays when its order has left the newest. */
  const [opened, setOpened] = useState<OrderRow | null>(null);
  const applied = useDeferredValue(filter);
  const { rows, arrived } = useMemo(() => viewOf(live, held?.rows ?? null, applied), [live, held, applied]);
  const openedKey = opened === null ? null : orderKey(opened);
  const openedRow = live.find((row) => orderKey(row) === openedKey) ?? opened;

  const hold = (): void => setHeld(held === null ? { atMs: clock.nowMs(), rows: live } : null);
  const onClose = (): void => {
    setOpened(null);
    if (openedKey !== null) document.querySelector<HTMLElement>(`[data-order="${CSS.escape(openedKey)}"] button`)?.focus();
  };

  return (
    // Escape closes the timeline from its row as from within it; the element itself does nothing.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="orders table-screen"
      onKeyDown={(event) => {
        if (event.key === "Escape" && opened !== null) onClose();
      }}
    >
      <div className="screen-head">
        <h1>{text.orders.title}</h1>
        <OrderFilters filter={filter} onFilter={setFilter} orders={live} />
        <span className="dim screen-note">{live.length > 0 && text.orders.shown(format.count(rows.length), live.length)}</span>
      </div>
      <div className="screen-tools">
        <StatusFilter filter={filter} onFilter={setFilter} />
        <div className="follow" data-held={held !== null}>
          <span className="follow-state" aria-live="polite">
            {held === null ? text.orders.following : arrived > 0 && <strong>{text.orders.arrived(arrived)}</strong>}
          </span>
          {held !== null && (
            <span className="dim">
              <Age atMs={held.atMs} say={text.orders.held} />
            </span>
          )}
          <button type="button" onClick={hold}>
            {held === null ? text.orders.pause : text.orders.resume}
          </button>
        </div>
      </div>
      {rows.length > 0 ? (
        <OrdersTable rows={rows} opened={openedKey} onOpen={setOpened} />
      ) : (
        <div className="pane empty">
          <h2>{live.length === 0 ? text.orders.none : text.orders.noneMatch}</h2>
          {live.length === 0 ? (
            <p className="soft">{text.orders.noneHelp}</p>
          ) : (
            <button type="button" onClick={() => setFilter(noFilter)}>
              {text.orders.clearFilter}
            </button>
          )}
        </div>
      )}
      {openedRow !== null && <OrderTimeline key={orderKey(openedRow)} row={openedRow} onClose={onClose} />}
    </div>
  );
}
