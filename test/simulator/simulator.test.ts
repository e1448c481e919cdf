import { describe, expect, test, vi } from "vitest";
import { kindNames } from "../../src-main/simulator/gateway-kinds.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { Client, openRequest, signature, simulated } from "./client.ts";

describe("repeatable", () => {
  async function played(seed: number, kind: (typeof kindNames)[number]): Promise<string[]> {
    const clock = new VirtualClock();
    const { client, simulator } = await simulated({ seed, kind, clock, positions: 12 });
    simulator.faults.set("corrupt-reply", { probability: 0.2 });
    const heard: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      simulator.tick(3);
      heard.push(await client.askText(openRequest({ uuid: `o${round}`, risk_signature: signature(clock.wallMs()) })));
      heard.push(await client.askText({ action: "SYNC_ALL", magic_number: 202_401 }));
      heard.push(await client.askText({ action: "GET_POSITIONS", uuid: `p${round}` }));
      await clock.advance(500);
    }
    return heard;
  }

  test.each(kindNames)("same seed, requests and ticks: the same bytes (%s)", async (kind) => {
    expect(await played(42, kind)).toEqual(await played(42, kind));
  });

  test("another seed: another account", async () => {
    expect(await played(42, "extended")).not.toEqual(await played(43, "extended"));
  });
});

describe("the book it starts with", () => {
  test("looks like an account that has been traded for days", async () => {
    const { simulator } = await simulated({ positions: 60 });
    const positions = simulator.account.positions();
    expect(new Set(positions.map(({ symbol }) => symbol)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(positions.map(({ side }) => side))).toEqual(new Set(["BUY", "SELL"]));
    expect(new Set(positions.map(({ volumeLots }) => volumeLots)).size).toBeGreaterThan(3);
    expect(new Set(positions.map(({ magic }) => magic))).toEqual(new Set([202_401]));
    expect(positions.every(({ comment }) => comment.length > 0 && comment.length <= 31)).toBe(true);
    expect(positions.map(({ openedAtMs }) => openedAtMs)).toEqual(positions.map(({ openedAtMs }) => openedAtMs).toSorted((a, b) => a - b));
    const spanMs = (positions.at(-1)?.openedAtMs ?? 0) - (positions[0]?.openedAtMs ?? 0);
    expect(spanMs).toBeGreaterThan(86_400_000);
    expect(positions.some(({ profit }) => profit > 0) && positions.some(({ profit }) => profit < 0)).toBe(true);
  });

  test.each([1, 14, 200, 10_000])("is solvent with %d positions, and the first tick closes none", async (positions) => {
    const { simulator } = await simulated({ positions });
    simulator.tick();
    expect(simulator.account.positions()).toHaveLength(positions);
    expect(simulator.account.figures().marginLevelPct).toBeGreaterThan(150);
    expect(simulator.account.figures().freeMargin).toBeGreaterThan(0);
  });

  test("has as many by hand as asked", async () => {
    const { simulator } = await simulated({ positions: 10, foreignPositions: 3 });
    const byHand = simulator.account.positions().filter(({ magic }) => magic === 0);
    expect(byHand).toHaveLength(3);
    expect(byHand.every(({ comment }) => comment === "")).toBe(true);
  });

  test("takes the magic and the balance it is given", async () => {
    const { simulator } = await simulated({ positions: 1, magic: 7, balance: 1_234.5 });
    expect(simulator.account.positions()[0]?.magic).toBe(7);
    expect(simulator.account.figures().balance).toBe(1_234.5);
  });

  test("ten thousand positions come in one SYNC_ALL", async () => {
    const { client } = await simulated({ positions: 10_000 });
    const truth = await client.ask({ action: "SYNC_ALL" });
    expect(new Set(truth.positions.map((row) => row["ticket"])).size).toBe(10_000);
  });
});

describe("somebody in the terminal", () => {
  test("opens, closes, turns and resizes, and the gateway tells it", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    const opened = simulator.account.openPosition({ symbol: "USDJPY", side: "BUY", volumeLots: 0.2 });
    const ticket = opened.ok ? opened.value.ticket : 0;
    const seen = async (): Promise<unknown> => (await client.ask({ action: "SYNC_ALL" })).positions;
    expect(await seen()).toMatchObject([{ ticket, type: "BUY", volume: 0.2, magic: 0 }]);
    simulator.account.flip(ticket);
    expect(await seen()).toMatchObject([{ ticket, type: "SELL", volume: 0.2 }]);
    simulator.account.changeVolume(ticket, 0.5);
    expect(await seen()).toMatchObject([{ ticket, volume: 0.5 }]);
    simulator.account.changeVolume(ticket, 0.1);
    expect(await seen()).toMatchObject([{ ticket, volume: 0.1 }]);
    expect(simulator.account.closePosition(ticket).ok).toBe(true);
    expect(await seen()).toEqual([]);
  });

  test("is told what cannot be", async () => {
    const { simulator } = await simulated({ positions: 0 });
    expect(simulator.account.openPosition({ symbol: "NOPE", side: "BUY", volumeLots: 1 })).toMatchObject({ ok: false, failure: { code: "MT5_ORDER_FAILED" } });
    for (const refused of [simulator.account.flip(1), simulator.account.changeVolume(1, 1), simulator.account.closePosition(1)]) {
      expect(refused).toMatchObject({ ok: false, failure: { code: "MT5_CLOSE_FAILED" } });
    }
    expect(simulator.account.position(1)).toBeNull();
    expect(simulator.movePrice("NOPE", 1)).toBe(false);
  });
});

