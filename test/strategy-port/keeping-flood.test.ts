import { expect, test } from "vitest";
import type { KeepAnswer } from "../../src-main/engine/ports.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { type Answer, DealerClient, opened, openRequest, ReqClient } from "./fixture.ts";

const KIB = 1024;
const saving = (uuid: string, chars = 0): Answer => ({ action: "SAVE_STATE", uuid, version: 1, state: { note: "x".repeat(chars) } });
const never = (): Promise<KeepAnswer> => new Promise(() => {});
const limitedBecause = (reason: string): Answer => ({ status: "error", error_code: "RATE_LIMITED", error_msg: expect.stringContaining(reason) as string });

test("while no more saves may come or wait, orders, closes and kills are taken as ever", async () => {
  const { port, door } = await opened({ clock: new VirtualClock(), limits: { keepingBurst: 3, keepingOutstandingPerClientMax: 1, outstandingMax: 1 } });
  door.disk = never;
  const [client, other] = [new DealerClient(port.endpoint), new ReqClient(port.endpoint)];
  for (const uuid of ["1", "2"]) await client.send(saving(uuid));
  expect(await client.reply()).toMatchObject({ uuid: "2", ...limitedBecause("1 requests of this client wait") });
  expect(await other.ask(saving("3"))).toMatchObject(limitedBecause("1 requests wait for their answer"));
  for (const uuid of ["4", "5"]) await client.send(saving(uuid));
  await client.reply();
  expect(await client.reply()).toMatchObject({ uuid: "5", ...limitedBecause("more than 2000 messages a second from this client") });
  for (const message of [openRequest(), { action: "CLOSE", uuid: "out", ticket: 1 }, { action: "KILL", uuid: "stop" }]) {
    await client.send(message);
    expect(await client.reply()).toMatchObject({ uuid: message["uuid"] });
  }
  expect(door.intents.map(({ uuid }) => uuid)).toEqual(["intent-1", "out"]);
  expect(door.kills).toHaveLength(1);
});

test("orders that all wait keep no save out", async () => {
  const { port, door } = await opened({ limits: { outstandingPerClientMax: 1, outstandingMax: 1 } });
  door.outcome = () => new Promise(() => {});
  const client = new DealerClient(port.endpoint);
  await client.send(openRequest());
  await client.send(saving("s"));
  expect(await client.reply()).toMatchObject({ uuid: "s", status: "ok" });
});

test("saves of no client, and not of all together, take more memory than the limits say", async () => {
  const { port, door } = await opened({ limits: { outstandingBytesPerClientMax: 250 * KIB, outstandingBytesMax: 350 * KIB } });
  door.disk = never;
  const [one, other] = [new DealerClient(port.endpoint), new DealerClient(port.endpoint)];
  for (const uuid of ["1", "2", "3"]) await one.send(saving(uuid, 100 * KIB));
  // Turned away before it was read, so that nothing is known of it.
  expect(await one.reply()).toMatchObject({ uuid: "unknown", ...limitedBecause("MiB of this client wait") });
  for (const uuid of ["4", "5"]) await other.send(saving(uuid, 100 * KIB));
  expect(await other.reply()).toMatchObject(limitedBecause("requests of 0 MiB wait for their answer"));
  expect(door.saves).toHaveLength(3);
});

test("a large message counts by its size, and so does a large reply; both come back with time", async () => {
  const clock = new VirtualClock();
  const { port } = await opened({ clock, limits: { keepingPerSecond: 10, keepingBurst: 20, keepingUnitBytes: 16 * KIB } });
  const client = new ReqClient(port.endpoint);
  expect(await client.ask(saving("1", 200 * KIB))).toMatchObject({ uuid: "1", status: "ok" });
  expect(await client.ask(saving("2", 200 * KIB))).toMatchObject(limitedBecause("large ones counted by their size"));
  expect(await client.ask({ action: "RESTORE", uuid: "r" })).toMatchObject({ found: true });
  expect(await client.ask({ action: "RESTORE", uuid: "r" })).toMatchObject(limitedBecause("more than 10 messages a second"));
  await clock.advance(2_000);
  expect(await client.ask({ action: "RESTORE", uuid: "r" })).toMatchObject({ found: true });
});

test("large messages that nobody may send cost their sender as much as those that one may", async () => {
  const { port, door } = await opened({ clock: new VirtualClock(), limits: { keepingBurst: 10 } });
  const client = new ReqClient(port.endpoint);
  expect(await client.ask(openRequest({ comment: "x".repeat(100 * KIB) }))).toMatchObject({ error_code: "MESSAGE_TOO_LARGE" });
  expect(await client.ask(openRequest({ comment: "x".repeat(100 * KIB) }))).toMatchObject({ error_code: "RATE_LIMITED" });
  expect(await client.ask(openRequest())).toMatchObject({ status: "FILLED" });
  expect(door.intents).toHaveLength(1);
});
