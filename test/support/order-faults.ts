import type { UnresolvedCode } from "../../src-main/domain/outcome.ts";

/** One way in which an order goes wrong. */
export interface OrderFault {
  readonly what: string;
  /** Whether the broker did it all the same. */
  readonly done: "yes" | "no" | "in part";
  readonly said: "nothing" | "refused" | "not sent" | Exclude<UnresolvedCode, "NO_ANSWER">;
}

/** Everything that protocol.md knows to go wrong with one order. */
export const orderFaults: readonly [OrderFault, ...OrderFault[]] = [
  { what: "lost on its way", done: "no", said: "nothing" },
  { what: "reply lost", done: "yes", said: "nothing" },
  { what: "reply too late", done: "yes", said: "nothing" },
  { what: "ticket 0, not done", done: "no", said: "NO_TICKET" },
  { what: "ticket missing, done", done: "yes", said: "NO_TICKET" },
  { what: "NaN in the reply", done: "yes", said: "UNREADABLE" },
  { what: "exception before the broker", done: "no", said: "GATEWAY_EXCEPTION" },
  { what: "exception after the broker", done: "yes", said: "GATEWAY_EXCEPTION" },
  { what: "refused", done: "no", said: "refused" },
  { what: "filled in part, reply lost", done: "in part", said: "nothing" },
  { what: "the line ended as it was to leave", done: "no", said: "not sent" },
];

/** When the gateway dies between the receipt of an order and its reply. */
export const deaths: readonly ["before", "after"] = ["before", "after"];
