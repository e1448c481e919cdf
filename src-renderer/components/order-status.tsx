import type { OrderStatus } from "../../src-main/contract/order.ts";
import { useReader } from "../text/reader.tsx";

/** Each status has an outline of its own, so that a column of them is read without colour. */
export const orderStatusShapes: Record<OrderStatus, React.JSX.Element> = {
  "under-way": <circle className="turning" cx="7" cy="7" r="5.200" strokeWidth="2" strokeDasharray="0.010 4.070" strokeLinecap="round" />,
  confirmed: (
    <>
      <circle cx="7" cy="7" r="5.800" strokeWidth="1.400" />
      <path d="M4.300 7.200l2 2 3.500-4" strokeWidth="1.600" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  refused: <path d="M2.500 2.500l9 9M11.500 2.500l-9 9" strokeWidth="2" strokeLinecap="round" />,
  denied: (
    <>
      <rect x="1.300" y="1.300" width="11.400" height="11.400" rx="2" strokeWidth="1.400" />
      <path d="M4 7h6" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  unresolved: (
    <>
      <path d="M7 .900L13.100 7 7 13.100.900 7z" strokeWidth="1.300" strokeLinejoin="round" />
      <path d="M5.500 5.700a1.600 1.600 0 1 1 2.100 1.600c-.400.200-.600.500-.600 1" strokeWidth="1.300" strokeLinecap="round" />
      <circle cx="7" cy="9.900" r=".800" className="filled" />
    </>
  ),
};

/** Where an order stands: shape, word and colour. */
export function OrderStatusMark({ status }: { readonly status: OrderStatus }) {
  const { text } = useReader();
  return (
    <span className="order-status" data-status={status} title={text.orders.statusHelp[status]}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {orderStatusShapes[status]}
      </svg>
      {text.orders.status[status]}
    </span>
  );
}
