import { describe, expect, test } from "vitest";
import type { Order, OrderIntent, OrderOutcome } from "../../src-main/contract/order.ts";
import { createFreshFills } from "../../src-main/engine/fresh-fills.ts";
import { closeIntent, openIntent } from "../support/intents.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const f = { clock: new VirtualClock() };
const TICKET = 77;

function confirmed(intent: OrderIntent, volumeLots: number | null): Order {
  const outcome: OrderOutcome = { kind: "confirmed", ticket: TICKET, price: 1.085, volumeLots, note: null };
  return { intent, checks: [], durableAtMs: 1, sentAtMs: 1, endedAtMs: 1, latencyMs: 1, outcome, settledBy: null };
}

/** 0.1 lots were filled, and no list shows them yet. */
function filled() {
  const fills = createFreshFills();
  fills.add(confirmed(openIntent(f, { volumeLots: 0.1 }), 0.1), 0);
  return fills;
}

describe("a fill that no list shows yet", () => {
  test("counts until it is closed: it will never be in a list", () => {
    const fills = filled();
    expect(fills.reserved).toMatchObject([{ symbol: "EURUSD", volumeLots: 0.1 }]);
    fills.add(confirmed(closeIntent(f, TICKET), 0.1), 1);
    expect(fills.reserved).toEqual([]);
  });

  test("counts for what is left after a part of it is closed", () => {
    const fills = filled();
    fills.add(confirmed(closeIntent(f, TICKET, { volumeLots: 0.04 }), 0.04), 1);
    expect(fills.reserved).toMatchObject([{ volumeLots: 0.06 }]);
  });

  test("does not count any more when it was closed by nobody knows how much", () => {
    const fills = filled();
    fills.add(confirmed(closeIntent(f, TICKET), null), 1);
    expect(fills.reserved).toEqual([]);
  });

  test("stays fresh when it is closed: a list that lags may still show it", () => {
    const fills = filled();
    fills.add(confirmed(closeIntent(f, TICKET), 0.1), 1);
    expect(fills.has(TICKET)).toBe(true);
  });
});
