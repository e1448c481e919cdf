import { expect, test, vi } from "vitest";
import type { OrderOutcome } from "../../src-main/domain/order.ts";
import { DealerClient, filled, MAGIC, opened, openRequest, ReqClient } from "./fixture.ts";

const anyText = expect.any(String) as string;
const anyNumber = expect.any(Number) as number;

test("an OPEN becomes an intent, and its confirmation FILLED", async () => {
  const { port, door } = await opened();
  const reply = await new ReqClient(port.endpoint).ask(openRequest());
  expect(reply).toEqual({ uuid: "intent-1", status: "FILLED", ticket: 555_001, symbol: "EURUSD", volume: 0.1, price: 1.085, execution_time: anyText, latency_ms: anyNumber });
  expect(door.intents).toEqual([
    { action: "OPEN", uuid: "intent-1", agentId: "default", symbol: "EURUSD", type: "BUY", volumeLots: 0.1, price: null, stopLoss: null, takeProfit: null, comment: "test", magic: MAGIC, receivedAtMs: anyNumber },
  ]);
});

test("a CLOSE becomes an intent, and its confirmation FILLED with the closing order", async () => {
  const { port, door } = await opened();
  door.outcome = () => Promise.resolve({ ...filled, note: "it was closed already" } as OrderOutcome);
  const reply = await new ReqClient(port.endpoint).ask({ action: "CLOSE", uuid: "c-1", ticket: 100_001 });
  expect(reply).toEqual({ uuid: "c-1", status: "FILLED", ticket: 555_001, close_price: 1.085, note: "it was closed already", execution_time: anyText, latency_ms: anyNumber });
  expect(door.intents).toEqual([{ action: "CLOSE", uuid: "c-1", agentId: "default", ticket: 100_001, symbol: null, volumeLots: null, receivedAtMs: anyNumber }]);
});

test("numbers written as text, words in any case and noisy volumes are understood", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask(openRequest({ type: " buy_limit ", volume: "0.30000000000000004", price: "1.08", sl: "1.07", tp: 1.1, comment: 12, magic: "77", risk_signature: undefined }));
  await client.ask({ action: "close", uuid: 5, ticket: "42", volume: "0.05", symbol: "EURUSD" });
  expect(door.intents).toMatchObject([
    { type: "BUY_LIMIT", volumeLots: 0.3, price: 1.08, stopLoss: 1.07, takeProfit: 1.1, comment: "12", magic: 77 },
    { uuid: "5", ticket: 42, volumeLots: 0.05, symbol: "EURUSD" },
  ]);
});

test("an order without a uuid gets one, which its answer names", async () => {
  const { port, door } = await opened();
  const reply = await new ReqClient(port.endpoint).ask(openRequest({ uuid: undefined }));
  expect(reply["uuid"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(door.intents[0]?.uuid).toBe(reply["uuid"]);
});

test.each([
  [{ symbol: "" }, "MISSING_SYMBOL", "symbol is missing"],
  [{ symbol: 5 }, "INVALID_SYMBOL", "symbol is 5; it must be"],
  [{ type: null }, "MISSING_TYPE", "type is null; it must be one of BUY"],
  [{ type: "HOLD" }, "INVALID_TYPE", 'type is "HOLD"; it must be one of BUY'],
  [{ volume: 0 }, "INVALID_VOLUME", "volume is 0; it must be a number of lots above 0"],
  [{ volume: -1 }, "INVALID_VOLUME", "volume is -1"],
  [{ volume: "much" }, "INVALID_VOLUME", 'volume is "much"'],
  [{ type: "SELL_STOP" }, "INVALID_PRICE", "price is 0; it must be a price above 0 for SELL_STOP"],
  [{ price: -1 }, "INVALID_PRICE", "price is -1"],
  [{ sl: "low" }, "INVALID_SL", 'sl is "low"'],
  [{ tp: [1] }, "INVALID_TP", "tp is a list"],
  [{ volume: 1_000_001 }, "INVALID_VOLUME", "volume is 1000001; it must be a number of lots above 0 and at most 1000000"],
  [{ type: "BUY_LIMIT", price: Number.MAX_VALUE }, "INVALID_PRICE", "price is 1.7976931348623157e+308; it must be a price above 0 and at most 1000000000"],
  [{ sl: "1e302" }, "INVALID_SL", 'sl is "1e302"; it must be a price above 0 and at most 1000000000'],
  [{ tp: 1_000_000_001 }, "INVALID_TP", "tp is 1000000001; it must be a price above 0 and at most 1000000000"],
  [{ magic: 1.5 }, "INVALID_MAGIC", "magic is 1.5"],
  [{ uuid: "x".repeat(101) }, "INVALID_UUID", "uuid is"],
  [{ agent_id: "../x" }, "INVALID_AGENT_ID", 'agent_id is "../x"'],
  [{ action: "CLOSE" }, "MISSING_TICKET", "ticket is missing"],
  [{ action: "CLOSE", ticket: 0 }, "MISSING_TICKET", "ticket is 0"],
  [{ action: "CLOSE", ticket: -4 }, "INVALID_TICKET", "ticket is -4"],
  [{ action: "CLOSE", ticket: 4, volume: -1 }, "INVALID_VOLUME", "volume is -1"],
])("%j is refused at the door with field, value and rule", async (fields, code, sentence) => {
  const { port, door } = await opened();
  const reply = await new ReqClient(port.endpoint).ask(openRequest(fields));
  expect(reply).toMatchObject({ status: "REJECTED", error_code: code, error_msg: expect.stringContaining(sentence) as string });
  expect(door.intents).toEqual([]);
});

test.each([
  ["volume", "NaN", "INVALID_VOLUME"],
  ["price", "-Infinity", "INVALID_PRICE"],
  ["sl", "Infinity", "INVALID_SL"],
  ["agent_id", "NaN", "INVALID_AGENT_ID"],
])("a %s that Python wrote as %s is refused by its name", async (field, word, code) => {
  const { port, door } = await opened();
  const text = JSON.stringify(openRequest({ [field]: "<word>" })).replace('"<word>"', word);
  const reply = await new ReqClient(port.endpoint).ask(text);
  expect(reply).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: code, error_msg: expect.stringContaining(`${field} is NaN or infinite; it must be`) as string });
  expect(door.intents).toEqual([]);
});

