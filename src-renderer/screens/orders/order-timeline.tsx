import { useEffect, useState } from "react";
import type { Order, OrderRow } from "../../../src-main/contract/order.ts";
import { FailureNote } from "../../components/failure-note.tsx";
import { Given } from "../../components/given.tsx";
import { OrderStatusMark } from "../../components/order-status.tsx";
import { hrefOf } from "../../components/route.ts";
import { useCall } from "../../store/hooks.ts";
import { decimalsOf } from "../../store/position-book.ts";
import { useReader } from "../../text/reader.tsx";
import { OrderChecks } from "./order-checks.tsx";
import { TIMELINE_ID } from "./order-row.tsx";
import { orderTypeWords, sideOfType } from "./order-words.ts";
import { TimelineSteps } from "./timeline-steps.tsx";

/** One order from its intent to its end. Asked for again whenever its row says that it went on. */
export function OrderTimeline({ row, onClose }: { readonly row: OrderRow; readonly onClose: () => void }) {
  const { text } = useReader();
  const { agentId, uuid, status, endedAtMs, settledBy } = row;
  const [order, setOrder] = useState<Order | null | undefined>(undefined);
  const { progress, run } = useCall("order", setOrder);
  const known = order == null ? status : (order.outcome?.kind ?? "under-way");
  useEffect(() => {
    void run({ agentId, uuid });
    // Each of these moving on makes another order of it.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [run, agentId, uuid, status, endedAtMs, settledBy]);

  return (
    <section className="pane timeline" id={TIMELINE_ID} aria-labelledby="timeline-title" aria-busy={progress.phase === "running"}>
      <div className="timeline-head">
        <h2 id="timeline-title">{text.timeline.title}</h2>
        <OrderStatusMark status={known} />
        <p className="timeline-order">
          <span className="side" data-side={sideOfType(row.type)}>
            {orderTypeWords(row, text)}
          </span>{" "}
          {row.symbol !== null && (
            <strong>
              <Given>{row.symbol}</Given>
            </strong>
          )}{" "}
          {order != null && <Wanted order={order} />} · <Given>{agentId}</Given> ·{" "}
          <code lang="en" translate="no">
            {uuid}
          </code>
        </p>
        {known === "unresolved" && <a href={hrefOf("in-doubt")}>{text.timeline.toInDoubt}</a>}
        <button type="button" className="plain" aria-label={text.timeline.close} onClick={onClose}>
          <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="line-icon">
            <path d="M3 3l10 10M13 3L3 13" />
          </svg>
        </button>
      </div>
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
      {order === undefined && progress.phase !== "failed" && <p className="dim">{text.timeline.loading}</p>}
      {order === null && <p className="warn-text">{text.timeline.unknown}</p>}
      {order != null && (
        <>
          <TimelineSteps order={order} />
          <OrderChecks checks={order.checks} />
        </>
      )}
    </section>
  );
}

/** How much, at what, and with which exits. */
function Wanted({ order: { intent } }: { readonly order: Order }) {
  const { text, format } = useReader();
  const price = (value: number): string => format.price(value, decimalsOf(value));
  const lots = intent.volumeLots === null ? text.orders.whole : text.timeline.lots(format.lots(intent.volumeLots));
  const parts =
    intent.action === "CLOSE"
      ? [text.timeline.position(String(intent.ticket)), lots]
      : [
          lots,
          intent.price === null ? text.orders.market : text.timeline.at(price(intent.price)),
          ...(intent.stopLoss === null ? [] : [`${text.timeline.stopLoss} ${price(intent.stopLoss)}`]),
          ...(intent.takeProfit === null ? [] : [`${text.timeline.takeProfit} ${price(intent.takeProfit)}`]),
          `${text.timeline.magic} ${intent.magic}`,
        ];
  return <>{parts.join(" · ")}</>;
}
