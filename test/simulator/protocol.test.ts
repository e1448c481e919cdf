import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { capabilities } from "../../src-main/simulator/gateway-kinds.ts";
import { openRequest, signature, simulated } from "./client.ts";

const keys = (value: unknown): string[] => Object.keys(value as object).toSorted();

describe("a v4.3 gateway", () => {
  test("answers Hello with INVALID_JSON and an unknown uuid", async () => {
    const { client } = await simulated({ kind: "v43" });
    expect(await client.ask("Hello")).toMatchObject({ uuid: "unknown", status: "error", error_code: "INVALID_JSON" });
  });

  test("says that it is simulated, and no capabilities", async () => {
    const { client } = await simulated({ kind: "v43" });
    const pong = await client.ask({ action: "PING", uuid: "a" });
    expect(pong).toMatchObject({ uuid: "a", status: "ok", simulated: true });
    expect(pong).not.toHaveProperty("capabilities");
    expect(pong["server_time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00$/);
  });

  test("tells account and positions under SYNC_ALL's names, without uuid, with leverage 1", async () => {
    const { client } = await simulated({ kind: "v43", positions: 6 });
    const truth = await client.ask({ action: "SYNC_ALL", magic_number: 202_401, uuid: "x" });
    expect(keys(truth)).toEqual(["account", "message", "positions", "status"]);
    expect(keys(truth.account)).toEqual(["balance", "equity", "leverage", "margin_free", "margin_level", "margin_used"]);
    expect(truth.account["leverage"]).toBe(1);
    expect(truth.positions).toHaveLength(6);
    expect(keys(truth.positions[0])).toEqual(["price_current", "price_open", "profit", "symbol", "ticket", "time_open", "type", "volume"]);
  });

  test("tells positions under other names in GET_POSITIONS, and one symbol's when asked", async () => {
    const { client, simulator } = await simulated({ kind: "v43", positions: 12 });
    const all = await client.ask({ action: "GET_POSITIONS", uuid: "p" });
    expect(keys(all.positions[0])).toEqual(["current_price", "open_price", "profit", "symbol", "ticket", "type", "volume"]);
    const gold = await client.ask({ action: "GET_POSITIONS", uuid: "p", symbol: "XAUUSD" });
    expect(gold.positions.map((row) => row["ticket"])).toEqual(simulator.account.positions().filter((row) => row.symbol === "XAUUSD").map((row) => row.ticket));
    expect(gold.positions.length).toBeGreaterThan(0);
  });

  test("tells the account flat in GET_ACCOUNT", async () => {
    const { client } = await simulated({ kind: "v43" });
    const account = await client.ask({ action: "GET_ACCOUNT", uuid: "g" });
    expect(keys(account)).toEqual(["balance", "currency", "equity", "free_margin", "margin", "margin_level", "status", "timestamp", "uuid"]);
  });

  test("says margin_level 0 with no margin used", async () => {
    const { client } = await simulated({ kind: "v43", positions: 0 });
    expect((await client.ask({ action: "SYNC_ALL" })).account).toMatchObject({ margin_used: 0, margin_level: 0 });
  });

  test.each([
    ["a list", "[1]", "SERVER_ERROR"],
    ["a bare number", "5", "SERVER_ERROR"],
    ["null", "null", "SERVER_ERROR"],
    ["half an object", '{"action":', "INVALID_JSON"],
    ["nothing", "", "INVALID_JSON"],
    ["no action", "{}", "MISSING_ACTION"],
    ["an unknown action", '{"action":"DANCE"}', "UNKNOWN_ACTION"],
    ["the name of an object's own member", '{"action":"__proto__"}', "UNKNOWN_ACTION"],
    ["GET_HISTORY, which it does not know", '{"action":"GET_HISTORY"}', "UNKNOWN_ACTION"],
  ])("answers %s with %s → %s", async (_what, text, code) => {
    const { client } = await simulated({ kind: "v43" });
    expect(await client.ask(text)).toMatchObject({ status: "error", error_code: code });
  });

  test.each([
    ["no symbol", { symbol: undefined }, "MISSING_SYMBOL"],
    ["no type", { type: undefined }, "MISSING_TYPE"],
    ["no volume", { volume: 0 }, "INVALID_VOLUME"],
    ["a volume as text", { volume: "0.1" }, "INVALID_VOLUME"],
    ["a volume below the smallest", { volume: 0.001 }, "INVALID_VOLUME"],
    ["a volume between two steps", { volume: 0.015 }, "INVALID_VOLUME"],
    ["a volume above the largest", { volume: 101 }, "INVALID_VOLUME"],
    ["more than the free margin holds", { volume: 100 }, "INSUFFICIENT_MARGIN"],
    ["an unknown symbol", { symbol: "NOPE" }, "MT5_ORDER_FAILED"],
    ["an unknown type", { type: "HOLD" }, "MT5_ORDER_FAILED"],
    ["a stop loss ahead of the price", { sl: 2 }, "MT5_ORDER_FAILED"],
    ["a take profit behind the price", { tp: 0.5 }, "MT5_ORDER_FAILED"],
    ["a limit order without a price", { type: "BUY_LIMIT" }, "MT5_ORDER_FAILED"],
    ["a limit order on the wrong side of the market", { type: "BUY_LIMIT", price: 2 }, "MT5_ORDER_FAILED"],
    ["no signature", { risk_signature: undefined }, "RISK_SIGNATURE_INVALID"],
  ])("rejects an OPEN with %s as %s → %s", async (_what, fields, code) => {
    const { client, simulator } = await simulated({ kind: "v43", positions: 0 });
    expect(await client.ask(openRequest(fields))).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: code });
    expect(simulator.account.positions()).toEqual([]);
    expect(simulator.account.pendingOrders()).toEqual([]);
  });

  test("opens at the ask, drops magic and comment, and trades again when the same OPEN comes again", async () => {
    const { client, simulator } = await simulated({ kind: "v43", positions: 0 });
    const filled = await client.ask(openRequest());
    expect(keys(filled)).toEqual(["execution_time", "latency_ms", "price", "status", "symbol", "ticket", "uuid", "volume"]);
    expect(filled).toMatchObject({ status: "FILLED", symbol: "EURUSD", volume: 0.1, price: 1.08508 });
    const again = await client.ask(openRequest());
    expect(again["ticket"]).not.toBe(filled["ticket"]);
    const truth = await client.ask({ action: "SYNC_ALL" });
    expect(truth.positions).toHaveLength(2);
    expect(truth.positions[0]).not.toHaveProperty("magic");
    expect(truth.positions[0]).not.toHaveProperty("comment");
    expect(simulator.account.positions()[0]).toMatchObject({ magic: 202_401, comment: "test" });
  });

  test("closes the whole position whatever volume was asked", async () => {
    const { client, simulator } = await simulated({ kind: "v43", positions: 1 });
    const { ticket = 0 } = simulator.account.positions()[0] ?? {};
    const closed = await client.ask({ action: "CLOSE", uuid: "c", ticket, volume: 0.01 });
    expect(keys(closed)).toEqual(["close_price", "execution_time", "latency_ms", "status", "ticket", "uuid"]);
    expect(closed["ticket"]).not.toBe(ticket);
    expect(simulator.account.positions()).toEqual([]);
  });

  test.each([
    ["no ticket", {}, "MISSING_TICKET"],
    ["an unknown ticket", { ticket: 1 }, "MT5_CLOSE_FAILED"],
    ["a ticket as text", { ticket: "51200001" }, "MT5_CLOSE_FAILED"],
  ])("rejects a CLOSE with %s", async (_what, fields, code) => {
    const { client } = await simulated({ kind: "v43", positions: 1 });
    expect(await client.ask({ action: "CLOSE", uuid: "c", ...fields })).toMatchObject({ status: "REJECTED", error_code: code });
  });

  test("keeps magic and comment when told to", async () => {
    const { client } = await simulated({ kind: "v43", positions: 1, keepMagic: true });
    expect((await client.ask({ action: "SYNC_ALL" })).positions[0]).toMatchObject({ magic: 202_401, comment: expect.any(String) as string });
    expect((await client.ask({ action: "GET_POSITIONS" })).positions[0]).toMatchObject({ magic: 202_401 });
  });
});

