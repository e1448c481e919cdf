import type { ReactNode } from "react";
import type { AgentDetail } from "../../../src-main/contract/records.ts";
import { Age } from "../../components/age.tsx";
import { DocumentValue } from "../../components/document-view.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold, Profit } from "../../components/money.tsx";
import { useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { CapitalCurve } from "./capital-curve.tsx";
import { EmotionBars } from "./emotion-bars.tsx";
import type { AgentFacts } from "./kept-fields.ts";
import { factsOf, numberIn } from "./kept-fields.ts";

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who it is, what it has, what it has done, how it feels; what it never told is not told. */
export function AgentPanes({ detail }: { readonly detail: AgentDetail }) {
  const { clock } = useConsole().store;
  const facts = factsOf(detail.state?.content ?? {}, detail.diedAtMs ?? clock.nowMs());
  return (
    <div className="agent-panes">
      <Self detail={detail} facts={facts} />
      <Money detail={detail} facts={facts} />
      <Record detail={detail} />
    </div>
  );
}

function Self({ detail, facts }: { readonly detail: AgentDetail; readonly facts: AgentFacts }) {
  const { text, format } = useReader();
  const said = text.life;
  const words = (value: string | null): ReactNode => (value === null ? <NotTold /> : <Given>{value}</Given>);
  return (
    <section className="pane" aria-labelledby="self-title">
      <div className="pane-head">
        <h2 id="self-title">{said.self}</h2>
        <span className="dim">{detail.savedAtMs === null ? said.neverSaved : <Age atMs={detail.savedAtMs} say={text.kept.saved} />}</span>
      </div>
      <dl className="self-facts">
        <Fact name={said.state}>{words(facts.state)}</Fact>
        <Fact name={said.level}>{words(facts.level)}</Fact>
        <Fact name={said.fitness}>{facts.fitness === null ? <NotTold /> : format.figure(facts.fitness, 4)}</Fact>
        <Fact name={said.daysAlive}>{facts.daysAlive === null ? <NotTold /> : format.figure(facts.daysAlive, 1)}</Fact>
        <Fact name={said.gene}>
          <DocumentValue value={facts.gene} />
        </Fact>
        <Fact name={said.personality}>
          <DocumentValue value={facts.personality} />
        </Fact>
        <Fact name={said.medals}>
          <DocumentValue value={facts.medals} />
        </Fact>
        <Fact name={said.adaptation}>
          <DocumentValue value={facts.adaptation} />
        </Fact>
      </dl>
      {facts.emotions.length > 0 && <EmotionBars emotions={facts.emotions} />}
    </section>
  );
}

function Money({ detail, facts }: { readonly detail: AgentDetail; readonly facts: AgentFacts }) {
  const { text, format } = useReader();
  const amount = (value: number | null): ReactNode => (value === null ? <NotTold /> : format.money(value));
  // Its ledger speaks of its money before its state does, as the engine's own count has it.
  const current = numberIn(detail.privateLedger?.content ?? {}, "capital") ?? facts.currentCapital;
  return (
    <section className="pane" aria-labelledby="money-title">
      <h2 id="money-title">{facts.initialCapital === null ? text.life.resultCurve : text.life.capitalCurve}</h2>
      <dl className="figures roomy-figures">
        <Fact name={text.life.initialCapital}>{amount(facts.initialCapital)}</Fact>
        <Fact name={text.life.currentCapital}>{amount(current)}</Fact>
        <Fact name={text.life.realised}>
          <Profit amount={detail.statistics.profit} />
        </Fact>
      </dl>
      <CapitalCurve curve={detail.curve} initialCapital={facts.initialCapital} />
    </section>
  );
}

function Record({ detail: { statistics } }: { readonly detail: AgentDetail }) {
  const { text, format } = useReader();
  const said = text.life;
  const { count } = format;
  return (
    <section className="pane record-pane" aria-labelledby="record-title">
      <h2 id="record-title">{said.record}</h2>
      <dl className="figures">
        <Fact name={said.column.trades}>{count(statistics.trades)}</Fact>
        <Fact name={said.column.winRate}>{statistics.winRate === null ? <NotTold /> : format.percent(statistics.winRate)}</Fact>
        <Fact name={said.wins}>{count(statistics.wins)}</Fact>
        <Fact name={said.losses}>{count(statistics.losses)}</Fact>
        <Fact name={said.even}>{count(statistics.even)}</Fact>
        <Fact name={said.unknownResults}>{count(statistics.unknown)}</Fact>
        <Fact name={said.winningRun}>{said.runOf(count(statistics.winningRun), count(statistics.longestWinningRun))}</Fact>
        <Fact name={said.losingRun}>{said.runOf(count(statistics.losingRun), count(statistics.longestLosingRun))}</Fact>
        <Fact name={said.best}>
          <Profit amount={statistics.best} />
        </Fact>
        <Fact name={said.worst}>
          <Profit amount={statistics.worst} />
        </Fact>
      </dl>
    </section>
  );
}
