import { afterEach, describe, expect, it, vi } from "vitest";
import type { OrderTicket } from "../../src-main/engine/ports.ts";
import type { SignedFields } from "../../src-main/gateway/order-requests.ts";
import { closeEverything, freePort, lineUp, type Opponent, opponentWith, requestIn, v43, venueAt } from "./opponent.ts";
import { order, orderNumber, permitted, position, signV1 } from "./samples.ts";

afterEach(closeEverything);

const filled = { status: "FILLED", ticket: 100_007, symbol: "EURUSD", volume: 0.1, price: 1.08512 };
const confirmed = { kind: "confirmed", value: { ticket: 100_007, price: 1.08512, volumeLots: 0.1 } };
const opening = async (reply: unknown) => {
  const { venue } = await lineUp(v43({ OPEN: reply }));
  return venue.openOrder(order, 1_000, permitted);
};
const closing = async (reply: unknown) => {
  const { venue } = await lineUp(v43({ CLOSE: reply }));
  return venue.closePosition(position, 1_000);
};
const opensAt = ({ received }: Opponent) => received.filter((message) => message.includes('"OPEN"')).map((message) => requestIn(message));

describe("OPEN as it leaves", () => {
  const sentFor = async (fields: Partial<OrderTicket>) => {
    const { opponent, venue } = await lineUp(v43({ OPEN: filled }));
    await venue.openOrder({ ...order, ...fields }, 1_000, permitted);
    return opensAt(opponent)[0];
  };

  it("carries the fields of the protocol and no other: 0 at market, 0 for no stop, and the order's own uuid", async () => {
    expect(await sentFor({})).toEqual({
      action: "OPEN",
      uuid: order.uuid,
      symbol: "EURUSD",
      type: "BUY",
      volume: 0.1,
      price: 0,
      sl: 0,
      tp: 0,
      comment: "scalper 7",
      magic: 202_401,
      risk_signature: expect.stringMatching(/^RISK_PASS:[0-9a-f]{8}:/) as string,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
  });

  it("writes volume and prices as floats, so that a gateway that reads them anew has what was signed", async () => {
    const { opponent, venue } = await lineUp(v43({ OPEN: filled, CLOSE: filled }));
    await venue.openOrder({ ...order, volumeLots: 1, stopLoss: 0.00001, takeProfit: 2e16 }, 1_000, permitted);
    await venue.closePosition({ ...position, volumeLots: 2 }, 1_000);
    const [opened, closed] = opponent.received.filter((message) => /OPEN|CLOSE/.test(message));
    expect(opened).toContain('"volume":1.0,"price":0.0,"sl":1e-05,"tp":2e+16,');
    expect(opened).toContain('"magic":202401,');
    expect(closed).toContain('"ticket":100001,"symbol":"EURUSD","volume":2.0,');
  });

  it("carries price and stops where the order has them", async () => {
    expect(await sentFor({ type: "SELL_LIMIT", price: 1.09, stopLoss: 1.1, takeProfit: 1.07 })).toMatchObject({ type: "SELL_LIMIT", price: 1.09, sl: 1.1, tp: 1.07 });
  });

  it.each([
    ["a".repeat(40), "a".repeat(31)],
    [`${"a".repeat(30)}🐎`, "a".repeat(30)],
    [`${"a".repeat(29)}🐎`, `${"a".repeat(29)}🐎`],
  ])("cuts the comment %j to 31, never through a character", async (comment, cut) => {
    expect(await sentFor({ comment })).toMatchObject({ comment: cut });
  });

  it("1: the signature goes out as it was made, without a colon in its time, so that it splits into three", async () => {
    const sent = await sentFor({});
    expect(String(sent?.["risk_signature"]).split(":")).toEqual(["RISK_PASS", expect.any(String), expect.stringMatching(/^\d{8}T\d{6}\.\d{3}Z$/)]);
  });

  it("the signature is made over what is sent", async () => {
    const signed: SignedFields[] = [];
    const { opponent, venue } = await lineUp(v43({ OPEN: filled }), { sign: (fields) => `RISK_PASS:abcdef${signed.push(fields)}0:now` });
    await venue.openOrder({ ...order, stopLoss: 1.07 }, 1_000, permitted);
    const [{ uuid, symbol, type, volume, price, sl, tp, magic } = {} as never] = opensAt(opponent);
    expect(signed.at(-1)).toEqual({ uuid, symbol, type, volume, price, sl, tp, magic });
  });

  it("the signature is of the moment of sending, however long the order waited here", async () => {
    const port = await freePort();
    const signedAtMs: number[] = [];
    const venue = venueAt(port, {
      probeTimeoutMs: 10_000,
      sign: (fields, nowMs) => {
        signedAtMs.push(nowMs);
        return signV1(fields, nowMs);
      },
    });
    const probing = venue.probe();
    const waiting = venue.openOrder(order, 10_000, permitted);
    const opponent = await opponentWith(v43({ OPEN: filled }), port);
    const boundAtMs = Date.now();
    expect(await waiting).toMatchObject(confirmed);
    await probing;
    // Signed anew at every try: not while it waited, and what went out is the last.
    expect(Math.min(...signedAtMs)).toBeGreaterThanOrEqual(boundAtMs);
    expect(opensAt(opponent)[0]?.["timestamp"]).toBe(new Date(signedAtMs.at(-1) ?? Number.NaN).toISOString());
  });

  it("an order that cannot be signed is denied, and holds up nothing behind it", async () => {
    const sign = (fields: SignedFields, nowMs: number): string => {
      if (fields.magic === 1) throw new Error("no secret");
      return signV1(fields, nowMs);
    };
    const { opponent, venue } = await lineUp(v43({ OPEN: filled }), { sign });
    const [first, second] = await Promise.all([1, 2].map((number) => venue.openOrder(orderNumber(number), 1_000, permitted)));
    expect(first).toEqual({ kind: "denied", code: "NOT_PERMITTED", message: "OPEN was not sent: no secret" });
    expect(second).toMatchObject(confirmed);
    expect(opensAt(opponent)).toHaveLength(1);
  });
});

describe("what became of an OPEN", () => {
  it("filled: ticket, price and volume", async () => {
    expect(await opening(filled)).toMatchObject(confirmed);
  });

  it.each([
    [{ price: 0 }, { price: null }],
    [{ price: null, volume: 0 }, { price: null, volumeLots: null }],
    [{ price: "1.5", ticket: "7" }, { price: 1.5, ticket: 7 }],
    [{ retcode: 10009 }, { ticket: 100_007 }],
    [{ retcode: 10008 }, { ticket: 100_007 }],
    [{ retcode: 0 }, { ticket: 100_007 }],
    [{ retcode: 10010, volume: 0.04 }, { volumeLots: 0.04 }],
    [{ retcode: 10010, volume: 0.1 }, { volumeLots: null }],
  ])("filled with %j: %j", async (fields, value) => {
    expect(await opening({ ...filled, ...fields })).toMatchObject({ kind: "confirmed", value });
  });

  it.each([0, -1, undefined, null, "", 1.5])("4: FILLED with ticket %j: in doubt", async (ticket) => {
    expect(await opening({ ...filled, ticket })).toMatchObject({ kind: "unresolved", code: "NO_TICKET", field: "ticket" });
  });

  it("FILLED without ticket, with a return code that says no: refused, by that code", async () => {
    expect(await opening({ status: "FILLED", ticket: 0, retcode: 10019, message: "No money" })).toMatchObject({ kind: "refused", code: "10019", message: "No money" });
  });

  it.each([
    ["price", { price: "NaN" }],
    ["volume", { volume: -1 }],
    ["status", { status: "MAYBE" }],
  ])("%s is nonsense: unreadable, so in doubt", async (field, fields) => {
    expect(await opening({ ...filled, ...fields })).toMatchObject({ kind: "unresolved", code: "UNREADABLE", field });
  });

  it("half a reply: in doubt", async () => {
    expect(await opening('{"status":"FILLED","tick')).toMatchObject({ kind: "unresolved", code: "UNREADABLE" });
  });
});

describe.each([
  ["OPEN", opening],
  ["CLOSE", closing],
] as const)("a gateway that says no to %s", (action, outcomeFor) => {
  const failed = action === "OPEN" ? "MT5_ORDER_FAILED" : "MT5_CLOSE_FAILED";
  const no = (error_code: string, error_msg: string, fields: object = {}) => ({ status: "REJECTED", error_code, error_msg, ...fields });

  it.each([
    ["RISK_SIGNATURE_INVALID", "Signature expired (TTL=5s, age=10012s)"],
    ["MT5_NOT_CONNECTED", "No IPC connection"],
    ["INSUFFICIENT_MARGIN", "Not enough money"],
    [failed, "Order failed: retcode=10019, No money"],
    [failed, "Invalid price 10012.5"],
    [failed, "Position 1001234 not found"],
  ])("%s, %s: refused, in its own words", async (code, message) => {
    expect(await outcomeFor(no(code, message))).toMatchObject({ kind: "refused", code, message });
  });

  it.each([
    ["10027 in the terminal's words", no(failed, "Order failed: retcode=10027")],
    ["10026 in the terminal's words", no(failed, "10026, AutoTrading disabled by server")],
    ["the terminal's words alone", no(failed, "Order failed: AutoTrading disabled by client")],
    ["its field", no(failed, "Failed", { retcode: 10027 })],
    ["its field, in a string and alone", { status: "ERROR", retcode: "10026" }],
    ["FILLED without a ticket", { status: "FILLED", ticket: 0, retcode: 10027 }],
  ])("because autotrading is off, by %s: AUTOTRADING_OFF", async (_, reply) => {
    expect(await outcomeFor(reply)).toMatchObject({ kind: "refused", code: "AUTOTRADING_OFF" });
  });

  it.each([
    ["other words than the terminal's", no("INVALID_VOLUME", "autotrading disabled, 10027"), "INVALID_VOLUME"],
    ["another return code beside these words", no(failed, "retcode 10019 (AutoTrading disabled?)"), failed],
    ["another field beside that code", no(failed, "10027", { retcode: 10019 }), failed],
  ])("with %s: no word of autotrading", async (_, reply, code) => {
    expect(await outcomeFor(reply)).toMatchObject({ kind: "refused", code });
  });

  it.each([
    ["a return code as the only reason", { status: "ERROR", retcode: 10014 }, "10014"],
    ["no reason at all", { status: "REJECTED" }, "REJECTED"],
    ["no change", no(failed, "Failed", { retcode: 10025 }), failed],
    ["an own return code beside another in the text", no(failed, "after 10012", { retcode: 10006 }), failed],
  ])("with %s: refused", async (_, reply, code) => {
    expect(await outcomeFor(reply)).toMatchObject({ kind: "refused", code });
  });

  it.each([
    ["its own error", { uuid: "unknown", status: "error", error_code: "SERVER_ERROR", error_msg: "boom" }],
    ["an exception", no("MT5_EXCEPTION", "'NoneType' object has no attribute 'retcode'")],
    ["10011 in the text", no(failed, "Order failed, retcode=10011")],
    ["10012 in the text", no(failed, "Order failed: 10012 timeout")],
    ["10031 in the text", no(failed, "10031")],
    ["no result", no(failed, "order_send gave No result")],
    ["None", no(failed, "order_send returned None")],
    ["IPC", no(failed, "(-10001, 'IPC send failed')")],
    ["an IPC number alone", no(failed, "last_error=-10004")],
    ["10012 as a field", no(failed, "Failed", { retcode: 10012 })],
    ["10031 as a field, in a string", { status: "ERROR", retcode: "10031" }],
    ["done, which contradicts it", no(failed, "Failed", { retcode: 10009 })],
    ["FILLED, and in doubt", { ...filled, retcode: 10012 }],
    ["FILLED with ticket, and not done", { ...filled, retcode: 10006 }],
  ])("with %s: nobody knows, so unresolved", async (_, reply) => {
    expect(await outcomeFor(reply)).toMatchObject({ kind: "unresolved", code: "GATEWAY_EXCEPTION", message: expect.stringContaining(`${action}: `) as string });
  });
});

describe("a CLOSE of what is closed already", () => {
  it.each([
    ["10036 as a field", { status: "REJECTED", error_code: "MT5_CLOSE_FAILED", error_msg: "Failed", retcode: 10036 }],
    ["10039 in the terminal's words", { status: "REJECTED", error_code: "MT5_CLOSE_FAILED", error_msg: "Close failed: retcode=10039" }],
    ["FILLED without a ticket", { status: "FILLED", ticket: 0, retcode: 10036 }],
  ])("told by %s: refused as ALREADY_CLOSED", async (_, reply) => {
    expect(await closing(reply)).toMatchObject({ kind: "refused", code: "ALREADY_CLOSED" });
  });
});

describe("8: an OPEN leaves once", () => {
  it("when every answer is lost: unresolved, and never sent again", async () => {
    const { opponent, venue } = await lineUp(v43());
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => venue.openOrder(orderNumber(i), 150, permitted)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: "unresolved", code: "NO_ANSWER" });
    // Whatever was going to follow has followed once the line has greeted and answered anew.
    await vi.waitFor(async () => expect(await venue.ping(500)).toMatchObject({ kind: "confirmed" }));
    const uuids = opensAt(opponent).map(({ uuid }) => uuid);
    expect(uuids.toSorted()).toEqual(outcomes.map((_, i) => `order-${i}`).toSorted());
  });

  it("when the gateway dies over it: unresolved, and the gateway that follows never hears of it", async () => {
    const { opponent, venue } = await lineUp(v43());
    const dying = venue.openOrder(order, 60_000, permitted);
    await vi.waitFor(() => expect(opensAt(opponent)).toHaveLength(1));
    opponent.close();
    expect(await dying).toMatchObject({ kind: "unresolved", code: "NO_ANSWER" });
    const next = await opponentWith(v43(), opponent.port);
    await vi.waitFor(async () => expect(await venue.ping(500)).toMatchObject({ kind: "confirmed" }), { timeout: 10_000 });
    expect(opensAt(next)).toEqual([]);
  });

  it("a late answer is no answer to the next order", async () => {
    let sendLate = (): void => {};
    const { venue } = await lineUp((message, reply) => {
      if (message.includes('"order-1"')) sendLate = () => reply({ ...filled, uuid: "order-1", ticket: 1 });
      else v43({ OPEN: { ...filled, ticket: 2 } })(message, reply);
    });
    expect(await venue.openOrder(orderNumber(1), 80, permitted)).toMatchObject({ kind: "unresolved" });
    const second = venue.openOrder(orderNumber(2), 2_000, permitted);
    sendLate();
    expect(await second).toMatchObject({ kind: "confirmed", value: { ticket: 2 } });
    await vi.waitFor(() => expect(venue.diagnostics().strayReplies).toMatchObject({ late: 1, unmatched: 0 }));
  });

  it("an answer that comes twice fills once", async () => {
    const { venue } = await lineUp((message, reply) => {
      v43({ OPEN: ({ magic }: { magic: number }) => ({ ...filled, ticket: magic }) })(message, (body) => {
        reply(body);
        if (message.includes('"order-1"')) reply(body);
      });
    });
    expect(await venue.openOrder(orderNumber(1), 1_000, permitted)).toMatchObject({ value: { ticket: 1 } });
    expect(await venue.openOrder(orderNumber(2), 1_000, permitted)).toMatchObject({ value: { ticket: 2 } });
    expect(venue.diagnostics().strayReplies).toEqual({ late: 0, duplicate: 1, unmatched: 0 });
  });

  it("the same uuid asked for twice, while the first is out: each settles by its own answer", async () => {
    let tickets = 0;
    const { venue } = await lineUp(v43({ OPEN: () => ({ ...filled, uuid: order.uuid, ticket: (tickets += 1) }) }));
    const outcomes = await Promise.all([1, 2].map(() => venue.openOrder(order, 1_000, permitted)));
    expect(outcomes).toMatchObject([{ value: { ticket: 1 } }, { value: { ticket: 2 } }]);
  });
});