test("the handshake kind answers Hello with OK_FROM_MT5 and speaks v4.3 otherwise", async () => {
  const { client } = await simulated({ kind: "handshake" });
  expect(await client.askText("Hello")).toBe("OK_FROM_MT5");
  expect(await client.ask({ action: "PING", uuid: "a" })).toMatchObject({ uuid: "a", status: "ok", simulated: true });
});

describe("the order-only EA", () => {
  test("answers Hello with Unknown and opens nothing", async () => {
    const { client, simulator } = await simulated({ kind: "ea", positions: 0 });
    expect(await client.ask("Hello")).toEqual({ status: "ERROR", msg: "Unknown" });
    expect(simulator.account.positions()).toEqual([]);
  });

  test.each(['{"action":"PING"}', '{"action":"SYNC_ALL"}', "no JSON, but an action"])("takes %s for an order", async (text) => {
    const { client, simulator } = await simulated({ kind: "ea", positions: 0 });
    await client.ask(text);
    expect(simulator.account.positions()).toMatchObject([{ symbol: "EURUSD", side: "BUY", volumeLots: 0.01 }]);
  });

  test("reads no more than 4 KB of a message", async () => {
    const { client, simulator } = await simulated({ kind: "ea", positions: 0 });
    expect(await client.ask(" ".repeat(4_096) + "action")).toEqual({ status: "ERROR", msg: "Unknown" });
    expect(simulator.account.positions()).toEqual([]);
  });
});

