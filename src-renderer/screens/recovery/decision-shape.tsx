import type { RecoveryReport } from "../../../src-main/contract/recovery.ts";

type Decision = RecoveryReport["decision"];

/** Ticked circle, pen on a line, asking diamond, struck eye: each outline its own. */
const shapes: Record<Decision, React.JSX.Element> = {
  trade: (
    <>
      <circle cx="21" cy="21" r="18.500" strokeWidth="2.500" />
      <path d="M12.500 21.500l6 6L30 15.500" strokeWidth="3.400" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  confirm: (
    <>
      <rect x="3" y="3" width="36" height="36" rx="7" strokeWidth="2.500" />
      <path d="M11 32h20M13 26l1-4.500L26.500 9l3.500 3.500L17.500 25z" strokeWidth="2.500" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  review: (
    <>
      <path d="M21 2l19 19-19 19L2 21z" strokeWidth="2.500" strokeLinejoin="round" />
      <path d="M16.500 17a4.700 4.700 0 1 1 6.300 4.700c-1.300.600-1.800 1.500-1.800 3" strokeWidth="3" strokeLinecap="round" />
      <circle cx="21" cy="29.500" r="2" className="filled" />
    </>
  ),
  "no truth": (
    <>
      <path d="M3 21c5-8 11-12 18-12s13 4 18 12c-5 8-11 12-18 12S8 29 3 21z" strokeWidth="2.500" strokeLinejoin="round" />
      <circle cx="21" cy="21" r="5" strokeWidth="2.500" />
      <path d="M6 37L36 5" strokeWidth="3" strokeLinecap="round" />
    </>
  ),
};

export function DecisionShape({ decision }: { readonly decision: Decision }) {
  return (
    <svg className="decision-shape" width="46" height="46" viewBox="0 0 42 42" aria-hidden="true" focusable="false">
      {shapes[decision]}
    </svg>
  );
}
