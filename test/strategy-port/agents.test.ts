import { expect, test } from "vitest";
import { VirtualClock } from "../support/virtual-clock.ts";
import { MAGIC, opened, openRequest, ReqClient } from "./fixture.ts";

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
