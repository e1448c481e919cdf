import { orderStatusShapes } from "../../components/order-status.tsx";
import { useReader } from "../../text/reader.tsx";
import type { ItemStatus } from "./report-items.ts";

const shapes: Record<ItemStatus, React.JSX.Element> = {
  waiting: orderStatusShapes.unresolved,
  corrected: orderStatusShapes.confirmed,
  planned: <circle cx="7" cy="7" r="5.600" strokeWidth="1.600" strokeDasharray="2.500 2" />,
  none: <path d="M2.500 7h9" strokeWidth="1.800" strokeLinecap="round" />,
};

/** What became of a correction: shape, word and colour. */
export function CorrectionStatus({ status }: { readonly status: ItemStatus }) {
  const { text } = useReader();
  return (
    <span className="correction-status" data-status={status}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {shapes[status]}
      </svg>
      {text.recovery.status[status]}
    </span>
  );
}
