import type { LedgerDifference } from "../../../src-main/contract/reconciliation.ts";
import { Moment } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { decimalsOf } from "../../store/position-book.ts";
import { useReader } from "../../text/reader.tsx";

/** What one side says, in the words of the matter it is about. */
export function SideFigure({ matter, figure }: { readonly matter: LedgerDifference["matter"]; readonly figure: number | string | null }) {
  const { text, format } = useReader();
  if (figure === null) return <span className="dim">{text.recovery.saysNothing}</span>;
  if (typeof figure === "string") return <Given>{figure}</Given>;
  switch (matter) {
    case "volume":
      return text.trades.lots(format.lots(figure));
    case "virtual capital":
      return format.money(figure);
    case "holding time":
      return <Moment atMs={figure} />;
    case "entry price":
      return format.price(figure, decimalsOf(figure));
    case "direction":
    case "tag":
      return <Given>{figure}</Given>;
  }
}
