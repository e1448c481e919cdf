import { onTestFinished, expect, test } from "vitest";
import { startStrategyPort } from "../../src-main/strategy-port/strategy-port.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { systemIds } from "../../src-main/system/ids.ts";
import { type Fixture, fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";
import { type Answer, MAGIC, openRequest, ReqClient } from "./fixture.ts";

/** A client of a real engine's port. */
async function clientOf({ engine }: Fixture): Promise<ReqClient> {
  const started = await startStrategyPort({ port: 0, door: engine.strategies, clock: systemClock, ids: systemIds, magicNumber: MAGIC, version: "1" });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.close());
  return new ReqClient(started.value.endpoint);
}

test("what was answered as saved is there after a crash, whole; the dead stay dead, and the engine's rules name the field", async () => {
  const before = fixture();
  await before.armed();
  const client = await clientOf(before);
  const state = { current_capital: 990.5, emotional_state: { fear: 0.25 }, own: { any: ["thing", null] } };
  await client.ask({ action: "REGISTER", agent_id: "alpha", magic: 77 });
  expect(await client.ask({ action: "SAVE_STATE", version: 3, state, private_ledger: { capital: 1_000 } })).toMatchObject({ status: "ok" });
  expect(await client.ask({ action: "SAVE_STATE", version: 4, whole: false, state: { win_rate: 0.5 }, private_ledger: { capital: "much" } })).toMatchObject({
    error_code: "INVALID_PRIVATE_LEDGER",
    error_msg: expect.stringContaining("private_ledger.capital is much") as string,
    state: { result: "saved", version: 4 },
  });
  expect(await client.ask({ action: "SAVE_STATE", version: 5, state: { agent_id: "beta" } })).toMatchObject({ error_msg: expect.stringContaining("state.agent_id is beta; must be alpha") as string });
  expect(await client.ask({ action: "SAVE_SUPERVISOR", version: 1, document: { cycle_count: 12 } })).toMatchObject({ status: "ok" });
  const death: Answer = { action: "REPORT_DEATH", agent_id: "omega", reason: "margin call", death_time: "2026-01-15T08:00:00Z", achievements: ["first"] };
  expect(await client.ask(death)).toMatchObject({ status: "ok", result: "saved", death: { at: "2026-01-15T08:00:00.000+00:00", reason: "margin call" } });
  before.crash();

  const after = await clientOf(before.restarted());
  expect(await after.ask({ action: "RESTORE", agent_id: "alpha" })).toMatchObject({
    found: true,
    alive: true,
    magic: 77,
    state: { version: 4, document: { ...state, win_rate: 0.5 } },
    private_ledger: { version: 3, document: { capital: 1_000 } },
  });
  expect(await after.ask({ action: "RESTORE", what: "supervisor" })).toMatchObject({ found: true, version: 1, document: { cycle_count: 12 } });
  expect(await after.ask({ action: "RESTORE", agent_id: "omega" })).toMatchObject({ found: true, alive: false, death: { reason: "margin call" } });
  expect(await after.ask(death)).toMatchObject({ status: "ok", result: "repeated", death: { reason: "margin call" } });
  expect(await after.ask({ action: "LEDGER", agent_id: "alpha" })).toMatchObject({ status: "ok", statistics: { trades: 0, win_rate: null }, open: [], closed: [] });
  expect(await after.ask({ action: "LEDGER", scope: "ranking" })).toMatchObject({ status: "ok", ranking: [] });
});

test("after a restart no connection has a name, and no order is another agent's or opened twice for that", async () => {
  const before = fixture();
  await before.armed();
  before.engine.strategies.register("alpha", 77);
  const opening = before.engine.strategies.order(openIntent(before, { agentId: "alpha", uuid: "reply-lost" }));
  await before.clock.advance(100);
  expect(await opening).toMatchObject({ kind: "confirmed" });
  before.crash();

  const client = await clientOf(before.restarted());
  expect(await client.ask(openRequest())).toMatchObject({ status: "REJECTED", error_code: "NOT_REGISTERED" });
  const again = openRequest({ uuid: "reply-lost", timestamp: new Date(systemClock.wallMs() - 60_000).toISOString() });
  expect(await client.ask(again)).toMatchObject({ status: "UNRESOLVED", error_code: "NOT_REGISTERED" });
  expect(await client.ask({ ...again, agent_id: "alpha" })).toMatchObject({ status: "FILLED" });
  expect(await client.ask({ ...again, uuid: "new", agent_id: "alpha" })).toMatchObject({ status: "REJECTED", error_code: "EXPIRED" });
});
