import { useEffect } from "react";
import type { KillPreview, KillScope } from "../../../src-main/contract/kill.ts";
import { useCall, useCellPart, useConsole } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";
import { Age } from "../age.tsx";
import { FailureNote } from "../failure-note.tsx";
import { Given } from "../given.tsx";
import { Profit } from "../money.tsx";

type PreviewRow = KillPreview["close"][number];

const ROWS_SHOWN = 6;

/** What closing would do, asked again when the choice changes or the truth names other positions. */
export function KillPreviewView({ scope, includeForeign }: { readonly scope: KillScope; readonly includeForeign: boolean }) {
  const { text } = useReader();
  const { progress, run } = useCall("killPreview");
  const openCount = useCellPart(useConsole().store.topics.positions, (book) => book?.totals.count ?? 0);
  useEffect(() => {
    void run({ scope, includeForeign });
    // Another number of open positions is another answer.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [run, scope, includeForeign, openCount]);

  return (
    <section className="preview" aria-label={text.kill.preview} aria-busy={progress.phase === "running"}>
      <h4>{text.kill.preview}</h4>
      {progress.phase === "running" && <p className="dim">{text.kill.previewLoading}</p>}
      {progress.phase === "failed" && <FailureNote failure={progress.failure} />}
      {progress.phase === "done" && <Foreseen preview={progress.value} />}
    </section>
  );
}

function Foreseen({ preview }: { readonly preview: KillPreview }) {
  const { text } = useReader();
  if (preview.truthAtMs === null) return <p className="warn-text">{text.kill.previewNoTruth}</p>;
  return (
    <>
      <p className="dim">
        <Age atMs={preview.truthAtMs} say={text.kill.previewAge} />
      </p>
      <Rows title={text.kill.previewClose(preview.close.length)} rows={preview.close} />
      <Rows title={text.kill.previewLeave(preview.leave.length)} rows={preview.leave} />
    </>
  );
}

function Rows({ title, rows }: { readonly title: string; readonly rows: readonly PreviewRow[] }) {
  const { text, format } = useReader();
  return (
    <>
      <p className="preview-title">{title}</p>
      {rows.length > 0 && (
        <ul className="preview-rows">
          {rows.slice(0, ROWS_SHOWN).map((row) => (
            <li key={row.ticket}>
              <Given>{row.symbol}</Given>
              <span>{row.side === "BUY" ? text.positions.buy : row.side === "SELL" ? text.positions.sell : <Given>{row.side}</Given>}</span>
              <span>
                {format.lots(row.volumeLots)} {text.kill.lots}
              </span>
              <span>
                <Profit amount={row.profit} />
              </span>
            </li>
          ))}
          {rows.length > ROWS_SHOWN && <li className="dim">{text.kill.previewMore(rows.length - ROWS_SHOWN)}</li>}
        </ul>
      )}
    </>
  );
}
