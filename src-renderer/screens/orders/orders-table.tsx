/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import type { KeyboardEvent } from "react";
import type { OrderRow } from "../../../src-main/contract/order.ts";
import { VirtualTable } from "../../components/table/virtual-table.tsx";
import { orderKey } from "../../store/order-log.ts";
import { useReader } from "../../text/reader.tsx";
import { OrderTableRow } from "./order-row.tsx";

const columns = ["receivedAtMs", "agentId", "type", "symbol", "volumeLots", "price", "ticket", "status", "message", "latencyMs"] as const;
const figures: ReadonlySet<(typeof columns)[number]> = new Set<(typeof columns)[number]>(["volumeLots", "price", "ticket", "latencyMs"]);

interface Props {
  readonly rows: readonly OrderRow[];
  readonly opened: string | null;
  readonly onOpen: (row: OrderRow | null) => void;
}

/** Arrow keys go from row to row once one has the focus; the rows beyond sight that they reach are drawn already. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const row = event.target instanceof Element ? event.target.closest("[data-order]") : null;
  if (step === 0 || row === null) return;
  const wanted = Number(row.getAttribute("aria-rowindex")) + step;
  const next = row.parentElement?.querySelector<HTMLElement>(`[aria-rowindex="${wanted}"] button`);
  event.preventDefault();
  next?.focus();
}

export function OrdersTable({ rows, opened, onOpen }: Props) {
  const { text } = useReader();
  return (
    // The keys move between the buttons of the rows; the element itself does nothing.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="table-holder" onKeyDown={moveFocus}>
      <VirtualTable
        name={text.orders.tableName}
        rows={rows}
        keyOf={orderKey}
        columnCount={columns.length}
        head={columns.map((column) => (
          <span key={column} role="columnheader" className={figures.has(column) ? "number" : "words"}>
            {text.orders.column[column]}
          </span>
        ))}
        renderRow={(row, index, top) => {
          const key = orderKey(row);
          return <OrderTableRow key={key} row={row} index={index} top={top} opened={key === opened} onOpen={onOpen} />;
        }}
      />
    </div>
  );
}
