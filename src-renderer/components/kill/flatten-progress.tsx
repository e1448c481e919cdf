import type { FlattenItem, FlattenReport } from "../../../src-main/contract/kill.ts";
import { useReader } from "../../text/reader.tsx";
import { Given } from "../given.tsx";

const marks: Record<FlattenItem["status"], string> = { pending: "○", closing: "◐", closed: "●", "already-closed": "◉", "still-open": "✕" };

/** What still needs a look comes first. */
const order: Record<FlattenItem["status"], number> = { "still-open": 0, closing: 1, pending: 2, closed: 3, "already-closed": 4 };

const ITEMS_SHOWN = 200;

/** How far the closing is, position by position. */
export function FlattenProgress({ report }: { readonly report: FlattenReport }) {
  const { text, format } = useReader();
  const total = report.items.length;
  const settled = report.closed + report.alreadyClosed;
  const items = report.items.toSorted((a, b) => order[a.status] - order[b.status]);
  return (
    <section aria-label={text.kill.flattenTitle}>
      <h3>{text.kill.flattenTitle}</h3>
      <output  className={report.status === "done" ? "soft" : "warn-text"}>
        {text.kill.flattenStatus[report.status]} {report.note !== null && <Given>{report.note}</Given>}
      </output>
      {total > 0 && <progress max={total} value={settled} aria-label={text.kill.flattenTitle} />}
      <dl className="flatten-sums">
        <Sum label={text.kill.closed} value={format.count(report.closed)} />
        <Sum label={text.kill.alreadyClosed} value={format.count(report.alreadyClosed)} />
        <Sum label={text.kill.stillOpen} value={format.count(report.stillOpen)} />
      </dl>
      {report.leftForeign > 0 && <p className="dim">{text.kill.leftForeign(report.leftForeign)}</p>}
      <ul className="flatten-items">
        {items.slice(0, ITEMS_SHOWN).map((item) => (
          <FlattenRow key={item.ticket} item={item} />
        ))}
      </ul>
      {total > ITEMS_SHOWN && <p className="dim">{text.kill.previewMore(total - ITEMS_SHOWN)}</p>}
    </section>
  );
}

function Sum({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function FlattenRow({ item }: { readonly item: FlattenItem }) {
  const { text, format } = useReader();
  return (
    <li data-status={item.status}>
      <span aria-hidden="true">{marks[item.status]}</span>
      <span>
        <Given>{item.symbol}</Given> {format.lots(item.volumeLots)} {text.kill.lots} <span className="dim">{item.ticket}</span>
        {item.why !== null && (
          <p>
            <Given>{item.why}</Given>
          </p>
        )}
      </span>
      <span className="flatten-status">
        {text.kill.item[item.status]}
        {item.attempts > 1 && <small> {text.kill.attempts(item.attempts)}</small>}
      </span>
    </li>
  );
}
