import { expect, test } from "vitest";
import { type Answer, DealerClient, opened, openRequest, ReqClient } from "./fixture.ts";

const SAVED_AT = "2026-01-15T10:00:00.500+00:00";
const saving = (fields: Answer = {}): Answer => ({ action: "SAVE_STATE", uuid: "s", agent_id: "alpha", version: 1, ...fields });
const saved = (version: number): Answer => ({ result: "saved", version, saved_at: SAVED_AT });

test("an agent's state and private ledger are saved under one version, and given back whole", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask({ action: "REGISTER", agent_id: "alpha" });
  const state = { current_capital: 990.5, gene: { risk: 0.2, weights: [1, -2.5, 3e-7] }, emotional_state: { fear: 0.1 }, "its own": [null, true, "词"] };
  const ledger = { capital: 1000, virtual_positions: [{ symbol: "EURUSD", side: "BUY", amount: 0.1, entry_price: 1.08 }] };
  expect(await client.ask({ action: "SAVE_STATE", uuid: "s", version: 7, state, private_ledger: ledger })).toEqual({
    uuid: "s",
    status: "ok",
    agent_id: "alpha",
    state: saved(7),
    private_ledger: saved(7),
  });
  expect(await client.ask({ action: "RESTORE", uuid: "r" })).toEqual({
    uuid: "r",
    status: "ok",
    what: "agent",
    agent_id: "alpha",
    found: true,
    alive: true,
    death: null,
    magic: null,
    state: { version: 7, saved_at: SAVED_AT, document: state },
    private_ledger: { version: 7, saved_at: SAVED_AT, document: ledger },
  });
});

test("of a save that is not whole only what it names changes", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  await client.ask(saving({ state: { a: 1, b: 2, c: 3 }, private_ledger: { capital: 1, note: "x" } }));
  await client.ask(saving({ version: 2, whole: false, state: { b: null }, removed: ["c", "unknown"], private_removed: ["note"] }));
  expect(await client.ask({ action: "RESTORE", uuid: "r", agent_id: "alpha" })).toMatchObject({ state: { version: 2, document: { a: 1, b: null } }, private_ledger: { version: 2, document: { capital: 1 } } });
  await client.ask(saving({ version: "3", state: { a: 2 } }));
  const { state } = await client.ask({ action: "RESTORE", uuid: "r", agent_id: "alpha" });
  expect(state).toMatchObject({ version: 3, document: { a: 2 } });
  expect(state).not.toHaveProperty("document.b");
});

test("the same save again is repeated, an older one is stale and says what is kept", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  const save = saving({ version: 5, state: { a: 1 } });
  await client.ask(save);
  expect(await client.ask(save)).toMatchObject({ status: "ok", state: { result: "repeated", version: 5, saved_at: SAVED_AT } });
  expect(await client.ask(saving({ version: 4, state: { a: 0 } }))).toMatchObject({
    uuid: "s",
    status: "error",
    error_code: "STALE_VERSION",
    error_msg: "state is not kept: version is 4; it must be above 5, which is kept",
    kept_version: 5,
    agent_id: "alpha",
    state: { result: "stale", error_code: "STALE_VERSION", kept_version: 5 },
  });
  expect(await client.ask(saving({ version: 5, state: { a: 2 } }))).toMatchObject({ error_code: "STALE_VERSION", error_msg: expect.stringContaining("kept already with another content") as string });
  expect(await client.ask({ action: "RESTORE", agent_id: "alpha" })).toMatchObject({ state: { document: { a: 1 } } });
});

test("where one of two documents cannot be kept, the answer says which is and which is not", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  const reply = await client.ask(saving({ state: { win_rate: 0.5 }, private_ledger: { capital: "much" } }));
  expect(reply).toMatchObject({
    status: "error",
    error_code: "INVALID_PRIVATE_LEDGER",
    error_msg: expect.stringMatching(/^state is kept; private_ledger is not kept: private_ledger\.capital is much; /) as string,
    state: saved(1),
    private_ledger: { result: "invalid", error_code: "INVALID_PRIVATE_LEDGER" },
  });
  expect(reply).not.toHaveProperty("kept_version");
  expect(await client.ask({ action: "RESTORE", agent_id: "alpha" })).toMatchObject({ found: true, state: { version: 1 }, private_ledger: null });
});

