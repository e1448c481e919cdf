import { ClaimedPosition } from "../../../src-main/contract/agent-state.ts";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { momentOf } from "../../components/kept-moment.ts";
import { NotTold } from "../../components/money.tsx";
import { decimalsOf } from "../../store/position-book.ts";
import { useReader } from "../../text/reader.tsx";

/** More are in the document as it is kept. */
const CLAIMS_SHOWN = 50;

/** Positions as the agent holds them in mind: its word, not the venue's. */
export function ClaimsTable({ title, claims }: { readonly title: string; readonly claims: unknown }) {
  const { text } = useReader();
  const told = (Array.isArray(claims) ? claims : []).flatMap((each) => ClaimedPosition.safeParse(each).data ?? []);
  if (told.length === 0) return null;
  return (
    <table className="claims">
      <caption>{title}</caption>
      <thead>
        <tr>
          {(["symbol", "side", "volumeLots", "openPrice", "openedAtMs", "ticket"] as const).map((column) => (
            <th key={column} scope="col">
              {text.trades.column[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.slice(0, CLAIMS_SHOWN).map((claim, at) => (
          // Claims without a ticket have nothing of their own to be told apart by.
          // oxlint-disable-next-line react/no-array-index-key
          <ClaimRow key={at} claim={claim} />
        ))}
      </tbody>
      {told.length > CLAIMS_SHOWN && (
        <tfoot>
          <tr>
            <td colSpan={6}>{text.life.moreClaims(told.length - CLAIMS_SHOWN)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function ClaimRow({ claim }: { readonly claim: ClaimedPosition }) {
  const { format } = useReader();
  const sinceMs = momentOf(claim.time);
  return (
    <tr>
      <td>
        <Given>{claim.symbol}</Given>
      </td>
      <td>
        <Given>{claim.side}</Given>
      </td>
      <td>{format.lots(claim.amount)}</td>
      <td>{claim.entry_price == null ? <NotTold /> : format.price(claim.entry_price, decimalsOf(claim.entry_price))}</td>
      <td>{sinceMs === null ? <NotTold /> : <Age atMs={sinceMs} />}</td>
      <td>{claim.ticket ?? <NotTold />}</td>
    </tr>
  );
}
