import { expect, it } from "vitest";
import { KillRequest } from "../../src-main/contract/kill.ts";
import { fixture } from "../support/engine-fixture.ts";
import { openIntent } from "../support/intents.ts";

/** An order was executed and its answer lost; a flatten then closed its position, which the record had seen. */
it("an order in doubt whose position was seen and is closed again was executed", async () => {
  const f = fixture();
  await f.armed();
  f.venue.executeThenLose = true;
  const intent = openIntent(f);
  void f.engine.strategies.order(intent);
  await f.clock.advance(6_000);
  expect(f.ledger(), "the record has seen it").toHaveLength(1);
  f.engine.kill(KillRequest.parse({ reason: "now", flatten: true }));
  await f.clock.advance(20_000);
  expect(f.venue.closedTickets).toEqual([200_001]);
  expect(await f.engine.strategies.order(intent)).toMatchObject({ kind: "confirmed", ticket: 200_001 });
});
