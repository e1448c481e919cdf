import type { TradingState } from "../../src-main/contract/trading-state.ts";

/** Each state has its own outline, so that it is told apart without any colour. `unknown`: a broken ring with a question. */
export function StateShape({ state, size }: { readonly state: TradingState | "unknown"; readonly size: number }) {
  return (
    <svg className="state-shape" data-state={state} width={size} height={size} viewBox="0 0 42 42" aria-hidden="true" focusable="false">
      {shapes[state]}
    </svg>
  );
}

const dotted = (
  <>
    <circle className="turning" cx="21" cy="21" r="17.500" strokeWidth="3.500" strokeDasharray="0.010 9.150" strokeLinecap="round" />
    <circle cx="21" cy="21" r="4" className="filled" />
  </>
);

const shapes: Record<TradingState | "unknown", React.JSX.Element> = {
  STARTING: dotted,
  SYNCING: dotted,
  ARMED: (
    <>
      <circle cx="21" cy="21" r="18.500" strokeWidth="2.500" />
      <path d="M12.500 21.500l6 6L30 15.500" strokeWidth="3.400" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  REVIEW: (
    <>
      <path d="M21 2.500L39.500 21 21 39.500 2.500 21z" strokeWidth="2.500" strokeLinejoin="round" />
      <path d="M17 17.500a4.200 4.200 0 1 1 5.600 4c-1.200.5-1.600 1.200-1.600 2.700" strokeWidth="2.800" strokeLinecap="round" />
      <circle cx="21" cy="29" r="1.900" className="filled" />
    </>
  ),
  REDUCE_ONLY: (
    <>
      <path d="M4.500 4h33v19.500L21 39 4.500 23.500z" strokeWidth="2.500" strokeLinejoin="round" />
      <path d="M21 10v16M14 19.500l7 7 7-7" strokeWidth="3.200" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  TRIPPED: (
    <>
      <path d="M21 4l18.500 33h-37z" strokeWidth="2.500" strokeLinejoin="round" />
      <path d="M21 16v10" strokeWidth="3.200" strokeLinecap="round" />
      <circle cx="21" cy="31.500" r="2" className="filled" />
    </>
  ),
  HALTED: (
    <>
      <rect x="8" y="5" width="9.500" height="32" rx="2" className="filled" />
      <rect x="24.500" y="5" width="9.500" height="32" rx="2" className="filled" />
    </>
  ),
  KILLED: (
    <>
      <path d="M13.300 2.500h15.400L39.500 13.300v15.400L28.700 39.500H13.300L2.500 28.700V13.300z" strokeWidth="2.500" className="filled" />
      <path d="M14 14l14 14M28 14L14 28" strokeWidth="3.600" strokeLinecap="round" className="cut" />
    </>
  ),
  unknown: (
    <>
      <circle cx="21" cy="21" r="18" strokeWidth="2.500" strokeDasharray="8 6.137" />
      <path d="M16 17a5 5 0 1 1 6.800 4.700c-1.400.6-1.800 1.400-1.800 3.100" strokeWidth="2.800" strokeLinecap="round" />
      <circle cx="21" cy="30" r="2" className="filled" />
    </>
  ),
};
