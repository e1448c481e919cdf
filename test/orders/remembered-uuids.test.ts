import { expect, it } from "vitest";
import { KillRequest, REARM_CONFIRMATION } from "../../src-main/contract/kill.ts";
import { limits } from "../../src-main/engine/limits.ts";
import { fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";

/** Denied orders take the place of executed ones in the engine's memory: whoever asks again then trades again. */
it("a uuid that was executed gets its outcome again, however many orders were denied since", { timeout: 60_000 }, async () => {
  const f = fixture();
  await f.armed();
  const intent = openIntent(f);
  void f.engine.strategies.order(intent);
  await f.clock.advance(50);
  f.engine.kill(KillRequest.parse({ reason: "x" }));
  for (let count = 0; count < limits.ordersRemembered; count += 1) await f.engine.strategies.order(openIntent(f));
  void f.engine.rearm({ name: "N", reason: "over", confirmation: REARM_CONFIRMATION });
  await f.clock.advance(5_000);
  void f.engine.strategies.order({ ...intent, receivedAtMs: f.clock.wallMs() });
  await f.clock.advance(50);
  expect(f.venue.opened).toHaveLength(1);
});
