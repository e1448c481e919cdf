import type { CloseIntent, OpenIntent } from "../../src-main/contract/order.ts";
import type { Fixture } from "./engine-fixture.ts";

let uuids = 0;

/** A market order as a strategy gives it, with a uuid of its own. */
export const openIntent = (f: Pick<Fixture, "clock">, patch: Partial<OpenIntent> = {}): OpenIntent => ({
  action: "OPEN",
  uuid: `u${(uuids += 1)}`,
  agentId: "default",
  symbol: "EURUSD",
  type: "BUY",
  volumeLots: 0.1,
  price: null,
  stopLoss: null,
  takeProfit: null,
  comment: "",
  magic: 202_401,
  receivedAtMs: f.clock.wallMs(),
  ...patch,
});

export const closeIntent = (f: Pick<Fixture, "clock">, ticket: number, patch: Partial<CloseIntent> = {}): CloseIntent => ({
  action: "CLOSE",
  uuid: `u${(uuids += 1)}`,
  agentId: "default",
  ticket,
  symbol: null,
  volumeLots: null,
  receivedAtMs: f.clock.wallMs(),
  ...patch,
});