test("what could not be written down is said not to be kept", async () => {
  const { port, door } = await opened();
  door.disk = (_, which) => Promise.resolve(which === "state" ? { kind: "failed", code: "JOURNAL_UNWRITABLE", message: "the disk is full" } : null);
  const client = new ReqClient(port.endpoint);
  expect(await client.ask(saving({ state: {}, private_ledger: {} }))).toMatchObject({
    status: "error",
    error_code: "JOURNAL_UNWRITABLE",
    error_msg: "state is not kept: the disk is full; private_ledger is kept",
    state: { result: "failed" },
    private_ledger: { result: "saved" },
  });
  door.disk = () => Promise.reject(new Error("a bug"));
  expect(await client.ask(saving({ version: 2, state: {} }))).toMatchObject({ uuid: "s", status: "error", error_code: "SERVER_ERROR" });
});

test.each([
  [{}, "MISSING_STATE", "state, as well as private_ledger, is missing"],
  [{ state: null }, "MISSING_STATE", "one of the two is enough"],
  [{ version: undefined, state: {} }, "MISSING_VERSION", "version is missing; it must be a whole number from 0"],
  [{ version: 1.5, state: {} }, "INVALID_VERSION", "version is 1.5"],
  [{ version: -1, state: {} }, "INVALID_VERSION", "version is -1"],
  [{ version: 2 ** 53, state: {} }, "INVALID_VERSION", "version is 9007199254740992"],
  [{ whole: "no", state: {} }, "INVALID_WHOLE", 'whole is "no"; it must be true or false'],
  [{ whole: false, state: {}, removed: "a" }, "INVALID_REMOVED", 'removed is "a"; it must be a list of names'],
  [{ whole: false, private_ledger: {}, private_removed: [1] }, "INVALID_PRIVATE_REMOVED", "private_removed is a list; it must be"],
  [{ state: {}, removed: ["a"] }, "INVALID_REMOVED", "left out unless whole is false"],
  [{ agent_id: "../x", state: {} }, "INVALID_AGENT_ID", "agent_id is"],
])("a save %j is refused at the door with field, value and rule", async (fields, code, sentence) => {
  const { port, door } = await opened();
  const reply = await new ReqClient(port.endpoint).ask(saving(fields));
  expect(reply).toMatchObject({ uuid: "s", status: "error", error_code: code, error_msg: expect.stringContaining(sentence) as string });
  expect(door.saves).toEqual([]);
});

const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);

test.each([
  ["a list", "[1]", 'state is a list; must be a JSON object'],
  ["a text", '"{}"', 'state is "{}"; must be a JSON object'],
  ["NaN, as Python writes it", '{"gene":[1,{"bias":NaN}]}', "state.gene.1.bias is NaN or infinite; must be a finite number"],
  ["-Infinity, as Python writes it", '{"total_profit":-Infinity}', "state.total_profit is NaN or infinite; must be a finite number"],
  ["a number too large for one", '{"total_profit":1e400}', "state.total_profit is NaN or infinite; must be a finite number"],
  ["a name that would change what it is", '{"gene":{"__proto__":{}}}', "state.gene.__proto__ is an object; must be called something other than __proto__"],
  ["nested without end", JSON.stringify(nested(40)), "must be nested at most 32 levels deep"],
  ["of too many values", JSON.stringify({ own: Array.from({ length: 50_001 }, () => 0) }), "must be a document of at most 50000 values"],
  ["of too many characters", JSON.stringify({ note: "x".repeat(300_000) }), "must be a document of at most 262144 characters"],
])("a document that is %s never reaches the engine, and its sender may go on", async (_, state, sentence) => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  const reply = await client.ask(JSON.stringify(saving({ state: "<state>" })).replace('"<state>"', state));
  expect(reply).toMatchObject({ uuid: "s", status: "error", error_code: "INVALID_STATE", error_msg: expect.stringContaining(sentence) as string, state: { result: "invalid" } });
  expect(door.saves).toEqual([]);
  expect(await client.ask({ action: "PING", uuid: "p" })).toMatchObject({ status: "ok" });
});

