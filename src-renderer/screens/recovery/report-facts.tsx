import type { ReactNode } from "react";
import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";
import { Moment } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold } from "../../components/money.tsx";
import { hrefOf } from "../../components/route.ts";
import { useReader } from "../../text/reader.tsx";

function Fact({ name, children, bad }: { readonly name: string; readonly children: ReactNode; readonly bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={bad === true ? "warn-text" : undefined}>{children}</dd>
    </div>
  );
}

/** Where the report comes from: what was saved, loaded and read, and who is alive. */
export function ReportFacts({ report }: { readonly report: RecoveryReport }) {
  const { text, format } = useReader();
  const { journal, loaded, lastSaveAtMs, atMs } = report;
  const said = text.recovery;
  return (
    <section className="pane report-facts" aria-labelledby="facts-title">
      <h2 id="facts-title">{said.facts}</h2>
      <dl className="facts">
        <Fact name={said.lastSave} bad={lastSaveAtMs === null}>
          {lastSaveAtMs === null ? (
            said.neverSaved
          ) : (
            <>
              <Moment atMs={lastSaveAtMs} /> · {lastSaveAtMs > atMs ? said.saveInFuture : said.before(format.duration(atMs - lastSaveAtMs))}
            </>
          )}
        </Fact>
        <Fact name={said.runBefore} bad={!report.cleanExitBefore}>
          {report.cleanExitBefore ? said.cleanExit : said.uncleanExit}
        </Fact>
        <Fact name={said.lives} bad={report.dead > 0}>
          {said.aliveDead(format.count(report.alive), format.count(report.dead))}
        </Fact>
        <Fact name={said.loaded}>{[said.loadedTrades(loaded.trades, format.count(loaded.openTrades)), said.loadedAgents(loaded.agents), said.loadedHeroes(loaded.heroes)].join(text.joined.list)}</Fact>
        <Fact name={said.orphans} bad={loaded.orphans > 0}>
          {format.count(loaded.orphans)}
        </Fact>
        <Fact name={said.overseers}>
          {[loaded.supervisor ? said.supervisor : said.noSupervisor, loaded.mastermind ? said.mastermind : said.noMastermind].join(text.joined.list)}
        </Fact>
        <Fact name={said.venue} bad={report.venuePositions === null}>
          {report.venuePositions === null ? said.venueNotRead : text.sync.figure.positions(report.venuePositions)}
        </Fact>
        {report.historyRead !== null && (
          <Fact name={said.history} bad={!report.historyRead}>
            {report.historyRead ? said.historyRead : said.noHistory}
          </Fact>
        )}
        <Fact name={said.journal} bad={!journal.verified || journal.snapshotsSkipped > 0}>
          {[said.journalIs(journal.verified, journal.snapshot !== null), said.replayed(journal.eventsReplayed), ...(journal.snapshotsSkipped > 0 ? [said.skipped(journal.snapshotsSkipped)] : [])].join(text.joined.list)}
        </Fact>
        <Fact name={said.snapshot}>{journal.snapshot === null ? said.noSnapshot : <Moment atMs={journal.snapshot.takenAtMs} />}</Fact>
        <Fact name={said.mode}>{said.modes[report.mode]}</Fact>
        {report.restoredFromMs !== null && (
          <Fact name={said.restored} bad>
            <Moment atMs={report.restoredFromMs} />
          </Fact>
        )}
      </dl>
      <Dead report={report} />
    </section>
  );
}

/** More are one screen away. */
const DEAD_SHOWN = 12;

function Dead({ report }: { readonly report: RecoveryReport }) {
  const { text } = useReader();
  const dead = report.agents.filter(({ alive }) => !alive).toSorted((a, b) => (b.diedAtMs ?? 0) - (a.diedAtMs ?? 0));
  if (dead.length === 0) return null;
  return (
    <details className="report-dead">
      <summary>{text.recovery.whoDied(report.dead)}</summary>
      <ul>
        {dead.slice(0, DEAD_SHOWN).map(({ agentId, diedAtMs, deathReason }) => (
          <li key={agentId}>
            <a href={hrefOf("agents", agentId)}>
              <Given>{agentId}</Given>
            </a>{" "}
            <span className="dim">{diedAtMs === null ? <NotTold /> : <Moment atMs={diedAtMs} />}</span> {deathReason === null ? <span className="dim">{text.recovery.noDeathReason}</span> : <Given>{deathReason}</Given>}
          </li>
        ))}
      </ul>
      {report.dead > DEAD_SHOWN && <a href={hrefOf("agents")}>{text.recovery.moreDead(report.dead - DEAD_SHOWN)}</a>}
    </details>
  );
}
