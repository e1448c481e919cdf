import { useId, useState } from "react";
import type { InDoubt } from "../../../src-main/contract/order.ts";
import { Moment, useAge } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { orderStatusShapes } from "../../components/order-status.tsx";
import { useReader } from "../../text/reader.tsx";
import { ResolveForm } from "./resolve-form.tsx";

/** One order in doubt: for how long, what it was, why nothing is known of it, what it may have become. */
export function DoubtCard({ doubt }: { readonly doubt: InDoubt }) {
  const { text, format } = useReader();
  const titleId = useId();
  const [open, setOpen] = useState(false);
  const age = useAge(doubt.sinceMs);
  const side = doubt.side === null ? text.inDoubt.unknownSide : doubt.side === "BUY" ? text.positions.buy : text.positions.sell;
  return (
    <li className="pane doubt" aria-labelledby={titleId}>
      <div className="doubt-head">
        <svg width="26" height="26" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
          {orderStatusShapes.unresolved}
        </svg>
        <h2 id={titleId}>
          <span className="side" data-side={doubt.side ?? undefined}>
            {side}
          </span>{" "}
          {doubt.volumeLots !== null && text.inDoubt.lots(format.lots(doubt.volumeLots))} <Given>{doubt.symbol}</Given>{" "}
          <span className="dim">
            · <Given>{doubt.agentId}</Given>
          </span>
        </h2>
        <p className="doubt-age">{text.inDoubt.age(age)}</p>
      </div>
      <dl className="doubt-facts">
        <div>
          <dt>{text.inDoubt.why}</dt>
          <dd>
            <Given>{doubt.why}</Given>
          </dd>
        </div>
        <div>
          <dt>{text.inDoubt.since}</dt>
          <dd>
            <Moment atMs={doubt.sinceMs} />
          </dd>
        </div>
        <div>
          <dt>{text.inDoubt.order}</dt>
          <dd>
            <code lang="en" translate="no">
              {doubt.uuid}
            </code>
          </dd>
        </div>
        <div>
          <dt>{text.inDoubt.candidates}</dt>
          <dd>
            <Candidates tickets={doubt.candidates} />
          </dd>
        </div>
      </dl>
      {open ? (
        <ResolveForm doubt={doubt} name={text.inDoubt.settleName(`${doubt.agentId} ${side} ${doubt.symbol}`)} />
      ) : (
        <div className="actions">
          <button type="button" aria-expanded={false} onClick={() => setOpen(true)}>
            {text.inDoubt.resolve}
          </button>
        </div>
      )}
    </li>
  );
}

function Candidates({ tickets }: { readonly tickets: readonly number[] }) {
  const { text } = useReader();
  if (tickets.length === 0) return <span className="dim">{text.inDoubt.noCandidates}</span>;
  return (
    <>
      {tickets.map((ticket) => (
        <span key={ticket} className="tag ask" title={text.inDoubt.candidatesHelp}>
          {ticket}
        </span>
      ))}
    </>
  );
}
