/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand, and elements of a table lose their meaning with their display */
import { memo } from "react";
import type { Position } from "../../../src-main/contract/position.ts";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold, Profit } from "../../components/money.tsx";
import { useReader } from "../../text/reader.tsx";

interface Props {
  readonly row: Position;
  /** As `aria-rowindex` counts. */
  readonly index: number;
  readonly top: number;
  readonly foreign: boolean;
  readonly digits: number;
}

/** Renders again only when its own position changed or moved: an unchanged row is the same object. */
export const PositionRow = memo(function PositionRow({ row, index, top, foreign, digits }: Props) {
  const { text, format } = useReader();
  return (
    <div className="table-row" role="row" aria-rowindex={index} data-foreign={foreign} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className="words">
        <strong>
          <Given>{row.symbol}</Given>
        </strong>
      </span>
      <span role="cell" className="words side" data-side={row.side}>
        {row.side === "BUY" ? text.positions.buy : text.positions.sell}
      </span>
      <span role="cell">{format.lots(row.volumeLots)}</span>
      <Price price={row.openPrice} digits={digits} />
      <Price price={row.currentPrice} digits={digits} />
      <span role="cell">
        <Profit amount={row.profit} />
      </span>
      <span role="cell">{row.swap === null ? <NotTold /> : format.signedMoney(row.swap)}</span>
      <Level price={row.stopLoss} digits={digits} />
      <Level price={row.takeProfit} digits={digits} />
      <span role="cell">{row.openedAtMs === null ? <NotTold /> : <Age atMs={row.openedAtMs} />}</span>
      <span role="cell">{row.ticket}</span>
      <span role="cell">{row.magic === null ? <NotTold /> : row.magic === 0 ? text.positions.manual : row.magic}</span>
      <span role="cell" className="words comment" title={row.comment ?? undefined}>
        {foreign && (
          <span className="foreign-mark" title={text.positions.foreignHelp}>
            {text.positions.foreign}
          </span>
        )}
        {row.comment === null ? <NotTold /> : <Given>{row.comment}</Given>}
      </span>
    </div>
  );
});

/** A stop or a target at zero is how the venue writes that there is none. */
function Level({ price, digits }: { readonly price: number | null; readonly digits: number }) {
  const { text } = useReader();
  if (price !== 0) return <Price price={price} digits={digits} />;
  return (
    <span role="cell" className="dim">
      {text.positions.none}
    </span>
  );
}

function Price({ price, digits }: { readonly price: number | null; readonly digits: number }) {
  const { format } = useReader();
  return <span role="cell">{price === null ? <NotTold /> : format.price(price, digits)}</span>;
}
