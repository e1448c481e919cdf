import type { RiskUsageRow } from "../../../src-main/contract/risk.ts";
import { isBroken, isUntold } from "../../components/limit-standing.ts";
import { useTopic } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { LimitRow } from "./limit-row.tsx";
import { groupLimits } from "./limit-groups.ts";
import { PerOrderLimits } from "./per-order-limits.tsx";
import { ReloadForm } from "./reload-form.tsx";
import { RiskSource } from "./risk-source.tsx";

/** Every limit in force and how much of it is used, where the limits come from, and their reading anew. */
export function RiskScreen() {
  const { text } = useReader();
  const report = useTopic("risk");
  const { measured, perOrder } = groupLimits(report);
  return (
    <div className="risk">
      <div className="screen-head">
        <h1>{text.risk.title}</h1>
        <Summary rows={report.rows} />
      </div>
      {report.rows.length === 0 && (
        <div className="pane empty">
          <h2>{text.risk.none}</h2>
          <p className="soft">{text.risk.noneHelp}</p>
        </div>
      )}
      {measured.map(({ kind, rows }) => (
        <section key={kind} className="pane limits" aria-labelledby={`limits-${kind}`}>
          <h2 id={`limits-${kind}`}>{text.risk.scope[kind]}</h2>
          <ul>
            {rows.map((row) => (
              <LimitRow key={`${row.scope.name} ${row.rule}`} row={row} />
            ))}
          </ul>
        </section>
      ))}
      {perOrder.length > 0 && <PerOrderLimits rows={perOrder} />}
      <RiskSource report={report} />
      <ReloadForm />
    </div>
  );
}

/** How many need a look, the worst first; one calm sentence when none does. */
function Summary({ rows }: { readonly rows: readonly RiskUsageRow[] }) {
  const { text } = useReader();
  const [broken, untold, near] = [isBroken, isUntold, (row: RiskUsageRow) => row.verdict === "warn"].map((fits) => rows.filter(fits).length) as [number, number, number];
  if (broken + untold + near === 0) return <p className="screen-note dim">{text.risk.allWell}</p>;
  return (
    <ul className="screen-note risk-summary">
      {broken > 0 && <li className="down">{text.risk.broken(broken)}</li>}
      {untold > 0 && <li className="warn-text">{text.risk.untold(untold)}</li>}
      {near > 0 && <li className="warn-text">{text.risk.near(near)}</li>}
    </ul>
  );
}
