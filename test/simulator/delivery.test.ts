import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Request, Subscriber } from "zeromq";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { Client, openRequest, simulated } from "./client.ts";

const ping = (uuid: string): Record<string, string> => ({ action: "PING", uuid });

test("serves one request at a time, in the order they came", async () => {
  const { client } = await simulated();
  const uuids = Array.from({ length: 50 }, (_, index) => `r${index}`);
  for (const uuid of uuids) await client.send(ping(uuid));
  for (const uuid of uuids) expect(await client.reply()).toMatchObject({ uuid });
});

test("a plain REQ socket is served too", async () => {
  const { simulator } = await simulated();
  const request = new Request({ linger: 0, receiveTimeout: 10_000 });
  onTestFinished(() => request.close());
  request.connect(simulator.endpoint);
  await request.send(JSON.stringify(ping("req")));
  const [reply] = await request.receive();
  expect(JSON.parse(String(reply))).toMatchObject({ uuid: "req", status: "ok" });
});

test("each request takes its service time", async () => {
  const clock = new VirtualClock();
  const { client, simulator } = await simulated({ clock, serviceMs: 40 });
  await client.send(ping("a"));
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
  await clock.advance(39);
  expect(simulator.counts.replies).toBe(0);
  await clock.advance(1);
  expect(await client.reply()).toMatchObject({ uuid: "a", latency_ms: 40 });
});

describe("faults of the way", () => {
  test("lose-reply: the order is done, the reply lost, the next request answered", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("lose-reply", { times: 1 });
    await client.send(openRequest());
    expect(await client.ask(ping("next"))).toMatchObject({ uuid: "next" });
    expect(simulator.account.positions()).toHaveLength(1);
  });

  test("lose-request: nothing is done, and no reply comes", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("lose-request", { times: 1 });
    await client.send(openRequest());
    expect(await client.ask(ping("next"))).toMatchObject({ uuid: "next" });
    expect(simulator.account.positions()).toEqual([]);
    expect(simulator.counts.byAction).toMatchObject({ OPEN: 1, PING: 1 });
  });

  test.each([
    ["restart", 1],
    ["die-after-receipt", 0],
  ] as const)("%s: the gateway is gone without a reply, comes back, and the order was executed %d times", async (fault, executed) => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set(fault, { times: 1 });
    const gone = new Promise((resolve) => client.socket.events.on("disconnect", resolve));
    await client.send(openRequest());
    await gone;
    const back = new Client(simulator.endpoint);
    expect(await back.ask(ping("back"))).toMatchObject({ uuid: "back" });
    expect(simulator.account.positions()).toHaveLength(executed);
    expect(simulator.counts).toMatchObject({ replies: 1 });
  });

  test("execute-then-lose: orders are done and their replies lost, queries are answered", async () => {
    const { client, simulator } = await simulated({ positions: 1 });
    simulator.faults.set("execute-then-lose");
    await client.send({ action: "CLOSE", ticket: simulator.account.positions()[0]?.ticket });
    expect(await client.ask({ action: "SYNC_ALL" })).toMatchObject({ status: "OK", positions: [] });
  });

  test("late-reply: it comes just before the next one", async () => {
    const { client, simulator } = await simulated();
    simulator.faults.set("late-reply", { times: 1 });
    await client.send(ping("late"));
    await client.send(ping("next"));
    expect(await client.reply()).toMatchObject({ uuid: "late" });
    expect(await client.reply()).toMatchObject({ uuid: "next" });
  });

  test("late-reply with a delay: others overtake it", async () => {
    const clock = new VirtualClock();
    const { client, simulator } = await simulated({ clock });
    simulator.faults.set("late-reply", { times: 1, delayMs: 7_000 });
    await client.send(ping("late"));
    expect(await client.ask(ping("next"))).toMatchObject({ uuid: "next" });
    await clock.advance(7_000);
    expect(await client.reply()).toMatchObject({ uuid: "late" });
  });

  test("duplicate-reply: it comes twice", async () => {
    const { client, simulator } = await simulated();
    simulator.faults.set("duplicate-reply", { times: 1 });
    await client.send(ping("twice"));
    await client.send(ping("once"));
    const uuids = [await client.reply(), await client.reply(), await client.reply()].map((reply) => reply["uuid"]);
    expect(uuids).toEqual(["twice", "twice", "once"]);
  });

  test("slow: the request and those behind it wait", async () => {
    const clock = new VirtualClock();
    const { client, simulator } = await simulated({ clock });
    simulator.faults.set("slow", { times: 1, delayMs: 300 });
    await client.send(ping("slow"));
    await client.send(ping("behind"));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(299);
    expect(simulator.counts).toMatchObject({ requests: 1, replies: 0 });
    await clock.advance(1);
    expect(await client.reply()).toMatchObject({ uuid: "slow" });
    expect(await client.reply()).toMatchObject({ uuid: "behind" });
  });

  test("hang: nothing is served until it is cleared, then what waited is", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("hang");
    await client.send(openRequest());
    await client.send(ping("behind"));
    await vi.waitFor(() => expect(simulator.counts.requests).toBe(1));
    expect(simulator.account.positions()).toEqual([]);
    expect(simulator.counts.replies).toBe(0);
    simulator.faults.clear("hang");
    expect(await client.reply()).toMatchObject({ status: "FILLED" });
    expect(await client.reply()).toMatchObject({ uuid: "behind" });
  });

  test("hang with a delay: it goes on by itself", async () => {
    const clock = new VirtualClock();
    const { client, simulator } = await simulated({ clock });
    simulator.faults.set("hang", { times: 1, delayMs: 30_000 });
    await client.send(ping("a"));
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
    await clock.advance(30_000);
    expect(await client.reply()).toMatchObject({ uuid: "a" });
  });

  test("restart: the reply is lost, the account kept, and the port served again", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("restart", { times: 1 });
    const { port } = simulator;
    await client.send(openRequest());
    await vi.waitFor(() => expect(simulator.account.positions()).toHaveLength(1));
    const truth = await new Client(simulator.endpoint).ask({ action: "SYNC_ALL" });
    expect(truth.positions).toHaveLength(1);
    expect(simulator.port).toBe(port);
    expect(simulator.counts.replies).toBe(1);
  });
});

