import type { RiskUsageRow } from "../../../src-main/contract/risk.ts";
import { Given } from "../../components/given.tsx";
import { RuleName, useFigures } from "../../components/risk-words.tsx";
import { useReader } from "../../text/reader.tsx";

/** Limits that only an order is held against: what they are, and nothing that looks like a reading. One without a figure is told in the engine's words. */
export function PerOrderLimits({ rows }: { readonly rows: readonly RiskUsageRow[] }) {
  const { text } = useReader();
  const figure = useFigures();
  return (
    <section className="pane per-order" aria-labelledby="per-order-title">
      <div className="pane-head">
        <h2 id="per-order-title">{text.risk.perOrder}</h2>
        <span className="dim">{text.risk.perOrderHelp}</span>
      </div>
      <dl>
        {rows.map((row) => (
          <div key={`${row.scope.kind} ${row.scope.name} ${row.rule}`}>
            <dt>
              {row.scope.name !== null && (
                <>
                  <Given>{row.scope.name}</Given>{" "}
                </>
              )}
              <RuleName rule={row.rule} label={row.label} />
            </dt>
            <dd>
              {row.limit === null ? (
                <Given>{row.detail}</Given>
              ) : (
                <>
                  {row.bound !== null && text.risk.bound[row.bound]} <b>{figure(row.limit, row.unit)}</b>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
