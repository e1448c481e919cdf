import { expect, test } from "vitest";
import { VirtualClock } from "../support/virtual-clock.ts";
import type { DefaultAgent } from "../../src-main/strategy-port/open-gate.ts";
import { FakeDoor, MAGIC, opened, openRequest, ReqClient } from "./fixture.ts";

test("a client that says nothing is the default agent, and sees everything of the magic number", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  const { positions } = await client.ask({ action: "GET_POSITIONS", uuid: "g" });
  await client.ask(openRequest());
  expect(positions).toHaveLength(2);
  expect(door.intents[0]?.agentId).toBe("default");
});

test("a registered client is its agent from then on: its orders, its positions, its magic", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  expect(await client.ask({ action: "REGISTER", uuid: "r", agent_id: "alpha", magic: 99, capabilities: [] })).toEqual({ uuid: "r", status: "ok", agent_id: "alpha", magic: 99, state: "TRIPPED" });
  await client.ask(openRequest({ magic: undefined }));
  await client.ask(openRequest({ magic: 0, agent_id: "beta" }));
  const own = await client.ask({ action: "SYNC_ALL" });
  const all = await client.ask({ action: "SYNC_ALL", scope: "all" });
  expect(door.registered).toEqual([["alpha", 99]]);
  expect(door.intents).toMatchObject([{ agentId: "alpha", magic: 99 }, { agentId: "beta", magic: MAGIC }]);
  expect(own["positions"]).toMatchObject([{ ticket: 1 }]);
  expect(all["positions"]).toHaveLength(2);
});

test("an agent id on a request counts for that request alone", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  const { positions } = await client.ask({ action: "GET_POSITIONS", uuid: "g", agent_id: "beta" });
  await client.ask({ action: "GET_POSITIONS", uuid: "g", agent_id: "default" });
  await client.ask({ action: "GET_POSITIONS", uuid: "g" });
  expect(positions).toMatchObject([{ ticket: 2 }]);
  expect(door.askedPositionsOf).toEqual(["beta", "default", null]);
});

test("two clients with the same uuid are two agents with an order each", async () => {
  const { port, door } = await opened();
  const [one, other] = [new ReqClient(port.endpoint), new ReqClient(port.endpoint)];
  await one.ask({ action: "REGISTER", agent_id: "alpha" });
  await other.ask({ action: "REGISTER", agent_id: "beta" });
  await one.ask(openRequest({ uuid: "same" }));
  await other.ask(openRequest({ uuid: "same" }));
  expect(door.intents.map(({ agentId, uuid }) => `${agentId} ${uuid}`)).toEqual(["alpha same", "beta same"]);
});

test("a registration without a name, or with a magic that is none, is refused", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  expect(await client.ask({ action: "REGISTER", uuid: "r" })).toMatchObject({ status: "error", error_code: "MISSING_AGENT_ID" });
  expect(await client.ask({ action: "REGISTER", uuid: "r", agent_id: "alpha", magic: -1 })).toMatchObject({ status: "error", error_code: "INVALID_MAGIC" });
  expect(await client.ask({ action: "GET_POSITIONS", uuid: "g", scope: "mine" })).toMatchObject({ status: "error", error_code: "INVALID_SCOPE" });
  expect(door.registered).toEqual([]);
});

test("STATUS tells the state, why, and since when", async () => {
  const { port } = await opened();
  const since = "2026-01-15T09:00:00.250+00:00";
  expect(await new ReqClient(port.endpoint).ask({ action: "STATUS", uuid: "s" })).toEqual({
    uuid: "s",
    status: "ok",
    state: "TRIPPED",
    reasons: [{ code: "HEARTBEAT_FAILURE", detail: "3 beats missed", since }],
    since,
  });
});

test("an agent that was silent for more than 30 s is gone, and here again when it speaks", async () => {
  const clock = new VirtualClock();
  const { port, door } = await opened({ clock });
  const client = new ReqClient(port.endpoint);
  await client.ask({ action: "PING", uuid: "p", agent_id: "alpha" });
  await clock.advance(20_000);
  await client.ask({ action: "PING", uuid: "p", agent_id: "beta" });
  await clock.advance(16_000);
  expect(door.presence).toEqual(["alpha here", "beta here", "alpha gone"]);
  await client.ask({ action: "PING", uuid: "p", agent_id: "alpha" });
  expect(door.presence.at(-1)).toBe("alpha here");
  expect(port.counts().agents).toBe(2);
});

test("no more agents and connections are remembered than the limit says", async () => {
  const { port, door } = await opened({ limits: { agentsMax: 2, clientsMax: 2 } });
  const registered = new ReqClient(port.endpoint);
  await registered.ask({ action: "REGISTER", agent_id: "alpha" });
  for (let index = 1; index <= 3; index += 1) await new ReqClient(port.endpoint).ask({ action: "PING", agent_id: `agent-${index}` });
  expect(port.counts()).toMatchObject({ clients: 2, agents: 2 });
  expect(door.presence).toContain("agent-1 gone");
  // Strangers are forgotten before it.
  await registered.ask(openRequest());
  expect(door.intents[0]?.agentId).toBe("alpha");
});