describe("away and back", () => {
  test("down: nobody listens; up: the same account at the same port", async () => {
    const { client, simulator } = await simulated({ positions: 3 });
    const before = simulator.account.positions();
    await client.ask(ping("before"));
    simulator.down();
    const blocked = await startSimulator({ port: simulator.port }).then(
      async (other) => other.stop().then(() => "free"),
      () => "taken",
    );
    expect(blocked).toBe("free");
    await simulator.up();
    expect((await new Client(simulator.endpoint).ask({ action: "SYNC_ALL" })).positions).toHaveLength(before.length);
  });

  test("restart, again and again, and by several at once", async () => {
    const { simulator } = await simulated();
    for (let time = 0; time < 5; time += 1) await simulator.restart();
    await Promise.all([simulator.restart(), simulator.restart()]);
    expect(await new Client(simulator.endpoint).ask(ping("still"))).toMatchObject({ uuid: "still" });
  });

  test("what hung before a restart is never done after it", async () => {
    const { client, simulator } = await simulated({ positions: 0 });
    simulator.faults.set("hang");
    await client.send(openRequest());
    await vi.waitFor(() => expect(simulator.counts.requests).toBe(1));
    simulator.down();
    simulator.faults.clear("hang");
    await simulator.up();
    expect((await new Client(simulator.endpoint).ask({ action: "SYNC_ALL" })).positions).toEqual([]);
  });

  test.each(["hang", "slow", "late-reply", "restart"] as const)("stops at once in the middle of %s", async (fault) => {
    const simulator = await startSimulator();
    simulator.faults.set(fault, { delayMs: 3_600_000 });
    await new Client(simulator.endpoint).send(ping("a"));
    await vi.waitFor(() => expect(simulator.counts.requests).toBe(1));
    await simulator.stop();
    await simulator.stop();
    await expect(startSimulator({ port: simulator.port }).then((other) => other.stop())).resolves.toBeUndefined();
  });
});

describe("the socket of ticks", () => {
  test("is off unless asked for", async () => {
    const { simulator } = await simulated();
    expect(simulator.tickPort).toBeNull();
  });

  test("tells bid and ask of every symbol with the time", async () => {
    const clock = new VirtualClock();
    const { simulator } = await simulated({ tickPort: 0, tickIntervalMs: 100, clock });
    const subscriber = new Subscriber({ linger: 0, receiveTimeout: 10_000 });
    onTestFinished(() => subscriber.close());
    subscriber.subscribe();
    subscriber.connect(`tcp://127.0.0.1:${simulator.tickPort}`);
    const message = subscriber.receive();
    let heard = false;
    void message.then(() => (heard = true));
    await vi.waitFor(async () => {
      await clock.advance(100);
      expect(heard).toBe(true);
    });
    const tick = JSON.parse(String((await message)[0])) as Record<string, unknown>;
    expect(tick).toMatchObject({ type: "TICK", symbol: expect.any(String) as string, time: expect.any(Number) as number });
    expect(Number(tick["ask"])).toBeGreaterThan(Number(tick["bid"]));
  });
});
