import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** What runs, what it talks to, and whether its own record is whole. */
export function EnginePane() {
  const { text } = useReader();
  const overview = useTopic("overview");
  const said = text.overview;
  return (
    <section className="pane engine" aria-labelledby="engine-title">
      <h2 id="engine-title">{said.engine}</h2>
      <dl className="facts">
        <div>
          <dt>{said.gateway}</dt>
          <dd translate="no">{text.gatewayKind[overview.gatewayKind ?? "none"]}</dd>
        </div>
        <div>
          <dt>{said.endpoint}</dt>
          <dd>
            <Given>{overview.endpoint}</Given>
          </dd>
        </div>
        <div>
          <dt>{said.strategyEndpoint}</dt>
          <dd>{overview.strategyEndpoint === null ? said.noStrategyPort : <Given>{overview.strategyEndpoint}</Given>}</dd>
        </div>
        <div>
          <dt>{said.magic}</dt>
          <dd>{overview.magicNumber}</dd>
        </div>
        <div>
          <dt>{said.journal}</dt>
          <dd className={overview.journalWhole ? "" : "warn-text"}>
            {overview.journalWhole ? said.journalWhole(overview.journalEvents) : said.journalBroken(overview.journalEvents)}
          </dd>
        </div>
        <div>
          <dt>{said.running}</dt>
          <dd>
            <Age atMs={overview.startedAtMs} />
          </dd>
        </div>
        <div>
          <dt>{said.version}</dt>
          <dd>
            <Given>{overview.version}</Given>
          </dd>
        </div>
      </dl>
    </section>
  );
}