test("both documents as large as they may be are saved and given back; an order of that size is not", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  const [state, ledger] = [{ note: "x".repeat(262_000) }, { own_trades: Array.from({ length: 19_000 }, (_, index) => index / 7), note: "y".repeat(260_000) }];
  expect(await client.ask(saving({ state, private_ledger: ledger }))).toMatchObject({ status: "ok" });
  const kept = await client.ask({ action: "RESTORE", agent_id: "alpha" });
  expect(kept).toMatchObject({ state: { document: state }, private_ledger: { document: ledger } });
  expect(await client.ask(openRequest({ comment: "x".repeat(262_000) }))).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: "MESSAGE_TOO_LARGE" });
  expect(await client.ask(saving({ state: { note: "x".repeat(1_200_000) } }))).toMatchObject({ uuid: "unknown", status: "error", error_code: "MESSAGE_TOO_LARGE" });
  expect(await client.ask(saving({ version: 2, state: {} }))).toMatchObject({ status: "ok" });
  expect(port.counts().tooLarge).toBe(2);
  expect(door.intents).toEqual([]);
});

test("a dead agent is reported once with all that is told of it, and takes no more saves", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  const report = { action: "REPORT_DEATH", uuid: "d", agent_id: "alpha", timestamp: "2026-01-15T10:00:00Z", reason: "margin call", death_time: 1_768_471_200, final_capital: 3.5, medals: ["old"] };
  const answer = { uuid: "d", status: "ok", agent_id: "alpha", death: { at: SAVED_AT, reason: "margin call" } };
  expect(await client.ask(report)).toEqual({ ...answer, result: "saved" });
  expect(await client.ask(report)).toEqual({ ...answer, result: "repeated" });
  expect(door.deaths[0]).toEqual(["alpha", { death_reason: "margin call", death_time: 1_768_471_200, final_capital: 3.5, medals: ["old"] }]);
  expect(await client.ask(saving({ state: {} }))).toMatchObject({
    status: "error",
    error_code: "AGENT_DEAD",
    error_msg: expect.stringContaining(`the agent died at ${SAVED_AT} (margin call)`) as string,
    death: { at: SAVED_AT, reason: "margin call" },
    state: { result: "dead" },
  });
  expect(await client.ask({ action: "RESTORE", agent_id: "alpha" })).toMatchObject({ found: true, alive: false, death: { reason: "margin call" }, state: null });
});

test.each([
  ['{"death_time":"yesterday"}', "INVALID_DEATH_TIME", 'death_time is "yesterday"; it must be an ISO 8601 time'],
  ['{"death_time":NaN}', "INVALID_DEATH_TIME", "death_time is NaN or infinite"],
  ['{"final_capital":NaN}', "INVALID_DEATH", "death.final_capital is NaN or infinite; must be a finite number"],
])("a death reported with %s is refused", async (fields, code, sentence) => {
  const { port, door } = await opened();
  const reply = await new ReqClient(port.endpoint).ask(`{"action":"REPORT_DEATH","uuid":"d",${fields.slice(1)}`);
  expect(reply).toMatchObject({ uuid: "d", status: "error", error_code: code, error_msg: expect.stringContaining(sentence) as string });
  expect(door.deaths).toEqual([]);
});

test("a death that the engine refuses names the field, and one that is not written down says so", async () => {
  const { port, door } = await opened();
  const client = new ReqClient(port.endpoint);
  door.disk = () => Promise.resolve({ kind: "invalid", field: "win_rate", value: "", rule: "Too big" });
  expect(await client.ask({ action: "REPORT_DEATH", uuid: "d" })).toMatchObject({ status: "error", error_code: "INVALID_DEATH", error_msg: "death.win_rate: Too big", agent_id: "default" });
  door.disk = () => Promise.resolve({ kind: "failed", code: "JOURNAL_UNWRITABLE", message: "the disk is full" });
  expect(await client.ask({ action: "REPORT_DEATH", uuid: "d" })).toMatchObject({ status: "error", error_code: "JOURNAL_UNWRITABLE", result: "failed" });
});

