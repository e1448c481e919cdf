import { expect, test } from "vitest";
import { position } from "../support/scripted-venue.ts";
import { account, opened, READ_AT_MS, ReqClient } from "./fixture.ts";

const READ_AT = "2026-01-15T09:00:00.250+00:00";
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/) as string;

test("answers Hello in plain text", async () => {
  const { port } = await opened();
  expect(await new ReqClient(port.endpoint).askText("Hello")).toBe("OK_FROM_MT5");
});

test("answers PING as a gateway does, and says what it is", async () => {
  const { port } = await opened();
  const pong = await new ReqClient(port.endpoint).ask({ action: "PING", uuid: "p-1", timestamp: "2026-01-15T09:00:00Z" });
  expect(pong).toEqual({
    uuid: "p-1",
    status: "ok",
    server_time: isoTime,
    latency_ms: expect.any(Number) as number,
    capabilities: ["IDEMPOTENT_OPEN"],
    holdfast: "1.2.3",
  });
});

test("answers GET_ACCOUNT flat, with the moment the figures were read", async () => {
  const { port } = await opened();
  expect(await new ReqClient(port.endpoint).ask({ action: "GET_ACCOUNT", uuid: 7 })).toEqual({
    uuid: 7,
    status: "ok",
    balance: 10_000,
    equity: 9_990.5,
    margin: 30,
    free_margin: 9_960.5,
    margin_level: 33_301.67,
    currency: "USD",
    timestamp: READ_AT,
  });
});

test("a margin level that does not exist is 0, as gateways write it", async () => {
  const { port, door } = await opened();
  door.accountAnswer = { ok: true, value: { ...account, marginLevelPct: null, currency: null }, readAtMs: READ_AT_MS };
  const reply = await new ReqClient(port.endpoint).ask({ action: "GET_ACCOUNT", uuid: "a" });
  expect(reply).toMatchObject({ margin_level: 0, currency: "" });
});

test("answers GET_POSITIONS in its own field names, filtered by symbol", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  const gold = { ticket: 2, symbol: "XAUUSD", type: "SELL", volume: 0.1, open_price: 1.085, current_price: 0, profit: 0 };
  const euro = { ticket: 1, symbol: "EURUSD", type: "BUY", volume: 0.1, open_price: 1.085, current_price: 1.0855, profit: 5, open_time: "2026-01-15T08:00:00.500+00:00" };
  expect(await client.ask({ action: "GET_POSITIONS", uuid: "g" })).toEqual({ uuid: "g", status: "ok", positions: [euro, gold], timestamp: READ_AT });
  expect(await client.ask({ action: "get_positions", uuid: "g", symbol: "XAUUSD" })).toMatchObject({ positions: [gold] });
});

test("what the venue told beyond a gateway's fields is passed on in a gateway's names", async () => {
  const { port, door } = await opened();
  door.positionsByAgent = new Map([["alpha", [position({ magic: 0, comment: "by hand", stopLoss: 1.07, takeProfit: 1.1, swap: -0.2 })]]]);
  const client = new ReqClient(port.endpoint);
  const extras = { magic: 0, comment: "by hand", sl: 1.07, tp: 1.1, swap: -0.2 };
  expect(await client.ask({ action: "GET_POSITIONS", uuid: "g" })).toMatchObject({ positions: [extras] });
  expect(await client.ask({ action: "SYNC_ALL" })).toMatchObject({ positions: [extras] });
});

test("answers SYNC_ALL in its field names, without a uuid", async () => {
  const { port } = await opened();
  expect(await new ReqClient(port.endpoint).ask({ action: "SYNC_ALL", magic_number: 202_401, uuid: "ignored" })).toEqual({
    status: "OK",
    account: { balance: 10_000, equity: 9_990.5, margin_free: 9_960.5, margin_used: 30, margin_level: 33_301.67, leverage: 1 },
    positions: [
      { symbol: "EURUSD", ticket: 1, volume: 0.1, profit: 5, price_current: 1.0855, price_open: 1.085, type: "BUY", time_open: Date.UTC(2026, 0, 15, 8) / 1_000 },
      { symbol: "XAUUSD", ticket: 2, volume: 0.1, profit: 0, price_current: 0, price_open: 1.085, type: "SELL", time_open: 0 },
    ],
    message: "Sync successful",
  });
});

test("a query that fails says so in its own form", async () => {
  const { port, door } = await opened();
  door.trouble = { code: "MT5_NOT_CONNECTED", message: "the gateway does not answer" };
  const client = new ReqClient(port.endpoint);
  const error = { uuid: "q", status: "error", error_code: "MT5_NOT_CONNECTED", error_msg: "the gateway does not answer", timestamp: isoTime };
  expect(await client.ask({ action: "GET_ACCOUNT", uuid: "q" })).toEqual(error);
  expect(await client.ask({ action: "GET_POSITIONS", uuid: "q" })).toEqual(error);
  const failedSync = { status: "ERROR", message: "MT5_NOT_CONNECTED: the gateway does not answer", account: {}, positions: [] };
  expect(await client.ask({ action: "SYNC_ALL" })).toEqual(failedSync);
});

test.each([
  ["half a JSON", '{"action": "PI', "INVALID_JSON"],
  ["nothing", "", "INVALID_JSON"],
  ["bytes that are no text", Buffer.from([0x7b, 0xff, 0xfe, 0x00]), "INVALID_JSON"],
  ["a list", "[1, 2]", "SERVER_ERROR"],
  ["a list nested without end", "[".repeat(30_000), "INVALID_JSON"],
  ["no action", "{}", "MISSING_ACTION"],
  ["an action nobody knows", '{"action":"LIMITS"}', "UNKNOWN_ACTION"],
  ["a uuid that is none", '{"action":"PING","uuid":{}}', "INVALID_UUID"],
  ["a uuid nested without end", `{"action":"PING","uuid":${"[".repeat(30_000)}${"]".repeat(30_000)}}`, "INVALID_UUID"],
  ["an agent id that is none", '{"action":"PING","agent_id":"../x"}', "INVALID_AGENT_ID"],
])("%s is answered with an error, and the client may go on", async (_, message, code) => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  expect(await client.ask(message)).toMatchObject({ uuid: "unknown", status: "error", error_code: code });
  expect(await client.ask({ action: "PING", uuid: "after" })).toMatchObject({ uuid: "after", status: "ok" });
});
