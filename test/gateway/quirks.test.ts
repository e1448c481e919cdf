import { afterEach, describe, expect, it } from "vitest";
import type { GatewayVenue } from "../../src-main/gateway/client.ts";
import { closeEverything, lineUp, type Opponent, requestIn, v43 } from "./opponent.ts";
import { account, position, row, syncReply } from "./samples.ts";

/** The rows of the protocol's table "where real gateways bite" that concern reading, by number. */

afterEach(closeEverything);

const truthFrom = async (reply: unknown) => {
  const { venue } = await lineUp(v43({ SYNC_ALL: reply }));
  return venue.readTruth(1_000);
};
const firstPositionFrom = async (fields: object) => {
  const outcome = await truthFrom(syncReply([{ ...row, ...fields }]));
  expect(outcome).toMatchObject({ kind: "confirmed" });
  return outcome.kind === "confirmed" ? outcome.value.positions[0] : undefined;
};
const unreadable = (field: string, value: string) => ({
  kind: "unresolved",
  code: "UNREADABLE",
  field,
  message: expect.stringContaining(`${field} is ${value}; it must be`) as string,
});
const closing = async (reply: unknown) => {
  const { venue } = await lineUp(v43({ CLOSE: reply }));
  return venue.closePosition(position, 1_000);
};

describe("2: echoes that are missing, unknown or another's", () => {
  it.each([
    ["none", {}],
    ["unknown", { uuid: "unknown" }],
    ["a number", { uuid: 7 }],
  ])("%s: the envelope says whose answer it is", async (_, echo) => {
    const { venue } = await lineUp(v43({ PING: { status: "ok", ...echo } }));
    expect(await venue.ping(1_000)).toMatchObject({ kind: "confirmed" });
  });

  it("another request's uuid: discarded, and the wait goes on", async () => {
    const { venue } = await lineUp(
      (message, reply) => {
        if (message === "Hello") return v43()(message, reply);
        const { uuid } = requestIn(message);
        reply({ uuid: "6f1f2c1e-0000-4000-8000-000000000000", status: "ok", capabilities: ["ANOTHERS"] });
        reply({ uuid, status: "ok", capabilities: ["OURS"] });
      },
    );
    expect(await venue.ping(1_000)).toMatchObject({ kind: "confirmed", value: { capabilities: ["OURS"] } });
    expect(venue.diagnostics().strayReplies.unmatched).toBe(2);
  });
});

describe("3: an empty list, a missing list and an error are three different things", () => {
  it("an empty list is read as it stands, with the margin that contradicts it", async () => {
    expect(await truthFrom(syncReply([]))).toMatchObject({ kind: "confirmed", value: { positions: [], account: { marginUsed: 30 } } });
  });

  it.each([
    ["missing", undefined, "missing"],
    ["null", null, "null"],
    ["an object", {}, "{}"],
  ])("positions %s: unreadable, never none", async (_, positions, shown) => {
    expect(await truthFrom({ status: "OK", account, positions })).toMatchObject(unreadable("positions", shown));
  });

  it("an error beside an empty list is an error", async () => {
    const reply = { status: "ERROR", message: "MT5 is not connected", account: {}, positions: [] };
    expect(await truthFrom(reply)).toMatchObject({ kind: "refused", code: "ERROR", message: "MT5 is not connected" });
  });
});

describe("4: FILLED proves nothing without a ticket", () => {
  it.each([0, -1, undefined, null, "", 1.5])("ticket %s", async (ticket) => {
    expect(await closing({ status: "FILLED", ticket, close_price: 1.08 })).toMatchObject({ kind: "unresolved", code: "NO_TICKET", field: "ticket" });
  });

  it("a positive ticket is the proof", async () => {
    expect(await closing({ status: "FILLED", ticket: 100_009, close_price: "1.08411" })).toMatchObject({
      kind: "confirmed",
      value: { closingTicket: 100_009, closePrice: 1.08411 },
    });
  });

  it("a refusal carries the gateway's code and words", async () => {
    const reply = { uuid: "unknown", status: "REJECTED", error_code: "MT5_CLOSE_FAILED", error_msg: "Position 100001 not found" };
    expect(await closing(reply)).toMatchObject({ kind: "refused", code: "MT5_CLOSE_FAILED", message: "Position 100001 not found" });
  });
});

describe("5: magic and comment", () => {
  it("dropped: null, which is not 0", async () => {
    expect(await firstPositionFrom({})).toMatchObject({ magic: null, comment: null, stopLoss: null, takeProfit: null, swap: null });
  });

  it("sent: kept, with the other fields that some gateways add, and the unknown ones ignored", async () => {
    const extra = { magic: 0, comment: "scalper 7", sl: 1.07, tp: "1.1", swap: -0.126, reason: 3, nested: { a: 1 } };
    expect(await firstPositionFrom(extra)).toEqual({ ...position, magic: 0, comment: "scalper 7", stopLoss: 1.07, takeProfit: 1.1, swap: -0.13 });
  });
});

