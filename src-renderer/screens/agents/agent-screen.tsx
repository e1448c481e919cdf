import type { AgentDetail } from "../../../src-main/contract/records.ts";
import { DocumentView } from "../../components/document-view.tsx";
import { Given } from "../../components/given.tsx";
import { HeroView } from "../../components/hero-view.tsx";
import { useKillPanel } from "../../components/kill/kill-context.tsx";
import { LifeMark } from "../../components/life-mark.tsx";
import { ReadAge, ReadingNote } from "../../components/reading-note.tsx";
import { hrefOf } from "../../components/route.ts";
import { TradesTable } from "../../components/trades-table.tsx";
import { useReading } from "../../store/use-reading.ts";
import { useReader } from "../../text/reader.tsx";
import { AgentPanes } from "./agent-panes.tsx";
import { ClaimsTable } from "./claims-table.tsx";
import { knownFields, knownLedgerFields } from "./kept-fields.ts";

const READ_EVERY_MS = 5_000;

/** One agent whole: its life, its money, its trades, and what it gave us to keep. */
export function AgentScreen({ agentId }: { readonly agentId: string }) {
  const { text } = useReader();
  const { show } = useKillPanel();
  const reading = useReading("agentDetail", { agentId }, READ_EVERY_MS);
  const detail = reading.value;
  return (
    <div className="agent">
      <div className="screen-head">
        <a href={hrefOf("agents")}>← {text.life.allAgents}</a>
        <h1>
          <Given>{agentId}</Given>
        </h1>
        {detail != null && <LifeMark alive={detail.alive} />}
        <span className="dim screen-note">
          <ReadAge reading={reading} />
        </span>
        <button type="button" className="row-kill" aria-label={text.agents.killName(agentId)} onClick={() => show({ kind: "agent", agentId })}>
          {text.agents.kill}
        </button>
      </div>
      <ReadingNote reading={reading}>
        {detail == null ? (
          <div className="pane empty">
            <h2>{text.life.unknown}</h2>
            <p className="soft">{text.life.unknownHelp}</p>
          </div>
        ) : (
          <Whole detail={detail} />
        )}
      </ReadingNote>
    </div>
  );
}

function Whole({ detail }: { readonly detail: AgentDetail }) {
  const { text } = useReader();
  const { state, privateLedger, openTradeList, closedTradeList, hero, statistics } = detail;
  return (
    <>
      {hero !== null && <HeroView hero={hero} />}
      <AgentPanes detail={detail} />
      <section className="trades-section" aria-labelledby="open-title">
        <h2 id="open-title">{text.life.openTrades(detail.openTrades)}</h2>
        {openTradeList.length > 0 && <TradesTable name={text.life.openTradesName} trades={openTradeList} closed={false} />}
      </section>
      <section className="trades-section" aria-labelledby="closed-title">
        <h2 id="closed-title">{text.life.closedTrades(closedTradeList.length, statistics.trades)}</h2>
        {closedTradeList.length > 0 && <TradesTable name={text.life.closedTradesName} trades={closedTradeList} closed />}
      </section>
      {privateLedger !== null && (
        <>
          <section className="pane" aria-label={text.life.saysItHolds}>
            <h2>{text.life.saysItHolds}</h2>
            <ClaimsTable title={text.life.realPositions} claims={privateLedger.content["real_positions"]} />
            <ClaimsTable title={text.life.virtualPositions} claims={privateLedger.content["virtual_positions"]} />
          </section>
          <DocumentView title={text.life.privateLedger} document={privateLedger} known={knownLedgerFields} />
        </>
      )}
      {state !== null && <DocumentView title={text.life.stateDocument} document={state} known={knownFields} />}
    </>
  );
}
