import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import type { GatewayVenue } from "../../src-main/gateway/client.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { closeEverything, lineUp, type Opponent, requestIn, v43, venueAt } from "./opponent.ts";
import { order, permitted } from "./samples.ts";

afterEach(closeEverything);

/** A minute ago: no signature of then is good any more. */
const longAgo = (): number => Date.now() - 60_000;
const pong = { status: "ok", capabilities: ["IDEMPOTENT_OPEN"] };
const filled = { status: "FILLED", ticket: 7, volume: 0.1, price: 1.085 };
const repeating = async (reply: unknown) => {
  const { venue } = await lineUp(v43({ PING: pong, OPEN: reply }));
  return venue.repeatOrder(order, longAgo(), 1_000);
};
const opensAt = ({ received }: Opponent): string[] => received.filter((message) => message.includes('"OPEN"'));

describe("an order that is asked for again", () => {
  it("says the same to the letter as it said the first time", async () => {
    let nowMs = Date.UTC(2026, 0, 15, 3, 8, 13, 123);
    const { opponent, venue } = await lineUp(v43({ PING: pong, OPEN: filled }), { clock: { ...systemClock, wallMs: () => nowMs } });
    const sentAtMs = nowMs;
    await venue.openOrder(order, 1_000, permitted);
    nowMs += 60_000;
    expect(await venue.repeatOrder(order, sentAtMs, 1_000)).toMatchObject({ kind: "confirmed", value: { ticket: 7 } });
    const [first, second, ...more] = opensAt(opponent);
    expect(second).toBe(first);
    expect(more).toEqual([]);
    expect(requestIn(second ?? "")["risk_signature"]).toMatch(/:20260115T030813\.123Z$/);
  });

  it.each([
    ["the first outcome, a no", { status: "REJECTED", error_code: "MT5_ORDER_FAILED", error_msg: "retcode 10019" }, { kind: "refused", code: "MT5_ORDER_FAILED" }],
    ["one it has never seen", { status: "REJECTED", error_code: "RISK_SIGNATURE_INVALID", error_msg: "Signature expired" }, { kind: "refused", code: "RISK_SIGNATURE_INVALID" }],
    ["no terminal, which may be about now", { status: "REJECTED", error_code: "MT5_NOT_CONNECTED", error_msg: "MT5 is not connected" }, { kind: "unresolved" }],
    ["FILLED without a ticket again", { ...filled, ticket: 0 }, { kind: "unresolved", code: "NO_TICKET" }],
  ])("%s", async (_, reply, outcome) => {
    expect(await repeating(reply)).toMatchObject(outcome);
  });

  it.each([
    ["never said that it looks at the uuid", { status: "ok", capabilities: ["HISTORY"] }],
    ["refuses PING", { status: "error", error_code: "SERVER_ERROR", error_msg: "boom" }],
  ])("is denied, and does not leave, where the gateway %s", async (_, answer) => {
    const { opponent, venue } = await lineUp(v43({ PING: answer, OPEN: filled }));
    expect(await venue.repeatOrder(order, longAgo(), 1_000)).toMatchObject({ kind: "denied", code: "NOT_PERMITTED" });
    expect(opensAt(opponent)).toEqual([]);
  });

  it.each([0, 9_000, -60_000])("is denied while its signature may still be good, %d ms after it left", async (ageMs) => {
    const { opponent, venue } = await lineUp(v43({ PING: pong, OPEN: filled }));
    expect(await venue.repeatOrder(order, Date.now() - ageMs, 1_000)).toMatchObject({ kind: "denied", code: "NOT_PERMITTED" });
    expect(opensAt(opponent)).toEqual([]);
  });
});

describe("against the simulator", () => {
  const market = async (): Promise<{ simulator: Simulator; venue: GatewayVenue; later: () => void }> => {
    let aheadMs = 0;
    const clock = { ...systemClock, wallMs: () => systemClock.wallMs() + aheadMs };
    const simulator = await startSimulator({ positions: 0, clock });
    onTestFinished(() => simulator.stop());
    const venue = venueAt(simulator.port, { clock });
    await venue.probe();
    return { simulator, venue, later: () => (aheadMs += 60_000) };
  };

  it("an order whose answer was lost is found with its ticket, and was executed once", async () => {
    const { simulator, venue, later } = await market();
    simulator.faults.set("execute-then-lose", { times: 1 });
    const sentAtMs = Date.now();
    expect(await venue.openOrder(order, 200, permitted)).toMatchObject({ kind: "unresolved" });
    later();
    const [position] = simulator.account.positions();
    await vi.waitFor(async () => expect(await venue.repeatOrder(order, sentAtMs, 1_000)).toMatchObject({ kind: "confirmed", value: { ticket: position?.ticket } }));
    expect(simulator.account.positions()).toHaveLength(1);
  });

  it("an order that never arrived is refused for its signature, and is not executed", async () => {
    const { simulator, venue, later } = await market();
    const sentAtMs = Date.now();
    later();
    expect(await venue.repeatOrder(order, sentAtMs, 1_000)).toMatchObject({ kind: "refused", code: "RISK_SIGNATURE_INVALID" });
    expect(simulator.account.positions()).toEqual([]);
  });
});