describe("the extended gateway", () => {
  test("is the default, and tells its capabilities", async () => {
    const { client, simulator } = await simulated();
    expect(simulator.kind).toBe("extended");
    expect(await client.ask({ action: "PING" })).toMatchObject({ simulated: true, capabilities });
    expect(await client.ask("Hello")).toMatchObject({ error_code: "INVALID_JSON" });
  });

  test("returns the first outcome of an OPEN whose uuid it has seen, unexecuted", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    const first = await client.ask(openRequest());
    expect(await client.ask(openRequest({ risk_signature: "stale" }))).toEqual(first);
    expect(simulator.account.positions()).toHaveLength(1);
  });

  test.each([
    ["an executed one", {}, "refused-order"],
    ["an executed one, with automated trading switched off meanwhile", {}, "autotrading-off"],
    ["a refused one, that would be executed now", { volume: 0.001 }, null],
  ] as const)("gives the outcome of %s again, whatever it would be now", async (_what, fields, fault) => {
    const { client, simulator } = await simulated({ positions: 0 });
    const first = await client.ask(openRequest(fields));
    if (fault) simulator.faults.set(fault);
    expect(await client.ask(openRequest({ risk_signature: "stale" }))).toEqual(first);
    expect(simulator.account.positions().length).toBe(first["status"] === "FILLED" ? 1 : 0);
  });

  test("tells magic, comment, stops and swap of a position", async () => {
    const { client } = await simulated({ positions: 0 });
    await client.ask(openRequest({ sl: 1.07, tp: 1.1, comment: "a comment that is longer than thirty-one characters" }));
    const expected = { magic: 202_401, comment: "a comment that is longer than t", sl: 1.07, tp: 1.1, swap: 0 };
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toMatchObject([expected]);
    expect((await client.ask({ action: "GET_POSITIONS" })).positions).toMatchObject([expected]);
  });

  test("really filters by magic_number and by symbols", async () => {
    const { client } = await simulated({ positions: 20, foreignPositions: 5 });
    expect((await client.ask({ action: "SYNC_ALL", magic_number: 202_401 })).positions).toHaveLength(15);
    expect((await client.ask({ action: "SYNC_ALL", magic_number: 0 })).positions).toHaveLength(5);
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toHaveLength(20);
    const gold = await client.ask({ action: "SYNC_ALL", symbols: ["XAUUSD"] });
    expect(new Set(gold.positions.map((row) => row["symbol"]))).toEqual(new Set(["XAUUSD"]));
  });

  test("since a version: what changed, and what was closed", async () => {
    const { client, simulator } = await simulated({ positions: 5 });
    const before = await client.ask({ action: "SYNC_ALL" });
    const [gone] = simulator.account.positions();
    simulator.account.closePosition(gone?.ticket ?? 0);
    simulator.account.openPosition({ symbol: "EURUSD", side: "SELL", volumeLots: 0.1 });
    const since = await client.ask({ action: "SYNC_ALL", since_version: before["state_version"] });
    expect(since).toMatchObject({ partial: true, closed: [gone?.ticket], positions: [{ symbol: "EURUSD", type: "SELL" }] });
    expect(since["state_version"]).toBeGreaterThan(Number(before["state_version"]));
  });

  test("since a moment: what was opened or changed from then on", async () => {
    const { client, simulator } = await simulated({ positions: 5 });
    const sinceMs = Date.now();
    simulator.account.openPosition({ symbol: "EURUSD", side: "SELL", volumeLots: 0.1 });
    expect((await client.ask({ action: "SYNC_ALL", since: sinceMs })).positions).toHaveLength(1);
    expect((await client.ask({ action: "SYNC_ALL", since: new Date(sinceMs).toISOString() })).positions).toHaveLength(1);
  });

  test("its checksum is the CRC-32 of the canonical account and positions", async () => {
    const { client } = await simulated({ positions: 9 });
    const truth = await client.ask({ action: "SYNC_ALL" });
    const sorted = (row: object): object => Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const text = JSON.stringify({ account: sorted(truth.account), positions: truth.positions.map(sorted) });
    expect(truth["checksum"]).toBe(crc32(text).toString(16).padStart(8, "0"));
  });

  test("closes a part, and rejects one that is no whole step", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    const { ticket } = await client.ask(openRequest());
    expect(await client.ask({ action: "CLOSE", ticket, volume: 0.03 })).toMatchObject({ status: "FILLED" });
    expect(simulator.account.positions()).toMatchObject([{ volumeLots: 0.07 }]);
    expect(await client.ask({ action: "CLOSE", ticket, volume: 0.015 })).toMatchObject({ status: "REJECTED", error_code: "INVALID_VOLUME" });
  });

  test("tells deals with who made them", async () => {
    const { client, simulator } = await simulated({ positions: 3 });
    const opened = await client.ask(openRequest({ sl: 1.08 }));
    simulator.movePrice("EURUSD", 1.075);
    const { deals } = await client.ask({ action: "GET_HISTORY", uuid: "h", ticket: opened["ticket"] });
    expect(deals).toMatchObject([
      { position: opened["ticket"], entry: "IN", type: "BUY", volume: 0.1, reason: "EXPERT", magic: 202_401, profit: 0 },
      { position: opened["ticket"], entry: "OUT", type: "SELL", volume: 0.1, reason: "SL", price: 1.075, profit: -100.8, commission: 0, swap: 0 },
    ]);
  });

  test("tells deals of a time and a magic only", async () => {
    const { client, simulator } = await simulated({ positions: 8, foreignPositions: 3 });
    const [, second] = simulator.account.positions();
    const until = await client.ask({ action: "GET_HISTORY", since: 0, until: second?.openedAtMs });
    expect(until.deals).toHaveLength(1);
    expect((await client.ask({ action: "GET_HISTORY", magic_number: 0 })).deals).toHaveLength(3);
  });
});

