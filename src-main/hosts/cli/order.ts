import type { Order, OrderIntent, OrderOutcome, OrderRow, RiskCheck } from "../../contract/order.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { asked, onRunning, refused, type Asking } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";
import { figureText, NOTHING, tableLine, titleLine, type Column } from "./table.ts";

/** As many as a call gives. */
const LOOKED_THROUGH = 1000;

/** `holdfast order UUID`: one order from its intent to its end, with the numbers its checks compared. */
export async function order(io: Io, uuid: string, flags: CommonFlags & { readonly agent?: string }): Promise<number> {
  return onRunning(io, flags, async (asking) => {
    const named = await nameOrder(asking, uuid, flags.agent);
    if (typeof named === "number") return named;
    return asked(asking, "order", named, (found) =>
      found === null ? unknown(asking, uuid) : print(io, asking.asJson, { exitCode: exitCodes.ok, json: found, text: timeline(found) }),
    );
  });
}

interface Named {
  readonly agentId: string;
  readonly uuid: string;
}

/** A list shows only how a uuid begins, and uuids are each agent's own: what was typed must mean one order. */
async function nameOrder(asking: Asking, uuid: string, agentId: string | undefined): Promise<Named | number> {
  if (agentId !== undefined) {
    const known = await asking.engine.call("order", { agentId, uuid });
    if (!known.ok) return refused(asking, known.failure);
    if (known.value !== null) return { agentId, uuid };
  }
  const listed = await asking.engine.call("orders", { limit: LOOKED_THROUGH, ...(agentId === undefined ? {} : { agentId }) });
  if (!listed.ok) return refused(asking, listed.failure);
  const candidates = meant(listed.value, uuid);
  const [only] = candidates;
  if (only === undefined) return unknown(asking, uuid);
  if (candidates.length > 1) return fail(asking.io, asking.asJson, exitCodes.failed, "AMBIGUOUS", `Several orders begin with ${uuid}: ${candidates.map((row) => `${row.uuid} of ${row.agentId}`).join(", ")}.`);
  return only;
}

/** A whole uuid means itself, also where others begin with it. */
function meant(rows: readonly OrderRow[], uuid: string): readonly OrderRow[] {
  const same = rows.filter((row) => row.uuid === uuid);
  return same.length > 0 ? same : rows.filter((row) => row.uuid.startsWith(uuid));
}

const unknown = ({ io, asJson }: Asking, uuid: string): number =>
  fail(io, asJson, exitCodes.failed, "UNKNOWN_ORDER", `No order ${uuid} is known among the newest ${LOOKED_THROUGH}; older ones are found by their whole uuid with --agent.`);

function timeline({ intent, checks, durableAtMs, sentAtMs, endedAtMs, latencyMs, outcome, settledBy }: Order): string[] {
  const { agentId, uuid, receivedAtMs } = intent;
  const moment = (what: string, atMs: number | null, more = ""): string[] => {
    if (atMs === null) return [];
    return [`${new Date(atMs).toISOString().replace("T", " ")}  +${figureText(atMs - receivedAtMs).padStart(6)} ms  ${what}${more}`];
  };
  return [
    `${orderText(intent)}  agent ${agentId}`,
    `uuid ${uuid}`,
    "",
    ...moment("intent received", receivedAtMs),
    ...moment("intent durable", durableAtMs),
    ...moment("sent to the gateway", sentAtMs),
    ...moment(outcome?.kind ?? "ended", endedAtMs, latencyMs === null ? "" : `, round trip ${latencyMs.toFixed(2)} ms`),
    ...(outcome ? [outcomeText(outcome)] : ["It is still under way."]),
    ...(settledBy === null ? [] : [`It was in doubt; settled by ${settledBy}.`]),
    ...(checks.length === 0 ? [] : ["", titleLine(checkColumns), ...checks.map(checkLine)]),
  ];
}

function orderText(intent: OrderIntent): string {
  if (intent.action === "CLOSE") return `CLOSE ${intent.ticket}${intent.symbol === null ? "" : ` ${intent.symbol}`}, ${intent.volumeLots === null ? "all of it" : `${figureText(intent.volumeLots)} lots`}`;
  const { type, volumeLots, symbol, price, stopLoss, takeProfit } = intent;
  const levels = [["at", price], ["sl", stopLoss], ["tp", takeProfit]].flatMap(([word, level]) => (level === null ? [] : [`${word} ${level}`]));
  return [`${type} ${figureText(volumeLots)} ${symbol}`, ...levels].join("  ");
}

function outcomeText(outcome: OrderOutcome): string {
  if (outcome.kind !== "confirmed") return `${outcome.code}: ${outcome.message}`;
  const { ticket, price, volumeLots, note } = outcome;
  return [`ticket ${ticket}`, ...(price === null ? [] : [`at ${price}`]), ...(volumeLots === null ? [] : [`${figureText(volumeLots)} lots`]), ...(note === null ? [] : [note])].join("  ");
}

const checkColumns: readonly Column[] = [
  { title: "CHECK", width: 30 },
  { title: "", width: 4 },
  { title: "VALUE", width: 11, align: "right" },
  { title: "LIMIT", width: 11, align: "right" },
  { title: "UNIT", width: 5 },
];

function checkLine({ rule, verdict, value, limit, unit, detail }: RiskCheck): string {
  const line = tableLine(checkColumns, [rule, verdict, value === null ? NOTHING : figureText(value), limit === null ? NOTHING : figureText(limit), unit]);
  return verdict === "pass" ? line : `${line}\n  ${detail}`;
}
