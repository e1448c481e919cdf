import { isDeepStrictEqual } from "node:util";
import type { CloseIntent, Order, OrderIntent } from "../../src-main/contract/order.ts";
import { sameSymbol } from "../../src-main/domain/position.ts";
import { createRestoration } from "../../src-main/engine/restoration.ts";
import type { Stop } from "./trading-operator.ts";
import type { TradingStory } from "./trading-story.ts";

/** At the very moment at which an order leaves: does everything that a person was told allow it? */
export function checkLeaving({ engine, operator: { stops, isReduceOnly }, violations }: TradingStory, intent: OrderIntent): void {
  const { state } = engine;
  const allowed = intent.action === "OPEN" ? ["ARMED"] : ["ARMED", "TRIPPED", "REDUCE_ONLY"];
  if (!allowed.includes(state)) violations.push(`${intent.action} ${intent.uuid} left while ${state}`);
  if (intent.action === "OPEN" && isReduceOnly) violations.push(`${intent.uuid} left after reduce-only was set`);
  const stop = stops.find((inForce) => !inForce.isEnding && forbids(inForce, intent));
  if (stop) violations.push(`${intent.action} ${intent.uuid} left after the kill ${stop.id} (${stop.scope.kind}) had returned`);
}

function forbids({ scope }: Stop, intent: OrderIntent): boolean {
  if (scope.kind === "all") return true;
  if (intent.action === "CLOSE") return false;
  return scope.kind === "symbol" ? sameSymbol(scope.symbol, intent.symbol) : scope.agentId === intent.agentId;
}

/** What counts against the limits is never less than what the orders of strategies have open at the venue. */
export function checkExposure({ engine, venue, violations }: TradingStory): void {
  if (engine.state !== "ARMED") return;
  const counted = engine.orders.risk().rows.find(({ rule }) => rule === "max_total_exposure_lots")?.value ?? 0;
  const open = venue.account.heldByOrders().reduce((sum, { position }) => sum + position.volumeLots, 0);
  if (counted < open - 0.001) violations.push(`${counted} lots count against the limits while ${open} are open`);
}

/** Everything is settled, and what was said of every order is what happened. */
export function checkEnd(story: TradingStory): void {
  const { engine, venue, asked, remembered, journal, violations } = story;
  if (engine.state !== "ARMED") violations.push(`it ends ${engine.state}: ${JSON.stringify(engine.status().reasons)}`);
  const folded = createRestoration();
  folded.fold(journal.entries);
  folded.book.endReplay();
  for (const { intent, answer } of remembered) {
    const { agentId, uuid } = intent;
    const order = engine.orders.find(agentId, uuid);
    if (!order?.outcome || order.outcome.kind === "unresolved") violations.push(`${uuid} is never settled: ${JSON.stringify(order?.outcome)}`);
    else checkOutcome(story, order);
    if (!isDeepStrictEqual(answer, order?.outcome)) violations.push(`${uuid} was last told ${JSON.stringify(answer)} of ${JSON.stringify(order?.outcome)}`);
    if (!isDeepStrictEqual(folded.book.find(agentId, uuid), order)) violations.push(`${uuid}: the journal says ${JSON.stringify(folded.book.find(agentId, uuid))} of ${JSON.stringify(order)}`);
  }
  const foreign = venue.account.executions.filter(({ uuid }) => !asked.has(uuid));
  if (foreign.length > 0) violations.push(`executed, and asked by nobody: ${JSON.stringify(foreign)}`);
}

function checkOutcome(story: TradingStory, order: Order): void {
  const { intent, outcome, settledBy } = order;
  const { account } = story.venue;
  const executions = account.executionsOf(intent.uuid);
  const said = `${intent.action} ${intent.uuid} ${outcome?.kind} (by ${settledBy ?? "its answer"}: ${JSON.stringify(outcome)})`;
  if (executions.length > 1) story.violations.push(`${intent.uuid} has ${executions.length} positions`);
  if (intent.action === "CLOSE") return checkClose(story, intent, order, said);
  if (outcome?.kind === "confirmed") {
    const isTrue = executions.some(({ ticket }) => ticket === outcome.ticket);
    if (!isTrue) story.violations.push(`${said}, and the broker has ${JSON.stringify(executions)}`);
  } else if (executions.length > 0) story.violations.push(`${said}, and the broker executed it: ${JSON.stringify(executions)}`);
}

function checkClose({ venue, violations }: TradingStory, intent: CloseIntent, { outcome }: Order, said: string): void {
  const { account } = venue;
  const mine = account.closings.filter(({ label }) => label === intent.uuid);
  if (mine.length > 1) violations.push(`${intent.uuid} closed ${mine.length} times`);
  if (outcome?.kind !== "confirmed") {
    if (mine.length > 0) violations.push(`${said}, and the broker closed it`);
  } else if (mine.length === 0 && account.isOpen(intent.ticket)) violations.push(`${said}, and its position is open, untouched`);
}