test("a text that says NaN stays a text, beside a number that is none and that nobody reads", async () => {
  const { port, door } = await opened();
  const comment = 'NaN, "Infinity" \\';
  await new ReqClient(port.endpoint).ask(JSON.stringify(openRequest({ comment, other: 0 })).replace('"other":0', '"other":NaN'));
  expect(door.intents).toMatchObject([{ comment }]);
});

test.each<[OrderOutcome, string]>([
  [{ kind: "refused", code: "INSUFFICIENT_MARGIN", message: "Not enough money" }, "REJECTED"],
  [{ kind: "denied", code: "TRADING_HALTED", message: "the startup sync has not succeeded" }, "REJECTED"],
  [{ kind: "unresolved", code: "NO_ANSWER", message: "nothing in time" }, "UNRESOLVED"],
])("%j is told as it is", async (outcome, status) => {
  const { port, door } = await opened();
  door.outcome = () => Promise.resolve(outcome);
  const reply = await new ReqClient(port.endpoint).ask(openRequest());
  expect(reply).toMatchObject({ uuid: "intent-1", status, error_code: (outcome as { code: string }).code, error_msg: (outcome as { message: string }).message });
});

test("an engine that breaks on an order leaves it unresolved, and the port alive", async () => {
  const errors: string[] = [];
  const { port, door } = await opened({ log: { warn: () => {}, error: (_, message) => errors.push(message) } });
  door.outcome = () => Promise.reject(new Error("a bug"));
  const client = new ReqClient(port.endpoint);
  expect(await client.ask(openRequest())).toMatchObject({ uuid: "intent-1", status: "UNRESOLVED", error_code: "SERVER_ERROR" });
  expect(await client.ask({ action: "PING", uuid: "p" })).toMatchObject({ status: "ok" });
  expect(errors).toHaveLength(1);
  expect(port.counts().outstanding).toBe(0);
});

test("orders of one client run at once, and each is answered when it is done", async () => {
  const { port, door } = await opened();
  const release = new Map<string, () => void>();
  door.outcome = ({ uuid }) => new Promise((resolve) => release.set(uuid, () => resolve(filled)));
  const client = new DealerClient(port.endpoint);
  for (const uuid of ["first", "second", "third"]) await client.send(openRequest({ uuid }));
  await vi.waitFor(() => expect([...release.keys()]).toEqual(["first", "second", "third"]));
  const order: unknown[] = [];
  for (const uuid of ["third", "first", "second"]) {
    release.get(uuid)?.();
    order.push((await client.reply())["uuid"]);
  }
  expect(order).toEqual(["third", "first", "second"]);
});
