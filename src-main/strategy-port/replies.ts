import { type KillRecord, killScopeText } from "../contract/kill.ts";
import type { TradingState } from "../contract/trading-state.ts";
import type { Account } from "../domain/account.ts";
import type { OrderIntent, OrderOutcome } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import type { Fault } from "./fields.ts";

/**
 * What goes back, in the words of a v4.3 gateway. Clients of this family read numbers without asking whether they are
 * there, so what the venue did not say is written as gateways write it: 0, or an empty text.
 */
export type Reply = Readonly<Record<string, unknown>>;

export type EchoedUuid = string | number;

/** As Python's `isoformat()` writes UTC: older Pythons cannot read a `Z`. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString().replace("Z", "+00:00");

/** A request that was not done, in the form that its action has for it. */
export function failure(action: string, uuid: EchoedUuid, { code, message }: Fault, atMs: number): Reply {
  if (action === "SYNC_ALL") return { status: "ERROR", message: `${code}: ${message}`, account: {}, positions: [] };
  const status = action === "OPEN" || action === "CLOSE" ? "REJECTED" : "error";
  return { uuid, status, error_code: code, error_msg: message, timestamp: isoTime(atMs) };
}

/**
 * The outcome of an order. `UNRESOLVED` is a word gateways do not have: a client that knows only theirs takes it for
 * not `FILLED`, and whoever asks again with the same uuid is told what is known then.
 */
export function orderReply(uuid: EchoedUuid, intent: OrderIntent, outcome: OrderOutcome, atMs: number, latencyMs: number): Reply {
  switch (outcome.kind) {
    case "confirmed":
      return filled(uuid, intent, outcome, atMs, latencyMs);
    case "refused":
    case "denied":
      return failure(intent.action, uuid, outcome, atMs);
    case "unresolved":
      return { uuid, status: "UNRESOLVED", error_code: outcome.code, error_msg: outcome.message, timestamp: isoTime(atMs) };
    default:
      return outcome satisfies never;
  }
}

function filled(uuid: EchoedUuid, intent: OrderIntent, done: OrderOutcome & { kind: "confirmed" }, atMs: number, latencyMs: number): Reply {
  const end = { execution_time: isoTime(atMs), latency_ms: latencyMs, ...(done.note === null ? {} : { note: done.note }) };
  if (intent.action === "CLOSE") return { uuid, status: "FILLED", ticket: done.closingTicket ?? done.ticket, close_price: done.price ?? 0, ...end };
  const volume = done.volumeLots ?? intent.volumeLots;
  return { uuid, status: "FILLED", ticket: done.ticket, symbol: intent.symbol, volume, price: done.price ?? 0, ...end };
}

/** Flat, as `GET_ACCOUNT` has it. `timestamp` is the moment the figures were read. */
export const accountReply = (uuid: EchoedUuid, account: Account, readAtMs: number): Reply => ({
  uuid,
  status: "ok",
  balance: account.balance,
  equity: account.equity,
  margin: account.marginUsed,
  free_margin: account.marginFree,
  margin_level: account.marginLevelPct ?? 0,
  currency: account.currency ?? "",
  timestamp: isoTime(readAtMs),
});

export const positionsReply = (uuid: EchoedUuid, positions: readonly Position[], readAtMs: number): Reply => ({
  uuid,
  status: "ok",
  positions: positions.map(listedRow),
  timestamp: isoTime(readAtMs),
});

/** `SYNC_ALL` echoes no uuid, and names things its own way. */
export const syncReply = (account: Account, positions: readonly Position[]): Reply => ({
  status: "OK",
  account: {
    balance: account.balance,
    equity: account.equity,
    margin_free: account.marginFree,
    margin_used: account.marginUsed,
    margin_level: account.marginLevelPct ?? 0,
    leverage: 1,
  },
  positions: positions.map(syncRow),
  message: "Sync successful",
});

/** A stop that is in force. `durable` is false while it would not survive a restart. */
export const killReply = (uuid: EchoedUuid, { id, scope, reason, flatten, atMs, durable }: KillRecord, state: TradingState): Reply => ({
  uuid,
  status: "ok",
  kill: { id, scope: killScopeText(scope), reason, flatten, at: isoTime(atMs), durable },
  state,
});

/** What the venue told beyond a v4.3 gateway's fields, in the names that gateways have for it. */
const extras = ({ magic, comment, stopLoss, takeProfit, swap }: Position): Reply =>
  Object.fromEntries(Object.entries({ magic, comment, sl: stopLoss, tp: takeProfit, swap }).filter(([, value]) => value !== null));

const listedRow = (position: Position): Reply => ({
  ticket: position.ticket,
  symbol: position.symbol,
  type: position.side,
  volume: position.volumeLots,
  open_price: position.openPrice ?? 0,
  current_price: position.currentPrice ?? 0,
  profit: position.profit ?? 0,
  ...(position.openedAtMs === null ? {} : { open_time: isoTime(position.openedAtMs) }),
  ...extras(position),
});

const syncRow = (position: Position): Reply => ({
  symbol: position.symbol,
  ticket: position.ticket,
  volume: position.volumeLots,
  profit: position.profit ?? 0,
  price_current: position.currentPrice ?? 0,
  price_open: position.openPrice ?? 0,
  type: position.side,
  time_open: position.openedAtMs === null ? 0 : Math.floor(position.openedAtMs / 1_000),
  ...extras(position),
});
