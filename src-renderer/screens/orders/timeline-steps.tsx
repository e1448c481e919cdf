import type { Order, OrderOutcome, RiskCheck } from "../../../src-main/contract/order.ts";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { OrderStatusMark } from "../../components/order-status.tsx";
import { outcomeWords } from "../../components/outcome-words.ts";
import { decimalsOf } from "../../store/position-book.ts";
import { useReader } from "../../text/reader.tsx";
import type { OrderStep, StepStatus } from "./order-steps.ts";
import { stepsOf } from "./order-steps.ts";

const marks: Record<StepStatus, React.JSX.Element> = {
  done: (
    <>
      <circle cx="9" cy="9" r="7.500" strokeWidth="1.600" />
      <circle cx="9" cy="9" r="3" className="filled" />
    </>
  ),
  waiting: <circle className="turning" cx="9" cy="9" r="7.500" strokeWidth="2" strokeDasharray="0.010 4.700" strokeLinecap="round" />,
  stopped: (
    <>
      <rect x="1.800" y="1.800" width="14.400" height="14.400" rx="2.500" strokeWidth="1.600" />
      <path d="M5.500 9h7" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  skipped: <circle cx="9" cy="9" r="7.500" strokeWidth="1.400" strokeDasharray="3 2.890" />,
};

/** Five steps in a row, each with its moment and the time since the one before. */
export function TimelineSteps({ order }: { readonly order: Order }) {
  const { text, format } = useReader();
  const total = order.endedAtMs === null ? null : order.endedAtMs - order.intent.receivedAtMs;
  return (
    <ol className="timeline-steps" aria-label={text.timeline.title}>
      {stepsOf(order).map((step) => (
        <li key={step.name} data-status={step.status} data-outcome={step.name === "ended" ? order.outcome?.kind : undefined}>
          <svg className="step-mark" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">
            {marks[step.status]}
          </svg>
          <div>
            <strong>{text.timeline.step[step.name]}</strong> {step.status !== "done" && <span className="step-word">{text.timeline.stepStatus[step.status]}</span>}
            <p className="step-time">
              {step.atMs !== null && <time dateTime={new Date(step.atMs).toISOString()}>{format.moment(step.atMs)}</time>}{" "}
              {step.sincePreviousMs !== null && <span className="since-previous">{text.timeline.after(format.latencyText(Math.max(0, step.sincePreviousMs)))}</span>}
            </p>
            <StepFigures step={step} order={order} />
            {step.name === "ended" && total !== null && <p className="dim">{text.timeline.total(format.latencyText(Math.max(0, total)))}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepFigures({ step, order }: { readonly step: OrderStep; readonly order: Order }) {
  const { text, format } = useReader();
  switch (step.name) {
    case "checked":
      return <CheckCounts checks={order.checks} />;
    case "sent":
      return order.outcome?.kind === "denied" ? <p className="dim">{text.timeline.notSent}</p> : null;
    case "ended":
      return (
        <>
          {order.outcome === null ? (
            <p className="dim">
              <Age atMs={order.intent.receivedAtMs} say={text.timeline.waitingFor} />
            </p>
          ) : (
            <Outcome outcome={order.outcome} />
          )}
          {order.settledBy !== null && <p className="tag">{text.orders.settledBy[order.settledBy]}</p>}
          {order.latencyMs !== null && <p className="dim">{text.timeline.roundTrip(format.latencyText(order.latencyMs))}</p>}
        </>
      );
    default:
      return null;
  }
}

function CheckCounts({ checks }: { readonly checks: readonly RiskCheck[] }) {
  const { text } = useReader();
  const count = (verdict: RiskCheck["verdict"]): number => checks.filter((check) => check.verdict === verdict).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (checks.length === 0) return <p className="dim">{text.timeline.noChecks}</p>;
  return (
    <p className="soft">
      {failed > 0 && (
        <>
          <strong className="down">{text.timeline.checksFailed(failed)}</strong> ·{" "}
        </>
      )}
      {warned > 0 && (
        <>
          <strong className="warn-text">{text.timeline.checksWarned(warned)}</strong> ·{" "}
        </>
      )}
      {text.timeline.checksPassed(count("pass"))}
    </p>
  );
}

function Outcome({ outcome }: { readonly outcome: OrderOutcome }) {
  const { text, format } = useReader();
  if (outcome.kind !== "confirmed")
    return (
      <div className="step-outcome">
        <OrderStatusMark status={outcome.kind} />
        <p>
          <Given>{outcomeWords(outcome.code, outcome.message).join(" ")}</Given>
        </p>
      </div>
    );
  const { ticket, price, volumeLots, note } = outcome;
  const parts = [
    text.timeline.position(String(ticket)),
    ...(volumeLots === null ? [] : [text.timeline.lots(format.lots(volumeLots))]),
    ...(price === null ? [] : [text.timeline.at(format.price(price, decimalsOf(price)))]),
  ];
  return (
    <div className="step-outcome">
      <OrderStatusMark status="confirmed" />
      <p>
        {parts.join(" · ")} {note !== null && <Given>{note}</Given>}
      </p>
    </div>
  );
}
