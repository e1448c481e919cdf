import { useId } from "react";
import type { RecoveryReport, ReportedCorrection } from "../../../src-main/contract/recovery.ts";
import { Given } from "../../components/given.tsx";
import { hrefOf } from "../../components/route.ts";
import { useMayAct } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { CorrectionView } from "./correction-view.tsx";
import { OrphanForm } from "./orphan-form.tsx";
import type { ReportItem } from "./report-items.ts";
import { wantsChoice } from "./report-items.ts";
import { ThreeSides } from "./three-sides.tsx";

/** What a person has chosen so far; absent where nothing may be decided: in a preview. */
export interface Deciding {
  readonly report: RecoveryReport;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (ids: readonly string[], on: boolean) => void;
  /** The orphan whose form is open, by its correction. */
  readonly openOrphan: string | null;
  readonly onOpenOrphan: (correctionId: string | null) => void;
  readonly onReport: (report: RecoveryReport) => void;
}

/** One difference whole: how grave, whose, what each side says, and each correction of it. */
export function ItemCard({ item, deciding }: { readonly item: ReportItem; readonly deciding: Deciding | null }) {
  const { text } = useReader();
  const titleId = useId();
  const { difference, corrections, status } = item;
  return (
    <article className="pane report-item" data-status={status} aria-labelledby={titleId}>
      <ItemHead item={item} titleId={titleId} />
      {difference !== null && <ThreeSides difference={difference} />}
      {corrections.length === 0 && <p className="dim">{text.recovery.noCorrection}</p>}
      {corrections.map((correction) => (
        <div key={correction.id}>
          <CorrectionView correction={correction} />
          {deciding !== null && correction.status === "waiting" && <Decision correction={correction} deciding={deciding} />}
        </div>
      ))}
    </article>
  );
}

function ItemHead({ item: { difference, corrections }, titleId }: { readonly item: ReportItem; readonly titleId: string }) {
  const { text } = useReader();
  const about = difference ?? corrections[0] ?? null;
  const agentId = about?.agentId ?? null;
  const side = difference?.side ?? null;
  return (
    <div className="item-head">
      {difference !== null && (
        <span className="priority" data-priority={difference.priority} title={text.recovery.priority[difference.priority]}>
          {difference.priority}
          <span className="hidden-text"> {text.recovery.priority[difference.priority]}</span>
        </span>
      )}
      <h3 id={titleId}>
        {difference === null ? text.recovery.otherCorrection : text.recovery.matter[difference.matter]}{" "}
        {about?.symbol != null && <Given>{about.symbol}</Given>}{" "}
        {side !== null && (
          <span className="side" data-side={side}>
            {side === "BUY" ? text.positions.buy : text.positions.sell}
          </span>
        )}
      </h3>
      <span className="item-whose">
        {agentId === null ? (
          <span className="ask-text">{text.recovery.nobodys}</span>
        ) : (
          <a href={hrefOf("agents", agentId)}>
            <Given>{agentId}</Given>
          </a>
        )}
        {about?.ticket != null && <span className="dim"> · {text.recovery.ticket(String(about.ticket))}</span>}
      </span>
    </div>
  );
}

function Decision({ correction, deciding }: { readonly correction: ReportedCorrection; readonly deciding: Deciding }) {
  const { text } = useReader();
  const mayAct = useMayAct();
  const { id, code, agentId, symbol, ticket } = correction;
  const what = [text.recovery.code[code], agentId, symbol, ticket].filter((part) => part !== null).join(" ");
  if (!wantsChoice(correction))
    return (
      <label className="tick accept">
        <input type="checkbox" checked={deciding.chosen.has(id)} disabled={!mayAct} aria-label={text.recovery.acceptName(what)} onChange={(event) => deciding.onChosen([id], event.target.checked)} />
        <span>{text.recovery.accept}</span>
      </label>
    );
  if (ticket === null) return null;
  if (deciding.openOrphan === id) return <OrphanForm ticket={ticket} report={deciding.report} onReport={deciding.onReport} />;
  return (
    <div className="actions">
      <button type="button" disabled={!mayAct} aria-expanded={false} aria-label={text.recovery.orphan.name(String(ticket))} onClick={() => deciding.onOpenOrphan(id)}>
        {text.recovery.orphan.decide}
      </button>
    </div>
  );
}
