import type { RiskCheck } from "../../../src-main/contract/order.ts";
import { Given } from "../../components/given.tsx";
import { NotTold } from "../../components/money.tsx";
import { RuleName, useFigures } from "../../components/risk-words.tsx";
import { VerdictMark } from "../../components/verdict-mark.tsx";
import { useReader } from "../../text/reader.tsx";

/** What stood in the way comes first. */
const weight: Record<RiskCheck["verdict"], number> = { fail: 0, warn: 1, pass: 2 };

/** Every check with the number it compared against its limit. */
export function OrderChecks({ checks }: { readonly checks: readonly RiskCheck[] }) {
  const { text } = useReader();
  if (checks.length === 0) return null;
  const sorted = checks.toSorted((a, b) => weight[a.verdict] - weight[b.verdict]);
  return (
    <table className="checks">
      <caption>{text.timeline.checks}</caption>
      <thead>
        <tr>
          <th scope="col">{text.timeline.verdict}</th>
          <th scope="col">{text.timeline.rule}</th>
          <th scope="col" className="number">
            {text.timeline.value}
          </th>
          <th scope="col" className="number">
            {text.timeline.limit}
          </th>
          <th scope="col">{text.timeline.detail}</th>
        </tr>
      </thead>
      <tbody>
        {/* A rule may be asked twice, for the agent and for the symbol, so its detail is part of its name. */}
        {sorted.map((check) => (
          <CheckRow key={`${check.rule} ${check.detail}`} check={check} />
        ))}
      </tbody>
    </table>
  );
}

function CheckRow({ check: { rule, verdict, value, limit, unit, detail } }: { readonly check: RiskCheck }) {
  const figure = useFigures();
  return (
    <tr data-verdict={verdict}>
      <td>
        <VerdictMark verdict={verdict} />
      </td>
      <th scope="row">
        <RuleName rule={rule} />
      </th>
      <td className="number">{value === null ? <NotTold /> : figure(value, unit)}</td>
      <td className="number">{limit === null ? <NotTold /> : figure(limit, unit)}</td>
      <td className="dim">
        <Given>{detail}</Given>
      </td>
    </tr>
  );
}