describe("an OPEN that was held back beyond its time", () => {
  it("never reaches a gateway that comes up later", async () => {
    const port = await freePort();
    const venue = venueAt(port, { probeTimeoutMs: 100 });
    await venue.probe();
    expect(await venue.openOrder(order, 150, permitted)).toMatchObject({ kind: "denied", code: "NOT_CONNECTED" });
    const opponent = await opponentWith(v43({ OPEN: filled }), port);
    await vi.waitFor(async () => expect(await venue.ping(500)).toMatchObject({ kind: "confirmed" }), { timeout: 10_000 });
    expect(opensAt(opponent)).toEqual([]);
  });

  it("never reaches a gateway that hung and goes on", async () => {
    const stuck: (() => void)[] = [];
    let hangs = false;
    const work = v43({ OPEN: filled });
    const { opponent, venue } = await lineUp((message, reply) => {
      if (hangs) stuck.push(() => work(message, reply));
      else work(message, reply);
    });
    hangs = true;
    expect(await venue.ping(80)).toMatchObject({ kind: "unresolved" });
    expect(await venue.openOrder(order, 120, permitted)).toMatchObject({ kind: "denied", code: "EXPIRED" });
    hangs = false;
    for (const each of stuck) each();
    await vi.waitFor(async () => expect(await venue.ping(500)).toMatchObject({ kind: "confirmed" }));
    expect(opensAt(opponent)).toEqual([]);
  });
});