describe("the market's own time", () => {
  test("stands still unless told otherwise", async () => {
    const clock = new VirtualClock();
    const { client } = await simulated({ clock });
    const before = await client.askText({ action: "SYNC_ALL" });
    await clock.advance(60_000);
    expect(await client.askText({ action: "SYNC_ALL" })).toBe(before);
    expect(clock.pendingTimers).toBe(0);
  });

  test("ticks as often as told, until it is stopped", async () => {
    const clock = new VirtualClock();
    const { client, simulator } = await simulated({ clock, tickIntervalMs: 250 });
    const before = await client.askText({ action: "SYNC_ALL" });
    await clock.advance(250);
    expect(await client.askText({ action: "SYNC_ALL" })).not.toBe(before);
    await simulator.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("bad clients", () => {
  test.each([
    ["binary", Buffer.from([0, 255, 254, 128, 1])],
    ["a deep nest", "[".repeat(100_000)],
    ["a deep nest as uuid", `{"action":"PING","uuid":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
    ["a deep nest as signature", `{"action":"OPEN","symbol":"EURUSD","type":"BUY","volume":1,"risk_signature":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
    ["a deep nest as ticket", `{"action":"CLOSE","ticket":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
    ["a uuid of 100 KB", JSON.stringify({ action: "PING", uuid: "x".repeat(100_000) })],
    ["numbers out of range", '{"action":"OPEN","symbol":"EURUSD","type":"BUY","volume":1e400,"magic":1e300,"sl":-1e308}'],
  ])("get an answer to %s", async (_what, message) => {
    const { client } = await simulated();
    const answer = await client.ask(message);
    expect(answer["status"]).toEqual(expect.any(String));
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
    expect(await client.ask({ action: "PING", uuid: "after" })).toMatchObject({ uuid: "after" });
  });

  test("lose their connection over a message of 100 MB, and nobody else notices", async () => {
    const { client, simulator } = await simulated();
    const huge = new Client(simulator.endpoint);
    const dropped = new Promise<void>((resolve) => huge.socket.events.on("disconnect", () => resolve()));
    await huge.send(Buffer.alloc(100 * 1_048_576));
    await dropped;
    expect(await client.ask({ action: "PING", uuid: "other" })).toMatchObject({ uuid: "other" });
    expect(simulator.counts.requests).toBe(1);
  });

  test("without REP's empty frame are dropped, as a REP drops them", async () => {
    const { client, simulator } = await simulated();
    await client.socket.send([JSON.stringify({ action: "PING" })]);
    expect(await client.ask({ action: "PING", uuid: "framed" })).toMatchObject({ uuid: "framed" });
    expect(simulator.counts.requests).toBe(1);
  });

  test("that flood and never read are served without growing the log", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    const flood = new Client(simulator.endpoint);
    for (let sent = 0; sent < 5_000; sent += 1) await flood.send({ action: `A${sent}` });
    await vi.waitFor(() => expect(simulator.counts.requests).toBe(5_000), { timeout: 10_000 });
    expect(simulator.requests).toHaveLength(1_000);
    expect(Object.keys(simulator.counts.byAction).length).toBeLessThanOrEqual(101);
    expect(await client.ask({ action: "PING", uuid: "calm" })).toMatchObject({ uuid: "calm" });
  });
});

test("logs what it received, newest last", async () => {
  const { client, simulator } = await simulated();
  await client.ask("Hello");
  await client.ask({ action: "ping" });
  await client.ask("{");
  expect(simulator.requests.map(({ action }) => action)).toEqual(["HELLO", "PING", null]);
  expect(simulator.requests[1]?.text).toBe('{"action":"ping"}');
  expect(simulator.counts).toEqual({ requests: 3, replies: 3, byAction: { HELLO: 1, PING: 1, OTHER: 1 } });
});

test("refuses to start with options that break their rules, and names each", async () => {
  await expect(startSimulator({ port: 70_000, positions: -1, leverage: Number.NaN })).rejects.toThrow(
    /port is 70000; it must be a whole number from 0 to 65535.*positions is -1.*leverage is NaN/,
  );
});

test("refuses a port that is taken", async () => {
  const { simulator } = await simulated();
  await expect(startSimulator({ port: simulator.port, tickPort: 0 })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
