import { useMemo } from "react";
import type { Trade } from "../../../src-main/contract/ledger.ts";
import type { RecordsSummary } from "../../../src-main/contract/records.ts";
import { Moment } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold, Profit } from "../../components/money.tsx";
import { hrefOf } from "../../components/route.ts";
import { TradesTable } from "../../components/trades-table.tsx";
import { useReader } from "../../text/reader.tsx";
import { ChangeTable } from "./change-table.tsx";
import { changeBetween } from "./compare.ts";

interface Props {
  readonly pinned: RecordsSummary;
  readonly shown: RecordsSummary;
  readonly onUnpin: () => void;
}

/** What changed from the pinned moment to the one that is shown, or the other way round: always forward. */
export function Comparison({ pinned, shown, onUnpin }: Props) {
  const { text, format } = useReader();
  const change = useMemo(() => changeBetween(pinned, shown), [pinned, shown]);
  const same = pinned.seq === shown.seq;
  return (
    <section className="comparison" aria-labelledby="comparison-title">
      <div className="pane comparison-head">
        <h2 id="comparison-title">{text.time.comparison}</h2>
        <p>
          <End summary={change.earlier} /> → <End summary={change.later} />
        </p>
        <button type="button" onClick={onUnpin}>
          {text.time.unpin}
        </button>
      </div>
      {same ? (
        <p className="pane soft">{text.time.sameMoment}</p>
      ) : (
        <>
          <dl className="pane time-figures" aria-live="polite">
            <div>
              <dt>{text.time.agentsChanged}</dt>
              <dd>{format.count(change.agents.length)}</dd>
            </div>
            <div data-bad={change.deaths.length > 0}>
              <dt>{text.time.deaths}</dt>
              <dd>{format.count(change.deaths.length)}</dd>
            </div>
            <div>
              <dt>{text.time.tradesAdded}</dt>
              <dd>{format.count(change.tradesAdded)}</dd>
            </div>
            <div>
              <dt>{text.time.profitBetween}</dt>
              <dd>
                <Profit amount={change.profit} />
              </dd>
            </div>
          </dl>
          {change.isPartial && <p className="note note-warn">{text.time.partial}</p>}
          {change.deaths.length > 0 && (
            <ul className="pane deaths" aria-label={text.time.deaths}>
              {change.deaths.map(({ agentId, after }) => (
                <li key={agentId}>
                  <a href={hrefOf("agents", agentId)}>
                    <Given>{agentId}</Given>
                  </a>{" "}
                  <span className="dim">{after?.diedAtMs == null ? <NotTold /> : <Moment atMs={after.diedAtMs} />}</span> {after?.deathReason != null && <Given>{after.deathReason}</Given>}
                </li>
              ))}
            </ul>
          )}
          {change.agents.length > 0 && <ChangeTable changes={change.agents} />}
          <TradeList title={text.time.opened(change.opened.length)} name={text.time.openedName} trades={change.opened} />
          <TradeList title={text.time.closed(change.closed.length)} name={text.time.closedName} trades={change.closed} />
        </>
      )}
    </section>
  );
}

function End({ summary: { seq, atMs } }: { readonly summary: RecordsSummary }) {
  const { text, format } = useReader();
  return (
    <strong>
      {atMs === null ? text.time.beginning : <Moment atMs={atMs} />} <span className="dim">{text.time.event(format.count(seq))}</span>
    </strong>
  );
}

function TradeList({ title, name, trades }: { readonly title: string; readonly name: string; readonly trades: readonly Trade[] }) {
  return (
    <section className="trades-section">
      <h3>{title}</h3>
      {trades.length > 0 && <TradesTable name={name} trades={trades} closed={false} />}
    </section>
  );
}
