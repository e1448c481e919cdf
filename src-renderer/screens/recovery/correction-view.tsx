import type { ReportedCorrection } from "../../../src-main/contract/recovery.ts";
import { Given } from "../../components/given.tsx";
import { Profit } from "../../components/money.tsx";
import { useReader } from "../../text/reader.tsx";
import { CorrectionStatus } from "./correction-status.tsx";

/** One correction: what was believed, what is true, why, on what evidence, and what it books or waits for. */
export function CorrectionView({ correction }: { readonly correction: ReportedCorrection }) {
  const { text } = useReader();
  const { believed, truth, why, evidence, suggestion, profit, waitsFor, code, kind, status } = correction;
  const said = text.recovery;
  return (
    <div className="correction" data-status={status}>
      <p className="correction-head">
        <CorrectionStatus status={status} />
        <strong>{said.code[code]}</strong>
        <span className="dim">{said.kind[kind]}</span>
        {profit !== null && (
          <span className="correction-profit">
            {said.books} <Profit amount={profit} />
          </span>
        )}
      </p>
      <p className="believed-true">
        <span>
          <span className="dim">{said.believed}</span> <Given>{believed}</Given>
        </span>
        <span className="becomes" aria-hidden="true">
          →
        </span>
        <span>
          <span className="dim">{said.true}</span>{" "}
          <strong>
            <Given>{truth}</Given>
          </strong>
        </span>
      </p>
      <p className="soft">
        <Given>{why}</Given>
      </p>
      {evidence.length > 0 && (
        <ul className="evidence" aria-label={said.evidence}>
          {evidence.map((line) => (
            <li key={line}>
              <Given>{line}</Given>
            </li>
          ))}
        </ul>
      )}
      {(waitsFor !== null || suggestion !== null) && (
        <p className="waits-for">
          {waitsFor !== null && <strong>{said.waitsFor[waitsFor]} </strong>}
          {suggestion !== null && (
            <>
              {said.suggestion} <Given>{suggestion}</Given>
            </>
          )}
        </p>
      )}
    </div>
  );
}
