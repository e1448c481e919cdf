/**
 * What became of something asked of the venue. There are four answers and no fifth:
 *
 * - `confirmed`: the venue answered and did it (or told it).
 * - `refused`: the venue answered and did not.
 * - `denied`: it never left this machine.
 * - `unresolved`: it left, and its fate is unknown. A timeout, a lost link, an unreadable reply are all this, and
 *   nothing may be concluded from them.
 */
export type Outcome<T> =
  | { readonly kind: "confirmed"; readonly value: T; readonly latencyMs: number }
  | { readonly kind: "refused"; readonly code: string; readonly message: string; readonly latencyMs: number }
  | { readonly kind: "denied"; readonly code: DeniedCode; readonly message: string }
  | { readonly kind: "unresolved"; readonly code: UnresolvedCode; readonly message: string; readonly field?: string };

/**
 * `NOT_CONNECTED`: no connection to write to. `EXPIRED`: it waited here longer than it was good for.
 * `UNSAFE_KIND`: the gateway behind the port would take it for an order. `CLOSED`: we are shutting down.
 * `NOT_PERMITTED`: the state did not allow it any more when its turn to leave came.
 */
export type DeniedCode = "NOT_CONNECTED" | "EXPIRED" | "UNSAFE_KIND" | "CLOSED" | "NOT_PERMITTED";

/**
 * `NO_ANSWER`: nothing in time. `UNREADABLE`: an answer that is no JSON, or whose fields break a rule (`field` says
 * which). `NO_TICKET`: `FILLED` without a positive ticket. `GATEWAY_EXCEPTION`: the gateway broke while it worked on an
 * order, before or after the broker had it.
 */
export type UnresolvedCode = "NO_ANSWER" | "UNREADABLE" | "NO_TICKET" | "GATEWAY_EXCEPTION";

export const confirmed = <T>(value: T, latencyMs: number): Outcome<T> => ({ kind: "confirmed", value, latencyMs });

/** The same outcome with its value turned into another; every other kind passes through untouched. */
export function mapOutcome<T, U>(outcome: Outcome<T>, map: (value: T) => U): Outcome<U> {
  return outcome.kind === "confirmed" ? { ...outcome, value: map(outcome.value) } : outcome;
}