describe("pending orders", () => {
  test.each([
    ["BUY_LIMIT", 1.08, 1.0799],
    ["SELL_LIMIT", 1.09, 1.0901],
    ["BUY_STOP", 1.09, 1.0901],
    ["SELL_STOP", 1.08, 1.0799],
  ])("a %s waits, and becomes a position under its ticket when the market is there", async (type, price, bid) => {
    const { client, simulator } = await simulated({ positions: 0 });
    const placed = await client.ask(openRequest({ type, price }));
    expect(placed).toMatchObject({ status: "FILLED", price });
    expect(simulator.account.positions()).toEqual([]);
    simulator.movePrice("EURUSD", bid);
    expect(simulator.account.positions()).toMatchObject([{ ticket: placed["ticket"], side: type.slice(0, type.indexOf("_")) }]);
    expect(simulator.account.pendingOrders()).toEqual([]);
  });

  test("is triggered by the walk alone", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    await client.ask(openRequest({ type: "BUY_STOP", price: 1.0851 }));
    simulator.tick(500);
    expect(simulator.account.positions()).toHaveLength(1);
  });
});

describe("the risk signature", () => {
  const now = Date.UTC(2026, 0, 15, 12);
  const clock = { monotonicMs: () => now, wallMs: () => now, after: () => () => undefined };
  const stamp = (text: string): string => `RISK_PASS:0123abcd:${text}`;

  test.each([
    ["the colon-free form", stamp("20260115T120000Z")],
    ["with milliseconds", stamp("20260115T120000.250Z")],
    ["with an offset", stamp("20260115T140000+0200")],
    ["with hyphens in the date", stamp("2026-01-15T120000Z")],
    ["five seconds old", stamp("20260115T115955Z")],
    ["five seconds ahead", stamp("20260115T120005Z")],
    ["of v2's length", `RISK_PASS:${"ab".repeat(32)}:20260115T120000Z`],
  ])("passes: %s", async (_what, risk_signature) => {
    const { client } = await simulated({ clock });
    expect(await client.ask(openRequest({ risk_signature }))).toMatchObject({ status: "FILLED" });
  });

  test.each([
    ["colons in the time", stamp("2026-01-15T12:00:00Z"), "Invalid signature format"],
    ["another head", "RISK_FAIL:0123abcd:20260115T120000Z", "Invalid signature format"],
    ["two parts", "RISK_PASS:0123abcd", "Invalid signature format"],
    ["something that is no text", 5, "Invalid signature format"],
    ["a checksum of seven", "RISK_PASS:0123abc:20260115T120000Z", "Invalid checksum"],
    ["a time without zone", stamp("20260115T120000"), "Invalid signature timestamp"],
    ["no time", stamp("yesterday"), "Invalid signature timestamp"],
    ["the thirteenth month", stamp("20261315T120000Z"), "Invalid signature timestamp"],
    ["six seconds of age", stamp("20260115T115954Z"), "Signature expired (TTL=5.0s, age=6.0s)"],
    ["six seconds ahead", stamp("20260115T120006Z"), "Signature expired"],
  ])("is refused with %s", async (_what, risk_signature, message) => {
    const { client, simulator } = await simulated({ clock, positions: 0 });
    const refused = await client.ask(openRequest({ risk_signature }));
    expect(refused).toMatchObject({ status: "REJECTED", error_code: "RISK_SIGNATURE_INVALID" });
    expect(refused["error_msg"]).toContain(message);
    expect(simulator.account.positions()).toEqual([]);
  });

  describe("whose v1 checksum is verified", () => {
    /** An OPEN of `openRequest`, with these words for its numbers, as they stand on the wire. */
    const wire = (checksum: string, numbers: string): string =>
      `{"action":"OPEN","uuid":"intent-1","symbol":"EURUSD","type":"BUY",${numbers},"risk_signature":"RISK_PASS:${checksum}:20260115T120000Z"}`;

    // By Python's hashlib and json, over what its json.loads reads.
    test.each([
      ["floats as floats", "2fbc352a", '"volume":1.0,"price":0.0,"sl":0.0,"tp":0.0'],
      ["whole numbers as whole numbers", "eded51b9", '"volume":1,"price":0,"sl":0,"tp":0'],
      ["an exponent as a float", "2fbc352a", '"volume":1e0,"price":0e5,"sl":0.00,"tp":0.0'],
      ["what is null as left out", "156fcd25", '"volume":1.0,"price":null,"tp":1.1'],
    ])("passes: %s", async (_what, checksum, numbers) => {
      const { client } = await simulated({ clock, verifyChecksum: true, positions: 0 });
      expect(await client.ask(wire(checksum, numbers))).toMatchObject({ status: "FILLED" });
    });

    test.each([
      ["over other numbers", "2fbc352a", '"volume":1.0,"price":0.0,"sl":0.0,"tp":1.1'],
      ["over floats where whole numbers came", "2fbc352a", '"volume":1,"price":0,"sl":0,"tp":0'],
      ["that is made up", "0123abcd", '"volume":1.0,"price":0.0,"sl":0.0,"tp":0.0'],
    ])("is refused: one %s", async (_what, checksum, numbers) => {
      const { client, simulator } = await simulated({ clock, verifyChecksum: true, positions: 0 });
      expect(await client.ask(wire(checksum, numbers))).toMatchObject({ error_code: "RISK_SIGNATURE_INVALID", error_msg: "Invalid checksum" });
      expect(simulator.account.positions()).toEqual([]);
    });
  });

  test("with a secret, only v2 made with it over this very order passes", async () => {
    const { client } = await simulated({ clock, signatureSecret: "a shared secret" });
    // HMAC-SHA256 by openssl of {"magic": 202401, "price": 0, "sl": 0, "symbol": "EURUSD", "timestamp": "20260115T120000Z",
    // "tp": 0, "type": "BUY", "uuid": "intent-1", "volume": 0.1} on one line.
    const risk_signature = "RISK_PASS:54d492fc6a8d867e0e6fbcf494318998b9d5a5c3ef887a9b07e904a5f38cdc5b:20260115T120000Z";
    expect(await client.ask(openRequest({ risk_signature, volume: 0.2 }))).toMatchObject({ error_code: "RISK_SIGNATURE_INVALID" });
    expect(await client.ask(openRequest({ risk_signature: signature(now), uuid: "intent-2" }))).toMatchObject({ error_code: "RISK_SIGNATURE_INVALID" });
    const other = await simulated({ clock, signatureSecret: "a shared secret" });
    expect(await other.client.ask(openRequest({ risk_signature }))).toMatchObject({ status: "FILLED" });
  });
});
