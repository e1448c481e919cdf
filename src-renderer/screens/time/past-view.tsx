import type { RecordsSummary } from "../../../src-main/contract/records.ts";
import { Age } from "../../components/age.tsx";
import { DocumentView } from "../../components/document-view.tsx";
import { LivesTable } from "../../components/lives-table.tsx";
import { NotTold, Profit } from "../../components/money.tsx";
import { TradesTable } from "../../components/trades-table.tsx";
import { useReader } from "../../text/reader.tsx";
import { openCount } from "./compare.ts";

/** Everything kept, as it was at one moment. */
export function PastView({ summary }: { readonly summary: RecordsSummary }) {
  const { text, format } = useReader();
  const living = summary.agents.filter(({ alive }) => alive);
  const dead = summary.agents.filter(({ alive }) => !alive);
  const open = openCount(summary);
  return (
    <>
      <dl className="pane time-figures">
        <div>
          <dt>{text.life.living}</dt>
          <dd>{format.count(summary.alive)}</dd>
        </div>
        <div>
          <dt>{text.life.theDead}</dt>
          <dd>{format.count(summary.dead)}</dd>
        </div>
        <div>
          <dt>{text.time.trades}</dt>
          <dd>{format.count(summary.trades)}</dd>
        </div>
        <div>
          <dt>{text.time.openTrades}</dt>
          <dd>{format.count(open)}</dd>
        </div>
        <div data-bad={summary.orphans > 0}>
          <dt>{text.recovery.orphans}</dt>
          <dd>{format.count(summary.orphans)}</dd>
        </div>
        <div>
          <dt>{text.life.realised}</dt>
          <dd>
            <Profit amount={summary.profit} />
          </dd>
        </div>
        <div className="small-figure">
          <dt>{text.recovery.lastSave}</dt>
          <dd>{summary.lastSaveAtMs === null ? <NotTold /> : <Age atMs={summary.lastSaveAtMs} say={text.life.ago} />}</dd>
        </div>
      </dl>
      {living.length > 0 && <LivesTable name={text.life.livingName} lives={living} dead={false} />}
      {dead.length > 0 && <LivesTable name={text.life.deadName} lives={dead} dead />}
      {summary.openTrades.length > 0 && (
        <section className="trades-section" aria-labelledby="then-open">
          <h2 id="then-open">{text.time.openThen(open, format.count(summary.openTrades.length))}</h2>
          <TradesTable name={text.life.openTradesName} trades={summary.openTrades} closed={false} />
        </section>
      )}
      {summary.supervisor !== null && <DocumentView title={text.time.supervisor} document={summary.supervisor} />}
      {summary.mastermind !== null && <DocumentView title={text.time.mastermind} document={summary.mastermind} />}
    </>
  );
}
