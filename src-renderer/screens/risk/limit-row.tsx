/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a <meter> cannot carry the mark of its warning */
import type { RiskUsageRow } from "../../../src-main/contract/risk.ts";
import { Given } from "../../components/given.tsx";
import { isBroken, isUntold } from "../../components/limit-standing.ts";
import { RuleName, useFigures } from "../../components/risk-words.tsx";
import { VerdictMark } from "../../components/verdict-mark.tsx";
import { useReader } from "../../text/reader.tsx";
import { warnShare } from "./limit-groups.ts";

/** One limit: its verdict, its figure against the limit, and a bar of how much is used. */
export function LimitRow({ row }: { readonly row: RiskUsageRow }) {
  const { text } = useReader();
  const figure = useFigures();
  const { rule, label, scope, unit, bound, value, limit, verdict, detail } = row;
  return (
    <li className="limit" data-broken={isBroken(row)}>
      <VerdictMark verdict={verdict} />
      <span className="limit-name">
        {scope.name !== null && (
          <span className="limit-scope">
            <Given>{scope.name}</Given>{" "}
          </span>
        )}
        <strong>
          <RuleName rule={rule} label={label} />
        </strong>
      </span>
      <UsageBar row={row} />
      <span className="limit-value">{value !== null ? figure(value, unit) : isUntold(row) && <span className="warn-text">{text.risk.cannotTell}</span>}</span>
      <span className="limit-bound">
        {limit !== null && (
          <>
            {bound !== null && text.risk.bound[bound]} <b>{figure(limit, unit)}</b>
          </>
        )}
      </span>
      <p className="limit-detail dim">
        <Given>{detail}</Given>
      </p>
    </li>
  );
}

/** The bar's end is the limit; what is beyond shows as a full bar with another pattern, and in the share that is told. */
function UsageBar({ row }: { readonly row: RiskUsageRow }) {
  const { text, format } = useReader();
  const figure = useFigures();
  const { used, warn, unit, verdict } = row;
  if (used === null) return <span />;
  const filled = Math.min(1, Math.max(0, used));
  const warnAt = warnShare(row);
  const share = text.risk.usedShare(format.percent(used));
  const warnWords = warn === null ? null : text.risk.warnsFrom(figure(warn, unit));
  return (
    <span className="usage" title={warnWords ?? undefined}>
      <span
        role="meter"
        aria-label={text.risk.rule[row.rule as keyof typeof text.risk.rule] ?? row.label}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={filled}
        aria-valuetext={warnWords === null ? share : `${share}${text.joined.list}${warnWords}`}
        className="usage-bar"
        data-verdict={verdict}
        data-over={used > 1}
      >
        <span className="usage-fill" style={{ width: `${filled * 100}%` }} />
        {warnAt !== null && <span className="usage-warn" style={{ left: `${warnAt * 100}%` }} />}
      </span>
      <span className="usage-share">{format.percent(used)}</span>
    </span>
  );
}
