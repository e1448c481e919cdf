import type { LedgerDifference, LedgerSide } from "../../../src-main/contract/reconciliation.ts";
import { useReader } from "../../text/reader.tsx";
import { SideFigure } from "./side-figure.tsx";

const sides: readonly LedgerSide[] = ["venue", "public", "private"];

/** The three sides beside one another. The odd one has a mark, a word, an edge and a colour of its own. */
export function ThreeSides({ difference }: { readonly difference: LedgerDifference }) {
  const { text } = useReader();
  const { matter, odd } = difference;
  return (
    <>
      <dl className="three-sides">
        {sides.map((side) => (
          <div key={side} data-odd={odd === side} data-silent={difference[side] === null}>
            <dt>{text.recovery.side[side]}</dt>
            <dd>
              <SideFigure matter={matter} figure={difference[side]} />
              {odd === side && (
                <span className="odd-one">
                  <span aria-hidden="true">≠</span> {text.recovery.odd}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {odd === null && <p className="dim no-odd">{text.recovery.noOdd}</p>}
    </>
  );
}