test.each([
  ["SAVE_SUPERVISOR", "supervisor", { cycle_count: 4, environment_pressure: 0.3 }, { cycle_count: -1 }],
  ["SAVE_MASTERMIND", "mastermind", { total_capital: 5e6, intervention_mode: "llm" }, { intervention_mode: "nobody" }],
  ["SAVE_VALHALLA", "valhalla", { last_review: "all fine" }, { total_heroes: 0.5 }],
])("%s keeps its document by version, and RESTORE gives it back", async (action, what, document, wrong) => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  const asked = { action: "RESTORE", uuid: "r", what: ` ${what.toUpperCase()}` };
  expect(await client.ask(asked)).toEqual({ uuid: "r", status: "ok", what, found: false, version: null, saved_at: null, document: null });
  expect(await client.ask({ action, uuid: "s", version: 2, document })).toEqual({ uuid: "s", status: "ok", what, ...saved(2) });
  expect(await client.ask(asked)).toEqual({ uuid: "r", status: "ok", what, found: true, version: 2, saved_at: SAVED_AT, document });
  expect(await client.ask({ action, uuid: "s", version: 1, document })).toMatchObject({ status: "error", error_code: "STALE_VERSION", what, result: "stale", kept_version: 2 });
  expect(await client.ask({ action, uuid: "s", version: 3, document: wrong })).toMatchObject({ status: "error", error_code: "INVALID_DOCUMENT", error_msg: expect.stringContaining(`document.${Object.keys(wrong)[0]} is`) as string });
  expect(await client.ask({ action, uuid: "s", version: 3 })).toMatchObject({ status: "error", error_code: "MISSING_DOCUMENT" });
  expect(await client.ask({ action, uuid: "s", version: 3, whole: false, document: { extra: 1 }, removed: Object.keys(document) })).toMatchObject({ status: "ok" });
  expect(await client.ask(asked)).toMatchObject({ version: 3, document: { extra: 1 } });
});

test("nothing kept is not an error, and who it is asked of is", async () => {
  const { port } = await opened();
  const client = new ReqClient(port.endpoint);
  expect(await client.ask({ action: "RESTORE", uuid: "r" })).toMatchObject({ status: "ok", agent_id: "default", found: false, alive: true, state: null, private_ledger: null });
  expect(await client.ask({ action: "RESTORE", uuid: "r", what: "oracle" })).toMatchObject({ status: "error", error_code: "INVALID_WHAT", error_msg: 'what is "oracle"; it must be one of agent, supervisor, mastermind, valhalla' });
});

test("a supervisor saves for 1,000 agents in one go, all are answered, and then it restores them all", async () => {
  const { port, door } = await opened();
  const client = new DealerClient(port.endpoint);
  const agents = Array.from({ length: 1_000 }, (_, index) => `agent-${index}`);
  // Group commit: nothing is answered before everything has come, and then everything at once.
  let commit = (): void => {};
  const committed = new Promise<null>((resolve) => (commit = () => resolve(null)));
  door.disk = () => committed;
  for (const agentId of agents) await client.send(saving({ agent_id: agentId, uuid: agentId, state: { gene: agentId.repeat(300) }, private_ledger: {} }));
  await expect.poll(() => port.counts().outstanding, { timeout: 10_000 }).toBe(1_000);
  commit();
  const answered = await replies(client, 1_000);
  expect(new Set(answered.filter(({ status }) => status === "ok").map(({ uuid }) => uuid))).toEqual(new Set(agents));
  for (const agentId of agents) await client.send({ action: "RESTORE", agent_id: agentId });
  const restored = await replies(client, 1_000);
  expect(new Set(restored.filter(({ found }) => found === true).map(({ agent_id: agentId }) => agentId))).toEqual(new Set(agents));
  expect(port.counts()).toMatchObject({ limited: 0, dropped: 0, outstanding: 0 });
});

async function replies(client: DealerClient, count: number): Promise<Answer[]> {
  const all: Answer[] = [];
  while (all.length < count) all.push(await client.reply());
  return all;
}
