import { expect, test } from "vitest";
import { FakeDoor, opened, READ_AT_MS, ReqClient } from "./fixture.ts";

const at = new Date(READ_AT_MS).toISOString().replace("Z", "+00:00");

test("KILL stops the agent that asks, and is answered when it is in force", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask({ action: "REGISTER", agent_id: "alpha" });
  expect(await client.ask({ action: "KILL", uuid: "k", reason: " drawdown " })).toEqual({
    uuid: "k",
    status: "ok",
    kill: { id: "kill-1", scope: "agent:alpha", reason: "drawdown", flatten: false, at, durable: false },
    state: "KILLED",
  });
  expect(door.kills).toEqual([["alpha", { scope: { kind: "agent", agentId: "alpha" }, reason: "drawdown", flatten: false }]]);
});

test.each([
  [undefined, { kind: "agent", agentId: "default" }],
  ["self", { kind: "agent", agentId: "default" }],
  ["ALL", { kind: "all" }],
  ["symbol:EURUSD", { kind: "symbol", symbol: "EURUSD" }],
  ["Symbol: US500:cash ", { kind: "symbol", symbol: "US500:cash" }],
  ["agent:beta", { kind: "agent", agentId: "beta" }],
  ["agent:team:beta-2", { kind: "agent", agentId: "team:beta-2" }],
])("a client without a name may stop %j", async (scope, wanted) => {
  const { port, door } = await opened();
  expect(await new ReqClient(port.endpoint).ask({ action: "KILL", uuid: "k", scope })).toMatchObject({ status: "ok" });
  expect(door.kills).toEqual([["default", { scope: wanted, reason: "no reason given", flatten: false }]]);
});

test.each([
  [undefined, "alpha"],
  ["self", "alpha"],
  ["agent:alpha", "alpha"],
])("with flatten the scope %j is closed too, as it is its own", async (scope, agentId) => {
  const { port, door } = await opened();
  expect(await new ReqClient(port.endpoint).ask({ action: "KILL", agent_id: agentId, scope, flatten: true })).toMatchObject({ status: "ok", kill: { flatten: true } });
  expect(door.kills).toMatchObject([["alpha", { scope: { kind: "agent", agentId: "alpha" }, flatten: true }]]);
});

test.each([
  ["flatten of everybody's", { scope: "all", flatten: true }, "FLATTEN_NOT_ALLOWED", "agent alpha may stop others, and only a person may close their positions"],
  ["flatten of a symbol", { scope: "symbol:EURUSD", flatten: true }, "FLATTEN_NOT_ALLOWED", "Nothing was stopped"],
  ["flatten of another agent's", { scope: "agent:beta", flatten: true }, "FLATTEN_NOT_ALLOWED", "flatten is true; it must be false"],
  ["flatten that is neither yes nor no", { flatten: "yes" }, "INVALID_FLATTEN", 'flatten is "yes"; it must be true or false'],
  ["a scope nobody knows", { scope: "everything" }, "INVALID_SCOPE", 'scope is "everything"; it must be "self", "all"'],
  ["a scope with too much said", { scope: "all:EURUSD" }, "INVALID_SCOPE", "scope is"],
  ["no symbol", { scope: "symbol:" }, "INVALID_SCOPE", "scope is"],
  ["no agent", { scope: "agent:../x" }, "INVALID_SCOPE", "scope is"],
  ["a scope that is no text", { scope: 5 }, "INVALID_SCOPE", "scope is 5"],
])("%s is refused with the reason, and nothing is stopped", async (_, fields, code, sentence) => {
  const { port, door } = await opened();
  const reply = await new ReqClient(port.endpoint).ask({ action: "KILL", uuid: "k", agent_id: "alpha", ...fields });
  expect(reply).toMatchObject({ uuid: "k", status: "error", error_code: code, error_msg: expect.stringContaining(sentence) as string });
  expect(door.kills).toEqual([]);
});

/** Beside alpha, which has registered: a connection without a name may be alpha's, made anew. */
async function besideAlpha(): Promise<{ readonly client: ReqClient; readonly door: FakeDoor }> {
  const { port, door } = await opened();
  door.register("alpha", null);
  return { client: new ReqClient(port.endpoint), door };
}

const stopOfAll = { scope: { kind: "all" }, reason: "for itself, without a name: no reason given", flatten: false };

test.each([[undefined], ["self"], [" Self "]])("a client that has no name any more and stops itself (scope %j) stops all, and is told so", async (scope) => {
  const { client, door } = await besideAlpha();
  const reply = await client.ask({ action: "KILL", uuid: "k", scope });
  expect(reply).toMatchObject({ uuid: "k", status: "ok", kill: { scope: "all", flatten: false }, state: "KILLED", note: expect.stringMatching(/nobody can tell which agent asks: all agents are stopped.* send agent_id/) as string });
  expect(reply).not.toHaveProperty("error_code");
  expect(door.kills).toEqual([["default", stopOfAll]]);
});

test("with flatten it is told as an error that its positions were not closed; all are stopped all the same", async () => {
  const { client, door } = await besideAlpha();
  expect(await client.ask({ action: "KILL", uuid: "k", flatten: true })).toMatchObject({
    uuid: "k",
    status: "error",
    error_code: "NOT_REGISTERED",
    error_msg: expect.stringMatching(/all agents are stopped, and no position was closed.*send KILL again with agent_id.*scope "all"/) as string,
    timestamp: expect.any(String) as string,
    kill: { scope: "all", flatten: false },
    state: "KILLED",
  });
  expect(door.kills).toEqual([["default", stopOfAll]]);
  expect(await client.ask({ action: "KILL", uuid: "k", flatten: true, agent_id: "alpha" })).toMatchObject({ status: "ok", kill: { scope: "agent:alpha", flatten: true } });
});

test.each([
  [{ scope: "agent:default", flatten: true }, { kind: "agent", agentId: "default" }],
  [{ agent_id: "default", flatten: true }, { kind: "agent", agentId: "default" }],
  [{ scope: "symbol:EURUSD" }, { kind: "symbol", symbol: "EURUSD" }],
])("beside registered agents, what it names itself is what is stopped: %j", async (fields, scope) => {
  const { client, door } = await besideAlpha();
  expect(await client.ask({ action: "KILL", uuid: "k", ...fields })).not.toHaveProperty("note");
  expect(door.kills).toMatchObject([["default", { scope, reason: "no reason given" }]]);
});

test("a long explanation is cut, not refused", async () => {
  const { port, door } = await opened();
  await new ReqClient(port.endpoint).ask({ action: "KILL", reason: "x".repeat(5_000) });
  expect(door.kills[0]?.[1].reason).toBe("x".repeat(400));
});

test("a kill that breaks says so, and the client may ask again", async () => {
  class BrokenOnce extends FakeDoor {
    isBroken = true;
    override kill(...given: Parameters<FakeDoor["kill"]>): ReturnType<FakeDoor["kill"]> {
      if (!this.isBroken) return super.kill(...given);
      this.isBroken = false;
      throw new Error("a bug");
    }
  }
  const { port } = await opened({ door: new BrokenOnce() });
  const client = new ReqClient(port.endpoint);
  expect(await client.ask({ action: "KILL", uuid: "k" })).toMatchObject({ uuid: "k", status: "error", error_code: "SERVER_ERROR" });
  expect(await client.ask({ action: "KILL", uuid: "k" })).toMatchObject({ uuid: "k", status: "ok" });
});
