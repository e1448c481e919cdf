import { describe, expect, it } from "vitest";
import type { RecordEvent } from "../../src-main/contract/record-events.ts";
import { atVenue, closed, compareAll, NIGHT, opened, privateSaved, recordsOf } from "./records-fixture.ts";

const claim = (amount: number, patch: object = {}): object => ({ symbol: "EURUSD", side: "BUY", amount, entry_price: 1.085, time: NIGHT, ...patch });
const claims = (...positions: readonly object[]): RecordEvent => privateSaved("alpha", { real_positions: positions });
/** What becomes of ticket 2, which no record explains, beside what the venue has of ticket 1. */
const stranger = (events: readonly RecordEvent[], volumeLots: number, ofTicket1: number | null) =>
  compareAll(recordsOf(...events), { venue: [...(ofTicket1 === null ? [] : [atVenue({ volumeLots: ofTicket1 })]), atVenue({ ticket: 2, volumeLots })] }).plan.corrections.find(({ ticket }) => ticket === 2);

describe("a position that nobody recorded, and an agent's claim of the same size without a ticket", () => {
  it("is a stranger's where the agent means what is left of a trade that was closed in part", () => {
    expect(stranger([opened(), closed({ volumeLots: 0.05 }), claims(claim(0.05))], 0.05, 0.05)).toMatchObject({ code: "ORPHAN_ASKED", agentId: null });
  });

  it("is a stranger's where the agent has not said yet that a part of its trade, or all of it, was closed", () => {
    expect(stranger([opened(), claims(claim(0.1)), closed({ volumeLots: 0.05 })], 0.1, 0.05)).toMatchObject({ code: "ORPHAN_ASKED", agentId: null });
    expect(stranger([opened(), claims(claim(0.1)), closed()], 0.1, null)).toMatchObject({ code: "ORPHAN_ASKED", agentId: null });
  });

  it("is the agent's where it holds one more than is recorded", () => {
    expect(stranger([opened(), closed({ volumeLots: 0.05 }), claims(claim(0.1), claim(0.05))], 0.1, 0.05)).toMatchObject({ code: "TRADE_COMPLETED", agentId: "alpha" });
    expect(stranger([opened(), closed({ volumeLots: 0.05 }), claims(claim(0.05), claim(0.05))], 0.05, 0.05)).toMatchObject({ code: "TRADE_COMPLETED", agentId: "alpha" });
  });

  it("is the agent's where what was closed was closed before the agent said so", () => {
    expect(stranger([opened(), closed({ atMs: NIGHT }), claims(claim(0.1))], 0.1, null)).toMatchObject({ code: "TRADE_COMPLETED", agentId: "alpha" });
  });
});
