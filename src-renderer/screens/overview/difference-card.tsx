import type { Position } from "../../../src-main/contract/position.ts";
import type { Difference } from "../../../src-main/contract/sync.ts";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold } from "../../components/money.tsx";
import { decimalsOf } from "../../store/position-book.ts";
import type { Format } from "../../text/format.ts";
import { useReader } from "../../text/reader.tsx";
import type { Text } from "../../text/text.ts";

type Field = keyof Text["review"]["field"];

const fields: readonly Field[] = ["side", "volumeLots", "openPrice", "currentPrice", "profit", "stopLoss", "takeProfit", "magic", "comment"];

/** Prices and profits move by themselves; another value there is no disagreement. */
const moving: ReadonlySet<Field> = new Set<Field>(["currentPrice", "profit"]);

/** One waiting difference: our record and the broker's word side by side, the odd values marked. */
export function DifferenceCard(props: { readonly difference: Difference; readonly chosen: boolean; readonly onChosen: (on: boolean) => void }) {
  const { text } = useReader();
  const { difference } = props;
  const { believed, truth } = difference;
  const what = `${difference.symbol ?? ""} ${difference.ticket ?? ""} ${text.differenceKind[difference.kind]}`.trim();
  const shown = fields.filter((field) => (believed?.[field] ?? null) !== null || (truth?.[field] ?? null) !== null);
  return (
    <li className="difference">
      <label>
        <input type="checkbox" checked={props.chosen} onChange={(event) => props.onChosen(event.target.checked)} aria-label={text.review.select(what)} />
        <span>
          <strong>{difference.symbol !== null && <Given>{difference.symbol}</Given>}</strong>{" "}
          {difference.ticket !== null && <span className="dim">{difference.ticket}</span>} <span className="tag ask">{text.differenceKind[difference.kind]}</span>{" "}
          <span className="dim">
            <Age atMs={difference.foundAtMs} say={text.review.found} />
          </span>
        </span>
      </label>
      <p className="soft">
        <Given>{difference.detail}</Given>
      </p>
      {difference.kind === "suspect-empty" && <p className="dim">{text.review.helpSuspect}</p>}
      {(believed !== null || truth !== null) && (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden-text">{text.review.fieldName}</span>
              </th>
              <th scope="col">{text.review.believed}</th>
              <th scope="col">{text.review.truth}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <FieldRow key={field} field={field} believed={believed} truth={truth} />
            ))}
          </tbody>
        </table>
      )}
    </li>
  );
}

function FieldRow({ field, believed, truth }: { readonly field: Field; readonly believed: Position | null; readonly truth: Position | null }) {
  const { text } = useReader();
  const odd = !moving.has(field) && (believed === null || truth === null || believed[field] !== truth[field]);
  return (
    <tr className={odd ? "odd" : ""}>
      <th scope="row">{text.review.field[field]}</th>
      <td>
        <FieldValue field={field} position={believed} />
      </td>
      <td>
        <FieldValue field={field} position={truth} />
        {odd && (
          <span className="odd-mark">
            <span aria-hidden="true"> ≠</span>
            <span className="hidden-text"> {text.review.differs}</span>
          </span>
        )}
      </td>
    </tr>
  );
}

function FieldValue({ field, position }: { readonly field: Field; readonly position: Position | null }) {
  const { text, format } = useReader();
  if (position === null) return <span className="dim">{text.review.nothing}</span>;
  const value = position[field];
  if (value === null) return <NotTold />;
  if (field === "comment") return <Given>{value}</Given>;
  return written(field, value, text, format);
}

function written(field: Field, value: string | number, text: Text, format: Format): string {
  if (typeof value === "string") return value === "BUY" ? text.positions.buy : text.positions.sell;
  switch (field) {
    case "volumeLots":
      return format.lots(value);
    case "profit":
      return format.signedMoney(value);
    case "magic":
      return String(value);
    case "side":
    case "comment":
    case "openPrice":
    case "currentPrice":
    case "stopLoss":
    case "takeProfit":
      return format.price(value, decimalsOf(value));
  }
}
