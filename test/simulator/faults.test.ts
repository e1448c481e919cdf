import { describe, expect, test } from "vitest";
import { Faults, faultNames, type FaultSetting } from "../../src-main/simulator/faults.ts";
import { Rng } from "../../src-main/simulator/rng.ts";
import { openRequest, simulated, totalOf } from "./client.ts";

const faultsOf = (seed = 1): Faults => new Faults(new Rng(seed));
const strikesOf = (faults: Faults, actions: readonly string[]): boolean[] => actions.map((action) => faults.strike(action).size > 0);
const beats = (count: number): string[] => Array.from({ length: count }, () => "PING");

describe("when a fault strikes", () => {
  test("each request, unless told otherwise", () => {
    const faults = faultsOf();
    faults.set("lose-reply");
    expect(strikesOf(faults, beats(3))).toEqual([true, true, true]);
  });

  test("every N-th request that it may strike", () => {
    const faults = faultsOf();
    faults.set("zero-ticket", { every: 2 });
    expect(strikesOf(faults, ["OPEN", "PING", "OPEN", "CLOSE", "SYNC_ALL", "CLOSE"])).toEqual([false, false, true, false, false, true]);
  });

  test("so many times and then no more", () => {
    const faults = faultsOf();
    faults.set("lose-reply", { every: 2, times: 1 });
    expect(strikesOf(faults, beats(4))).toEqual([false, true, false, false]);
    expect(faults.active()).toEqual([]);
  });

  test("the actions it was told", () => {
    const faults = faultsOf();
    faults.set("lose-reply", { actions: ["CLOSE", "HELLO"] });
    expect(strikesOf(faults, ["OPEN", "CLOSE", "HELLO"])).toEqual([false, true, true]);
  });

  test("with a probability, the same way from the same seed, whatever other faults are set", () => {
    const setting: FaultSetting = { probability: 0.3 };
    const [one, same, other] = [faultsOf(5), faultsOf(5), faultsOf(6)];
    one.set("lose-reply", setting);
    same.set("slow", { probability: 0 });
    same.set("lose-reply", setting);
    other.set("lose-reply", setting);
    const struck = strikesOf(one, beats(200));
    expect(strikesOf(same, beats(200))).toEqual(struck);
    expect(strikesOf(other, beats(200))).not.toEqual(struck);
    expect(struck.filter(Boolean).length).toBeGreaterThan(30);
    expect(struck.filter(Boolean).length).toBeLessThan(90);
  });

  test("until it is cleared, alone or with all others", () => {
    const faults = faultsOf();
    faults.set("lose-reply");
    faults.set("slow");
    faults.clear("slow");
    expect(faults.active()).toEqual(["lose-reply"]);
    faults.clear();
    expect(strikesOf(faults, beats(1))).toEqual([false]);
  });

  test("and it is counted", () => {
    const faults = faultsOf();
    faults.set("lose-reply", { every: 3 });
    strikesOf(faults, beats(7));
    expect(faults.struck("lose-reply")).toBe(2);
  });
});

