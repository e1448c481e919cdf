import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { startStrategyPort } from "../../src-main/strategy-port/strategy-port.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { type Answer, DealerClient, FakeDoor, filled, MAGIC, opened, openRequest, ReqClient } from "./fixture.ts";

const ping = (uuid: string): Answer => ({ action: "PING", uuid });

test("a DEALER is answered in the form in which it asked: bare, with an empty frame, behind a proxy", async () => {
  const { port } = await opened();
  const client = new DealerClient(port.endpoint);
  for (const before of [[], [""], ["hop-2", "hop-1", ""]]) {
    await client.send("Hello", before);
    expect(await client.frames()).toEqual([...before, "OK_FROM_MT5"]);
  }
});

test("a message of two frames, or of none, harms nobody", async () => {
  const { port } = await opened();
  const client = new DealerClient(port.endpoint);
  await client.socket.send(["", "{}", "{}"]);
  expect(await client.reply()).toMatchObject({ error_code: "INVALID_JSON" });
  await client.socket.send([""]);
  expect(await client.frames()).toEqual([expect.stringContaining("INVALID_JSON")]);
  await client.socket.send(Array.from({ length: 40 }, () => "x"));
  await client.send("Hello");
  expect((await client.frames()).at(-1)).toBe("OK_FROM_MT5");
  expect(port.counts().unaddressed).toBe(1);
});

test("a message over 64 KiB is answered with an error, one of 100 MB cuts its sender off, and nobody else notices", async () => {
  const { port, door } = await opened();
  const [large, other] = [new ReqClient(port.endpoint), new ReqClient(port.endpoint)];
  expect(await large.ask(openRequest({ comment: "x".repeat(70_000) }))).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: "MESSAGE_TOO_LARGE" });
  const huge = new DealerClient(port.endpoint);
  const cut = new Promise((resolve) => huge.socket.events.on("disconnect", resolve));
  await huge.send(Buffer.alloc(100 * 1024 * 1024, "x"));
  await cut;
  expect(await other.ask(ping("p"))).toMatchObject({ uuid: "p", status: "ok" });
  expect(door.intents).toEqual([]);
  expect(port.counts()).toMatchObject({ tooLarge: 1, received: 2 });
});

test("a client that floods is told so with its uuid, may still close and stop, and others are served", async () => {
  const { port, door } = await opened({ clock: new VirtualClock() });
  const [flooder, other] = [new DealerClient(port.endpoint), new ReqClient(port.endpoint)];
  const replies: Answer[] = [];
  // Read now and then: of more replies than wait for one client, some are dropped.
  for (let sent = 0; sent < 500; sent += 100) {
    for (let index = sent; index < sent + 100; index += 1) await flooder.send(ping(`p-${index}`));
    while (replies.length < sent + 100) replies.push(await flooder.reply());
  }
  expect(replies.filter(({ status }) => status === "ok")).toHaveLength(400);
  expect(replies.at(-1)).toMatchObject({ uuid: "p-499", status: "error", error_code: "RATE_LIMITED" });
  await flooder.send(openRequest());
  expect(await flooder.reply()).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: "RATE_LIMITED" });
  await flooder.send({ action: "CLOSE", uuid: "out", ticket: 1 });
  expect(await flooder.reply()).toMatchObject({ uuid: "out", status: "FILLED" });
  expect(await other.ask(ping("o"))).toMatchObject({ status: "ok" });
  await flooder.send({ action: "KILL", uuid: "stop" });
  expect(await flooder.reply()).toMatchObject({ uuid: "stop", status: "ok" });
  expect(door.intents.map(({ uuid }) => uuid)).toEqual(["out"]);
  expect(port.counts().limited).toBe(101);
});

test("the allowance comes back with time", async () => {
  const clock = new VirtualClock();
  const { port } = await opened({ clock, limits: { messagesPerSecond: 10, messagesBurst: 1 } });
  const client = new ReqClient(port.endpoint);
  expect(await client.ask(ping("1"))).toMatchObject({ status: "ok" });
  expect(await client.ask(ping("2"))).toMatchObject({ error_code: "RATE_LIMITED" });
  await clock.advance(100);
  expect(await client.ask(ping("3"))).toMatchObject({ status: "ok" });
});

test("no client, and not all together, have more orders waiting than the limits say", async () => {
  const { port, door } = await opened({ limits: { outstandingPerClientMax: 2, outstandingMax: 3 } });
  door.outcome = () => new Promise(() => {});
  const [one, other] = [new DealerClient(port.endpoint), new DealerClient(port.endpoint)];
  for (const uuid of ["1", "2", "3"]) await one.send(openRequest({ uuid }));
  expect(await one.reply()).toMatchObject({ uuid: "3", error_code: "RATE_LIMITED", error_msg: expect.stringContaining("2 requests of this client") as string });
  for (const uuid of ["4", "5"]) await other.send(openRequest({ uuid }));
  expect(await other.reply()).toMatchObject({ uuid: "5", error_code: "RATE_LIMITED", error_msg: expect.stringContaining("3 requests wait") as string });
  expect(port.counts().outstanding).toBe(3);
});

test("while no more orders may wait, closes are taken and kills are answered", async () => {
  const { port, door } = await opened({ limits: { outstandingPerClientMax: 1, outstandingMax: 1 } });
  door.outcome = () => new Promise(() => {});
  const client = new DealerClient(port.endpoint);
  await client.send(openRequest());
  await client.send({ action: "CLOSE", uuid: "out", ticket: 1 });
  await client.send({ action: "KILL", uuid: "stop" });
  expect(await client.reply()).toMatchObject({ uuid: "stop", status: "ok" });
  expect(door.intents.map(({ action }) => action)).toEqual(["OPEN", "CLOSE"]);
  expect(port.counts()).toMatchObject({ outstanding: 2, limited: 0 });
});

