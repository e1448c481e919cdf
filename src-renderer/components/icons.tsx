import type { Severity } from "../../src-main/contract/journal.ts";

export function Brand() {
  return (
    <svg className="brand-mark" width="26" height="26" viewBox="0 0 26 26" aria-hidden="true" focusable="false">
      <path d="M13 2l9 3.400v7c0 6-3.800 9.600-9 11.600-5.200-2-9-5.600-9-11.600v-7z" strokeWidth="1.800" />
      <path d="M8.600 13.200l3 3 5.800-6" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

const severityShapes: Record<Severity, React.JSX.Element> = {
  info: <circle cx="7" cy="7" r="3" className="filled" />,
  warning: <path d="M7 1.500l6 11H1z" strokeWidth="1.600" strokeLinejoin="round" />,
  critical: <path d="M4.500 1h5L13 4.500v5L9.500 13h-5L1 9.500v-5z" className="filled" />,
};

/** Dot, triangle, octagon: severity by shape first and by colour second. */
export function SeverityShape({ severity, label }: { readonly severity: Severity; readonly label: string }) {
  return (
    <span className="severity-shape" data-severity={severity}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {severityShapes[severity]}
      </svg>
      <span className="hidden-text">{label} </span>
    </span>
  );
}

const bannerShapes = {
  stale: (
    <>
      <path d="M5 2h12M5 20h12M6.500 2c0 5 4.500 6 4.500 9s-4.500 4-4.500 9M15.500 2c0 5-4.500 6-4.500 9s4.500 4 4.500 9" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  disconnected: (
    <>
      <path d="M8 14l-2.500 2.500a3.500 3.500 0 0 1-5-5L4 8M14 8l2.500-2.500a3.500 3.500 0 0 1 5 5L18 14" strokeWidth="2" strokeLinecap="round" />
      <path d="M6 3l1.500 3M16 19l-1.500-3M11 2v2M11 18v2" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
};

/** An hourglass for a silent line, a broken chain for a closed one. */
export function BannerShape({ phase }: { readonly phase: "stale" | "disconnected" }) {
  return (
    <svg className="banner-shape" width="24" height="24" viewBox="-1 0 24 22" aria-hidden="true" focusable="false">
      {bannerShapes[phase]}
    </svg>
  );
}