test("an agent that the engine remembers from an earlier run keeps its magic number", async () => {
  const door = new FakeDoor();
  door.register("alpha", 77);
  const { port } = await opened({ door });
  await new ReqClient(port.endpoint).ask(openRequest({ agent_id: "alpha", magic: 0 }));
  expect(door.intents).toMatchObject([{ agentId: "alpha", magic: 77 }]);
});

test("after its line dropped an agent is nobody: it opens nothing until it says its name again, and its exits stay open", async () => {
  const { port, door } = await opened();
  await new ReqClient(port.endpoint).ask({ action: "REGISTER", agent_id: "alpha", magic: 77 });
  const again = new ReqClient(port.endpoint);
  expect(await again.ask(openRequest())).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: "NOT_REGISTERED", error_msg: expect.stringContaining("send REGISTER again, or agent_id with each order") as string });
  expect(await again.ask({ action: "CLOSE", uuid: "c", ticket: 1 })).toMatchObject({ status: "FILLED" });
  for (const action of ["PING", "GET_ACCOUNT", "GET_POSITIONS", "STATUS", "KILL"]) expect(await again.ask({ action, uuid: action })).toMatchObject({ status: "ok" });
  expect(await again.ask({ action: "SYNC_ALL" })).toMatchObject({ status: "OK" });
  expect(door.intents).toMatchObject([{ action: "CLOSE", agentId: "default" }]);
  await again.ask({ action: "REGISTER", agent_id: "alpha", magic: 77 });
  await again.ask(openRequest({ magic: 0 }));
  expect(door.intents[1]).toMatchObject({ action: "OPEN", agentId: "alpha", magic: 77 });
});

test("an order that it asks after without its name may be open: that is not called rejected", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask({ action: "REGISTER", agent_id: "alpha" });
  await client.ask(openRequest({ uuid: "reply-lost" }));
  const again = new ReqClient(port.endpoint);
  expect(await again.ask(openRequest({ uuid: "reply-lost" }))).toMatchObject({ status: "UNRESOLVED", error_code: "NOT_REGISTERED", error_msg: expect.stringContaining("ask again in its name") as string });
  expect(door.intents).toHaveLength(1);
  expect(await again.ask(openRequest({ uuid: "reply-lost", agent_id: "alpha" }))).toMatchObject({ status: "FILLED" });
});

test("a part that it closed is not closed a second time when it asks after that without its name", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask({ action: "REGISTER", agent_id: "alpha" });
  const close = { action: "CLOSE", uuid: "half", ticket: 1, volume: 0.05 };
  await client.ask(close);
  const again = new ReqClient(port.endpoint);
  expect(await again.ask(close)).toMatchObject({ uuid: "half", status: "UNRESOLVED", error_code: "NOT_REGISTERED", error_msg: expect.stringContaining("ask again in its name") as string });
  expect(door.intents).toHaveLength(1);
  expect(await again.ask({ ...close, agent_id: "alpha" })).toMatchObject({ status: "FILLED" });
  expect(await again.ask({ ...close, uuid: "new" }), "a close that nobody knows passes").toMatchObject({ status: "FILLED" });
  expect(await again.ask({ ...close, uuid: "new" }), "and its repeat is default's").toMatchObject({ status: "FILLED" });
});

test("where clients without a name are meant to trade beside registered agents, their closes pass whatever their uuid", async () => {
  const { port, door } = await opened({ defaultAgent: "always" });
  door.register("alpha", null);
  const client = new ReqClient(port.endpoint);
  await client.ask({ action: "CLOSE", uuid: 1, ticket: 1, agent_id: "alpha" });
  expect(await client.ask({ action: "CLOSE", uuid: 1, ticket: 2 })).toMatchObject({ status: "FILLED" });
});

test("a client without a name still learns what became of an order from before the others came", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask(openRequest({ uuid: "early" }));
  await new ReqClient(port.endpoint).ask({ action: "REGISTER", agent_id: "alpha" });
  expect(await client.ask(openRequest({ uuid: "early" }))).toMatchObject({ status: "FILLED" });
  expect(await client.ask(openRequest({ uuid: "later" }))).toMatchObject({ status: "REJECTED", error_code: "NOT_REGISTERED" });
  expect(await client.ask(openRequest({ uuid: "later", agent_id: "default" }))).toMatchObject({ status: "FILLED" });
});

test.each<[DefaultAgent | undefined, "alone" | "beside alpha", "FILLED" | "REJECTED"]>([
  [undefined, "alone", "FILLED"],
  ["when alone", "beside alpha", "REJECTED"],
  ["always", "beside alpha", "FILLED"],
  ["never", "alone", "REJECTED"],
])("with STRATEGY_DEFAULT_AGENT %s an OPEN without a name, %s, is %s", async (defaultAgent, company, status) => {
  const { port, door } = await opened(defaultAgent && { defaultAgent });
  door.register("default", null);
  if (company === "beside alpha") door.register("alpha", null);
  expect(await new ReqClient(port.endpoint).ask(openRequest())).toMatchObject({ status });
});