test("names are unique words for the command line", () => {
  for (const name of faultNames) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

describe("faults of truth", () => {
  test("empty-positions: SYNC_ALL says none with status OK, while margin is used and GET_POSITIONS knows better", async () => {
    const { client, simulator } = await simulated({ positions: 4 });
    simulator.faults.set("empty-positions");
    const truth = await client.ask({ action: "SYNC_ALL" });
    expect(truth).toMatchObject({ status: "OK", positions: [] });
    expect(truth.account["margin_used"]).toBeGreaterThan(0);
    expect((await client.ask({ action: "GET_POSITIONS" })).positions).toHaveLength(4);
  });

  test("empty-get-positions: the second query says none too", async () => {
    const { client, simulator } = await simulated({ positions: 4 });
    simulator.faults.set("empty-get-positions");
    expect(await client.ask({ action: "GET_POSITIONS" })).toMatchObject({ status: "ok", positions: [] });
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toHaveLength(4);
  });

  test.each([
    ["positions-error", "GET_POSITIONS", "POSITIONS_EXCEPTION"],
    ["account-error", "GET_ACCOUNT", "ACCOUNT_ERROR"],
  ] as const)("%s: %s fails with %s", async (fault, action, error_code) => {
    const { client, simulator } = await simulated();
    simulator.faults.set(fault);
    expect(await client.ask({ action, uuid: "q" })).toMatchObject({ uuid: "q", status: "error", error_code });
  });

  test("mt5-down: everything but PING says so, each in its own shape, and nothing is done", async () => {
    const { client, simulator } = await simulated({ positions: 1 });
    const { ticket = 0 } = simulator.account.positions()[0] ?? {};
    simulator.faults.set("mt5-down");
    expect(await client.ask({ action: "PING" })).toMatchObject({ status: "ok" });
    expect(await client.ask({ action: "SYNC_ALL" })).toEqual({ status: "ERROR", message: "MT5 is not connected", account: {}, positions: [] });
    expect(await client.ask({ action: "GET_ACCOUNT" })).toMatchObject({ status: "error", error_code: "MT5_NOT_CONNECTED" });
    expect(await client.ask(openRequest())).toMatchObject({ status: "REJECTED", error_code: "MT5_NOT_CONNECTED" });
    expect(await client.ask({ action: "CLOSE", ticket })).toMatchObject({ status: "REJECTED", error_code: "MT5_NOT_CONNECTED" });
    expect(simulator.account.positions()).toHaveLength(1);
  });

  test("dropped-magic: positions come without magic and comment", async () => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set("dropped-magic");
    for (const action of ["SYNC_ALL", "GET_POSITIONS"]) {
      const [row] = (await client.ask({ action })).positions;
      expect(row).not.toHaveProperty("magic");
      expect(row).not.toHaveProperty("comment");
    }
  });

  test("margin-level-zero: 0 although margin is used", async () => {
    const { client, simulator } = await simulated({ positions: 3 });
    simulator.faults.set("margin-level-zero");
    const truth = await client.ask({ action: "SYNC_ALL" });
    expect(truth.account).toMatchObject({ margin_level: 0 });
    expect(truth.account["margin_used"]).toBeGreaterThan(0);
    expect(await client.ask({ action: "GET_ACCOUNT" })).toMatchObject({ margin_level: 0 });
  });
});

describe("faults of orders", () => {
  test.each([
    ["refused-order", "OPEN", "MT5_ORDER_FAILED"],
    ["autotrading-off", "OPEN", "MT5_ORDER_FAILED"],
    ["insufficient-margin", "OPEN", "INSUFFICIENT_MARGIN"],
  ] as const)("%s: %s is rejected with %s, and nothing is done", async (fault, _action, error_code) => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set(fault);
    expect(await client.ask(openRequest())).toMatchObject({ status: "REJECTED", error_code });
    expect(simulator.account.positions()).toEqual([]);
  });

  test.each(["refused-order", "autotrading-off"] as const)("%s: a CLOSE is rejected with MT5_CLOSE_FAILED", async (fault) => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set(fault);
    expect(await client.ask({ action: "CLOSE", ticket: simulator.account.positions()[0]?.ticket })).toMatchObject({ error_code: "MT5_CLOSE_FAILED" });
    expect(simulator.account.positions()).toHaveLength(1);
  });

  test("zero-ticket: FILLED with ticket 0, and nothing is done", async () => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set("zero-ticket");
    expect(await client.ask(openRequest())).toMatchObject({ status: "FILLED", ticket: 0 });
    expect(await client.ask({ action: "CLOSE", ticket: simulator.account.positions()[0]?.ticket })).toMatchObject({ status: "FILLED", ticket: 0 });
    expect(simulator.account.positions()).toHaveLength(1);
  });

  test("missing-ticket: FILLED without a ticket, and it is done", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("missing-ticket");
    const filled = await client.ask(openRequest());
    expect(filled).toMatchObject({ status: "FILLED" });
    expect(filled).not.toHaveProperty("ticket");
    expect(simulator.account.positions()).toHaveLength(1);
  });

  test("double-execution: an OPEN sent again trades again", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("double-execution");
    await client.ask(openRequest());
    await client.ask(openRequest());
    expect(simulator.account.positions()).toHaveLength(2);
  });

  test("close-ignores-volume: a part asked, the whole closed", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("close-ignores-volume");
    const { ticket } = await client.ask(openRequest());
    await client.ask({ action: "CLOSE", ticket, volume: 0.01 });
    expect(simulator.account.positions()).toEqual([]);
  });
});