test("a client that does not read loses replies, and holds nobody up", async () => {
  const { port } = await opened({ limits: { messagesPerSecond: 1e6, messagesBurst: 1e6 } });
  const deaf = new DealerClient(port.endpoint);
  deaf.socket.receiveHighWaterMark = 1;
  const heard = new ReqClient(port.endpoint);
  await vi.waitFor(
    async () => {
      for (let index = 0; index < 2_000; index += 1) await deaf.send(ping("x".repeat(100)));
      expect(await heard.ask(ping("h"))).toMatchObject({ uuid: "h", status: "ok" });
      expect(port.counts().dropped).toBeGreaterThan(0);
    },
    { timeout: 25_000 },
  );
});

test("a hundred clients at once each get their own answers, and all of them", async () => {
  const { port } = await opened();
  const clients = Array.from({ length: 100 }, () => new DealerClient(port.endpoint));
  const talks = clients.map(async (client, number) => {
    for (let index = 0; index < 20; index += 1) await client.send(ping(`${number}-${index}`));
    const uuids: unknown[] = [];
    while (uuids.length < 20) uuids.push((await client.reply())["uuid"]);
    return uuids;
  });
  expect(await Promise.all(talks)).toEqual(clients.map((_, number) => Array.from({ length: 20 }, (_, index) => `${number}-${index}`)));
  expect(port.counts()).toMatchObject({ clients: 100, received: 2_000, answered: 2_000, dropped: 0, outstanding: 0 });
});

test("a client that hangs up before its answer harms nobody", async () => {
  const { port, door } = await opened();
  let finish = (): void => {};
  door.outcome = () => new Promise((resolve) => (finish = () => resolve(filled)));
  const client = new DealerClient(port.endpoint);
  await client.send(openRequest());
  await vi.waitFor(() => expect(door.intents).toHaveLength(1));
  client.socket.close();
  const other = new ReqClient(port.endpoint);
  await other.ask(ping("p"));
  finish();
  expect(await other.ask(ping("p"))).toMatchObject({ status: "ok" });
  await vi.waitFor(() => expect(port.counts().outstanding).toBe(0));
});

test("an agent that hung up is gone when its answer finds nobody, unless it has spoken by another line since", async () => {
  const { port, door } = await opened();
  const finishes: (() => void)[] = [];
  door.outcome = () => new Promise((resolve) => finishes.push(() => resolve(filled)));
  const leave = async (agentId: string): Promise<void> => {
    const client = new DealerClient(port.endpoint);
    const before = finishes.length;
    await client.send(openRequest({ uuid: agentId, agent_id: agentId }));
    await vi.waitFor(() => expect(finishes).toHaveLength(before + 1));
    client.socket.close();
  };
  await leave("alpha");
  await leave("beta");
  const other = new ReqClient(port.endpoint);
  await other.ask({ action: "PING", uuid: "p", agent_id: "beta" });
  // Until the line's end is known, an answer still finds its queue.
  await vi.waitFor(async () => {
    await leave("alpha");
    await leave("beta");
    await other.ask({ action: "PING", uuid: "p", agent_id: "beta" });
    for (const finish of finishes) finish();
    await other.ask({ action: "PING", uuid: "p", agent_id: "gamma" });
    expect(door.presence).toContain("alpha gone");
  });
  expect(door.presence).not.toContain("beta gone");
  expect(door.presence.filter((line) => line.startsWith("beta")).at(-1)).toBe("beta here");
});

test("a strategy that names its socket and comes back has its registration, and gets the answer it had left behind", async () => {
  const { port, door } = await opened();
  let finish = (): void => {};
  door.outcome = () => new Promise((resolve) => (finish = () => resolve(filled)));
  const before = new DealerClient(port.endpoint, "strategy-a");
  await before.send({ action: "REGISTER", agent_id: "alpha" });
  await before.reply();
  await before.send(openRequest());
  await vi.waitFor(() => expect(door.intents).toHaveLength(1));
  const after = new DealerClient(port.endpoint, "strategy-a");
  await after.send({ action: "PING", uuid: "back" });
  expect(await after.reply()).toMatchObject({ uuid: "back" });
  finish();
  expect(await after.reply()).toMatchObject({ uuid: "intent-1", status: "FILLED" });
  expect(door.presence.at(-1)).toBe("alpha here");
});

test("a port that is taken, or is none, is a plain failure", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void blocker.close());
  const start = (port: number): ReturnType<typeof startStrategyPort> =>
    startStrategyPort({ port, door: new FakeDoor(), clock: systemClock, ids: systemIds, magicNumber: MAGIC, version: "1" });
  expect(await start((blocker.address() as AddressInfo).port)).toMatchObject({ ok: false, failure: { code: "PORT_IN_USE" } });
  expect(await start(70_000)).toMatchObject({ ok: false, failure: { code: "LISTEN_FAILED" } });
});

test("closing says that everybody is gone, leaves no timer, and gives the port back", async () => {
  const clock = new VirtualClock();
  const { port, door } = await opened({ clock });
  await new ReqClient(port.endpoint).ask({ action: "PING", agent_id: "alpha" });
  await port.close();
  expect(door.presence).toEqual(["alpha here", "alpha gone"]);
  expect(clock.pendingTimers).toBe(0);
  const again = await opened({ port: port.port });
  expect(await new ReqClient(again.port.endpoint).askText("Hello")).toBe("OK_FROM_MT5");
});