it("6: CLOSE names the position in full: ticket, symbol and volume", async () => {
  const { opponent, venue } = await lineUp(v43({ CLOSE: { status: "FILLED", ticket: 5 } }));
  await venue.closePosition(position, 1_000);
  const { uuid, timestamp, ...fields } = requestIn(opponent.received.at(-1) ?? "");
  expect(fields).toEqual({ action: "CLOSE", ticket: 100_001, symbol: "EURUSD", volume: 0.1 });
  expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

describe("7: leverage and margin level", () => {
  it("a margin level of 0 with no margin used is no level", async () => {
    const figures = { ...account, margin_used: 0, margin_level: 0 };
    expect(await truthFrom(syncReply([], figures))).toMatchObject({ value: { account: { marginLevelPct: null } } });
  });

  it("a margin level of 0 with margin used is one", async () => {
    expect(await truthFrom(syncReply([row], { ...account, margin_level: 0 }))).toMatchObject({ value: { account: { marginLevelPct: 0 } } });
  });

  it("leverage decides nothing, whatever it is", async () => {
    expect(await truthFrom(syncReply([row], { ...account, leverage: "1:∞" }))).toMatchObject({ kind: "confirmed" });
  });
});

describe("9 and 10: a JSON array, and errors that come instead of an answer", () => {
  it.each([
    ["an array", [], "reply", "[]"],
    ["a number", "42", "reply", "42"],
    ["nothing", "", "reply", "empty"],
    ["half an object", '{"status":"OK","account":{', "reply", '{"status":"OK","account":{'],
    ["bytes", Buffer.from([0x80, 0x81, 0x00]), "reply", "��·"],
    ["no status", { account, positions: [] }, "status", "missing"],
    ["another status", { status: "MAYBE", account, positions: [] }, "status", "MAYBE"],
    ["no account", { status: "OK", positions: [] }, "account", "missing"],
  ])("%s", async (_, reply, field, value) => {
    expect(await truthFrom(reply)).toMatchObject(unreadable(field, value));
  });

  it("an error of the server itself is a refusal of a query", async () => {
    expect(await truthFrom({ uuid: "unknown", status: "error", error_code: "SERVER_ERROR", error_msg: "not an object" })).toMatchObject({
      kind: "refused",
      code: "SERVER_ERROR",
    });
  });
});

describe("11: times in every form, as UTC ms", () => {
  it.each([
    ["Unix s", 1_768_446_493],
    ["Unix ms", 1_768_446_493_000],
    ["Unix s in a string", "1768446493"],
    ["ISO with Z", "2026-01-15T03:08:13Z"],
    ["ISO with offset", "2026-01-15T05:08:13+02:00"],
    ["ISO without zone", "2026-01-15T03:08:13"],
    ["MetaTrader's own", "2026.01.15 03:08:13"],
  ])("%s", async (_, time) => {
    expect(await firstPositionFrom({ time_open: time })).toMatchObject({ openedAtMs: 1_768_446_493_000 });
  });

  it("0 is a time nobody knows", async () => {
    expect(await firstPositionFrom({ time_open: 0 })).toMatchObject({ openedAtMs: null });
  });
});

describe("12: bare NaN and Infinity, numbers as strings, null prices", () => {
  const withText = (from: string, to: string): string => JSON.stringify(syncReply()).replace(from, to);

  it.each([
    ["account.margin_level", '"margin_level":33301.67', '"margin_level":NaN', "NaN"],
    ["account.equity", '"equity":9990.5', '"equity":Infinity', "Infinity"],
    ["positions[0].profit", '"profit":-9.5', '"profit":-Infinity', "-Infinity"],
    ["positions[0].price_current", '"price_current":1.0841', '"price_current": nan', "nan"],
    ["positions[0].volume", '"volume":0.1', '"volume":-nan(ind)', "-nan(ind)"],
  ])("%s is named", async (field, from, to, shown) => {
    expect(await truthFrom(withText(from, to))).toMatchObject(unreadable(field, shown));
  });

  it("numbers in strings are numbers", async () => {
    const inStrings = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
    expect(await firstPositionFrom(inStrings)).toEqual(position);
  });

  it("prices may be null, and stay unknown", async () => {
    const nulls = { price_open: null, price_current: null, profit: null, time_open: null };
    expect(await firstPositionFrom(nulls)).toEqual({ ...position, openPrice: null, currentPrice: null, profit: null, openedAtMs: null });
  });
});

describe("13: figures as floating point leaves them", () => {
  it("volumes in whole steps, money in whole cents", async () => {
    expect(await firstPositionFrom({ volume: 0.300_000_000_000_000_04, profit: -12.340_000_000_000_002 })).toMatchObject({ volumeLots: 0.3, profit: -12.34 });
  });
});

describe("both naming styles", () => {
  const other = { ticket: 100_001, symbol: "EURUSD", type: "BUY", volume: 0.1, open_price: 1.085, current_price: 1.0841, profit: -9.5 };
  const positionsFrom = async (rows: unknown[]) => {
    const { venue } = await lineUp(v43({ GET_POSITIONS: { status: "ok", positions: rows } }));
    return venue.readPositions(1_000);
  };

  it("GET_POSITIONS says open_price and open_time", async () => {
    const outcome = await positionsFrom([{ ...other, open_time: "2026-01-15T03:08:13+00:00" }]);
    expect(outcome).toMatchObject({ kind: "confirmed", value: [position] });
  });

  it.each([
    ["buy", "BUY"],
    ["Sell", "SELL"],
    [0, "BUY"],
    [1, "SELL"],
    ["1", "SELL"],
    ["POSITION_TYPE_SELL", "SELL"],
  ])("type %s", async (type, side) => {
    expect(await positionsFrom([{ ...other, type }])).toMatchObject({ value: [{ side }] });
  });

  it("a wrong field is named as it was sent", async () => {
    expect(await positionsFrom([other, { ...other, ticket: 2, current_price: true }])).toMatchObject(unreadable("positions[1].current_price", "true"));
  });

  it("GET_ACCOUNT is flat and says margin and free_margin", async () => {
    const { venue } = await lineUp(
      v43({ GET_ACCOUNT: { status: "ok", balance: "10000", equity: 9_990.5, margin: 30, free_margin: 9_960.5, margin_level: 33_301.67, currency: "USD" } }),
    );
    expect(await venue.readAccount(1_000)).toMatchObject({
      kind: "confirmed",
      value: { currency: "USD", balance: 10_000, equity: 9_990.5, marginUsed: 30, marginFree: 9_960.5, marginLevelPct: 33_301.67 },
    });
  });

  it("a margin that is not said follows from the one that is", async () => {
    expect(await truthFrom(syncReply([row], { balance: 100, equity: 90.5, margin_free: 60.25 }))).toMatchObject({ value: { account: { marginUsed: 30.25 } } });
    expect(await truthFrom(syncReply([row], { balance: 100, equity: 90.5 }))).toMatchObject(unreadable("account.margin_used", "missing"));
  });
});

describe("what a decision needs must be there", () => {
  it.each([
    ["ticket", { ticket: undefined }],
    ["ticket", { ticket: 0 }],
    ["ticket", { ticket: 2 ** 53 }],
    ["symbol", { symbol: "  " }],
    ["symbol", { symbol: 7 }],
    ["type", { type: "HOLD" }],
    ["type", { type: 2 }],
    ["volume", { volume: 0 }],
    ["volume", { volume: "1,5" }],
    ["volume", { volume: 1e300 }],
    ["profit", { profit: "lots" }],
    ["magic", { magic: "x" }],
    ["comment", { comment: {} }],
    ["time_open", { time_open: "yesterday" }],
  ])("%s %j", async (field, fields) => {
    expect(await truthFrom(syncReply([{ ...row, ...fields }]))).toMatchObject({ kind: "unresolved", code: "UNREADABLE", field: `positions[0].${field}` });
  });

  it("balance and equity", async () => {
    expect(await truthFrom(syncReply([row], { ...account, balance: null }))).toMatchObject(unreadable("account.balance", "null"));
    expect(await truthFrom(syncReply([row], { ...account, equity: undefined }))).toMatchObject(unreadable("account.equity", "missing"));
  });

  it("a ticket listed twice: nobody knows which line is true", async () => {
    expect(await truthFrom(syncReply([row, { ...row, ticket: 3 }, row]))).toMatchObject(unreadable("positions[2].ticket", "100001"));
  });

  it("a row that is none", async () => {
    expect(await truthFrom(syncReply([row, null]))).toMatchObject(unreadable("positions[1]", "null"));
  });
});

describe("what is sent", () => {
  const sentBy = async (send: (venue: GatewayVenue) => Promise<unknown>): Promise<Opponent> => {
    const { opponent, venue } = await lineUp(v43());
    await send(venue);
    return opponent;
  };

  it("SYNC_ALL asks for the whole account, whatever the magic number", async () => {
    const opponent = await sentBy((venue) => venue.readTruth(200));
    const sent = requestIn(opponent.received.at(-1) ?? "");
    expect(sent).toMatchObject({ action: "SYNC_ALL" });
    expect(sent).not.toHaveProperty("magic_number");
  });

  it("every request carries a uuid of its own", async () => {
    const opponent = await sentBy((venue) => Promise.all([venue.ping(500), venue.ping(500), venue.ping(500)]));
    const uuids = opponent.received.filter((message) => message !== "Hello").map((message) => requestIn(message).uuid);
    expect(new Set(uuids).size).toBe(uuids.length);
  });
});
