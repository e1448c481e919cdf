import type { OrderRow, OrderStatus } from "../../contract/order.ts";
import { pause } from "../../engine/startup-gate.ts";
import { systemClock } from "../../system/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { print } from "../terminal.ts";
import type { Io } from "../terminal.ts";
import { asked, onRunning, refused, type Asking } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";
import { figureText, NOTHING, tableLine, titleLine, type Column } from "./table.ts";

export interface OrdersFlags extends CommonFlags {
  readonly follow?: boolean;
  readonly agent?: string;
  readonly symbol?: string;
  readonly status?: OrderStatus;
  readonly limit: number;
}

/** How often a follower looks, and how many orders it looks through each time: as many as a call gives. */
const LOOK_INTERVAL_MS = 500;
const FOLLOWED = 1000;

/** `holdfast orders`: the newest that match, newest last; with `--follow` also what comes, until Ctrl+C. */
export async function orders(io: Io, flags: OrdersFlags): Promise<number> {
  return onRunning(io, flags, (asking) => {
    if (flags.follow) return follow(asking, flags);
    return asked(asking, "orders", filterOf(flags, flags.limit), (rows) =>
      print(io, asking.asJson, { exitCode: exitCodes.ok, json: rows, text: rows.length === 0 ? ["no orders"] : [titleLine(columns), ...orderLines(rows)] }),
    );
  });
}

const filterOf = ({ agent, symbol, status }: OrdersFlags, limit: number) => ({
  limit,
  ...(agent === undefined ? {} : { agentId: agent }),
  ...(symbol === undefined ? {} : { symbol }),
  ...(status === undefined ? {} : { status }),
});

/** The orders of the beginning, then each that is new or else than before; with `--json` one object a line. */
async function follow(asking: Asking, flags: OrdersFlags): Promise<number> {
  const { io, asJson, engine } = asking;
  const ended = AbortSignal.any([io.signal, io.readerGone]);
  let seen = new Map<string, string>();
  let lastDay: string | null = null;
  const show = (rows: readonly OrderRow[]): void => {
    for (const line of asJson ? rows.map((row) => JSON.stringify(row)) : orderLines(rows, lastDay)) io.line(line);
    const last = rows.at(-1);
    if (last) lastDay = dayOf(last);
  };

  if (!asJson) io.line(titleLine(columns));
  for (let look = 0; !ended.aborted; look += 1) {
    const answer = await engine.call("orders", filterOf(flags, FOLLOWED));
    if (ended.aborted) break;
    if (!answer.ok) return refused(asking, answer.failure);
    const now = new Map(answer.value.map((row) => [keyOf(row), JSON.stringify(row)]));
    const fresh = answer.value.filter((row) => seen.get(keyOf(row)) !== now.get(keyOf(row)));
    if (look > 0 && fresh.length === FOLLOWED) io.errorLine(`More than ${FOLLOWED} orders came at once; some are not shown. --agent, --symbol and --status narrow it down.`);
    show(look === 0 ? fresh.slice(-flags.limit) : fresh);
    seen = now;
    await pause(systemClock, LOOK_INTERVAL_MS, ended);
  }
  return exitCodes.ok;
}

const keyOf = ({ agentId, uuid }: OrderRow): string => `${agentId}\n${uuid}`;

const columns: readonly Column[] = [
  { title: "UTC", width: 8 },
  { title: "STATUS", width: 10 },
  { title: "AGENT", width: 8 },
  { title: "SYMBOL", width: 8 },
  { title: "TYPE", width: 10 },
  { title: "LOTS", width: 6, align: "right" },
  { title: "UUID", width: 8 },
  { title: "RESULT", width: 15 },
];

/** Under a line with its day wherever that changes; `day` is the one that was said before. */
function orderLines(rows: readonly OrderRow[], day: string | null = null): string[] {
  let saidDay = day;
  return rows.flatMap((row) => {
    const isSaid = dayOf(row) === saidDay;
    saidDay = dayOf(row);
    return isSaid ? [orderLine(row)] : [saidDay, orderLine(row)];
  });
}

const dayOf = ({ receivedAtMs }: OrderRow): string => new Date(receivedAtMs).toISOString().slice(0, 10);

function orderLine({ receivedAtMs, status, agentId, symbol, type, volumeLots, uuid, ticket, code }: OrderRow): string {
  const result = status === "confirmed" ? ticket : code;
  return tableLine(columns, [
    new Date(receivedAtMs).toISOString().slice(11, 19),
    status,
    agentId,
    symbol ?? NOTHING,
    type ?? "CLOSE",
    volumeLots === null ? "all" : figureText(volumeLots),
    uuid,
    String(result ?? NOTHING),
  ]);
}
