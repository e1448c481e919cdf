import type { RiskCheck } from "../../src-main/contract/order.ts";
import { useReader } from "../text/reader.tsx";

type Verdict = RiskCheck["verdict"];

const shapes: Record<Verdict, React.JSX.Element> = {
  pass: <path d="M2 7.500l3.300 3.300L12 3.500" strokeWidth="1.800" strokeLinecap="round" strokeLinejoin="round" />,
  warn: <path d="M7 1.500l6 11H1z" strokeWidth="1.600" strokeLinejoin="round" />,
  fail: (
    <>
      <path d="M4.500 1h5L13 4.500v5L9.500 13h-5L1 9.500v-5z" className="filled" />
      <path className="cut" d="M5 5l4 4M9 5l-4 4" strokeWidth="1.500" strokeLinecap="round" />
    </>
  ),
};

/** A rule's verdict: shape, word and colour. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  const { text } = useReader();
  return (
    <span className="verdict" data-verdict={verdict}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {shapes[verdict]}
      </svg>
      {text.risk.verdict[verdict]}
    </span>
  );
}