describe("faults of writing", () => {
  test.each([
    ["nan", "SYNC_ALL", '"margin_level":NaN'],
    ["nan", "GET_ACCOUNT", '"margin_level":NaN'],
    ["nan", "GET_POSITIONS", '"profit":NaN'],
    ["infinity", "SYNC_ALL", '"equity":Infinity'],
    ["infinity", "GET_ACCOUNT", '"equity":Infinity'],
    ["infinity", "GET_POSITIONS", '"profit":Infinity'],
  ] as const)("%s in %s: %s as a bare word, once", async (fault, action, piece) => {
    const { client, simulator } = await simulated({ positions: 3 });
    simulator.faults.set(fault);
    const text = await client.askText({ action });
    expect(text.split(piece)).toHaveLength(2);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  test("numbers-as-strings: every number is a text", async () => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set("numbers-as-strings");
    const truth = await client.ask({ action: "SYNC_ALL" });
    const [row] = truth.positions;
    for (const value of [...Object.values(truth.account), row?.["ticket"], row?.["volume"]]) expect(value).toEqual(expect.any(String));
  });

  test("null-prices: every price is null", async () => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set("null-prices");
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toMatchObject([{ price_current: null, price_open: null }]);
    expect((await client.ask({ action: "GET_POSITIONS" })).positions).toMatchObject([{ open_price: null, current_price: null }]);
    const filled = await client.ask(openRequest());
    expect(filled).toMatchObject({ status: "FILLED", price: null });
    expect(await client.ask({ action: "CLOSE", ticket: filled["ticket"] })).toMatchObject({ status: "FILLED", close_price: null });
  });

  test("float-volumes: 0.3 lots come as 0.30000000000000004", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.account.openPosition({ symbol: "EURUSD", side: "BUY", volumeLots: 0.3 });
    simulator.faults.set("float-volumes");
    expect(await client.askText({ action: "SYNC_ALL" })).toContain('"volume":0.30000000000000004');
  });

  test.each([
    ["time-iso-z", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
    ["time-naive", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/],
    ["time-unix-s", /^\d{10}$/],
    ["time-unix-ms", /^\d{13}$/],
  ] as const)("%s: every time in that form", async (fault, form) => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set(fault);
    expect(String((await client.ask({ action: "PING" }))["server_time"])).toMatch(form);
    expect(String((await client.ask({ action: "GET_ACCOUNT" }))["timestamp"])).toMatch(form);
    expect(String((await client.ask({ action: "SYNC_ALL" })).positions[0]?.["time_open"])).toMatch(form);
    expect(String((await client.ask(openRequest()))["execution_time"])).toMatch(form);
  });

  test("time-broker: three hours ahead, without a zone", async () => {
    const now = Date.UTC(2026, 0, 15, 12);
    const { client, simulator } = await simulated({ positions: 1, clock: { monotonicMs: () => now, wallMs: () => now, after: () => () => undefined } });
    const [sound] = (await client.ask({ action: "SYNC_ALL" })).positions;
    simulator.faults.set("time-broker");
    expect(await client.ask({ action: "PING" })).toMatchObject({ server_time: "2026-01-15T15:00:00.000" });
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toMatchObject([{ time_open: Number(sound?.["time_open"]) + 10_800 }]);
  });

  test("bad-uuid: the uuid of the request before", async () => {
    const { client, simulator } = await simulated();
    simulator.faults.set("bad-uuid");
    expect(await client.ask({ action: "PING", uuid: "one" })).toMatchObject({ uuid: "unknown" });
    expect(await client.ask({ action: "PING", uuid: "two" })).toMatchObject({ uuid: "one" });
  });

  test("no-uuid: none at all", async () => {
    const { client, simulator } = await simulated();
    simulator.faults.set("no-uuid");
    expect(await client.ask({ action: "PING", uuid: "one" })).not.toHaveProperty("uuid");
  });

  test("corrupt-reply: the first half of it", async () => {
    const { client, simulator } = await simulated();
    simulator.faults.set("corrupt-reply");
    const half = await client.askText({ action: "SYNC_ALL" });
    expect(half).toMatch(/^\{"status":"OK"/);
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError);
  });

  test("binary-reply: bytes that are no UTF-8", async () => {
    const { client, simulator } = await simulated();
    simulator.faults.set("binary-reply");
    await client.send({ action: "PING" });
    const bytes = await client.bytes();
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toThrow(TypeError);
  });

  test("huge-reply: as large as told, and still the reply", async () => {
    const { client, simulator } = await simulated({ kind: "handshake" });
    simulator.faults.set("huge-reply", { bytes: 5_000_000 });
    const text = await client.askText({ action: "PING", uuid: "big" });
    expect(text.length).toBeGreaterThanOrEqual(5_000_000);
    expect(JSON.parse(text)).toMatchObject({ uuid: "big", status: "ok" });
    expect((await client.askText("Hello")).trimEnd()).toBe("OK_FROM_MT5");
  });
});

test("what is shown adds up on the wire too, while the market moves", async () => {
  const { client, simulator } = await simulated({ positions: 40 });
  for (let round = 0; round < 20; round += 1) {
    simulator.tick(5);
    const { account, positions } = await client.ask({ action: "SYNC_ALL" });
    expect(account["equity"]).toBeCloseTo(Number(account["balance"]) + totalOf(positions, "profit"), 6);
    expect(account["margin_free"]).toBeCloseTo(Number(account["equity"]) - Number(account["margin_used"]), 6);
  }
});
