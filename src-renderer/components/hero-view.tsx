import type { Hero } from "../../src-main/contract/agent-state.ts";
import { useReader } from "../text/reader.tsx";
import { Moment } from "./age.tsx";
import { DocumentField, DocumentValue } from "./document-view.tsx";
import { Given } from "./given.tsx";
import { heroRowOf } from "./hero-row.ts";
import { LifeMark } from "./life-mark.tsx";
import { NotTold, Profit } from "./money.tsx";

const known: ReadonlySet<string> = new Set(["agent_id", "death_time", "death_reason", "final_capital", "lifetime_profit", "lifetime_trades", "win_rate", "days_alive", "gene", "personality", "achievements", "legacy"]);

/** A dead agent as Valhalla keeps it: how it ended, what it came to, and what it leaves. */
export function HeroView({ hero }: { readonly hero: Hero }) {
  const { text, format } = useReader();
  const row = heroRowOf(hero);
  const said = text.valhalla;
  const others = Object.entries(hero).filter(([name]) => !known.has(name));
  const figures = [
    [said.column.finalCapital, row.finalCapital === null ? <NotTold key="none" /> : format.money(row.finalCapital)],
    [said.column.profit, <Profit key="profit" amount={row.profit} />],
    [said.column.trades, row.trades === null ? <NotTold key="none" /> : format.count(row.trades)],
    [said.column.winRate, row.winRate === null ? <NotTold key="none" /> : format.percent(row.winRate)],
    [said.column.daysAlive, row.daysAlive === null ? <NotTold key="none" /> : format.figure(row.daysAlive, 1)],
  ] as const;
  return (
    <section className="pane hero" aria-label={said.heroName(hero.agent_id)}>
      <p className="hero-death">
        <LifeMark alive={false} /> {row.diedAtMs === null ? <NotTold /> : <Moment atMs={row.diedAtMs} />}{" "}
        <strong>{row.reason === null ? <span className="dim">{said.noReason}</span> : <Given>{row.reason}</Given>}</strong>
      </p>
      <dl className="figures roomy-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <dl className="document-fields">
        {(["gene", "personality", "achievements", "legacy"] as const).map((name) => (
          <div key={name}>
            <dt>{said[name]}</dt>
            <dd>
              <DocumentValue value={hero[name]} />
            </dd>
          </div>
        ))}
        {others.map(([name, value]) => (
          <DocumentField key={name} name={name} value={value} />
        ))}
      </dl>
    </section>
  );
}
