import { createHash } from "node:crypto";
import type { Position } from "../../src-main/contract/position.ts";
import type { OrderTicket, Permit } from "../../src-main/engine/ports.ts";
import type { Sign } from "../../src-main/gateway/order-requests.ts";

export const invalidJson = { uuid: "unknown", status: "error", error_code: "INVALID_JSON", error_msg: "Failed to parse JSON" };
export const orderOnlyReply = { status: "ERROR", msg: "Unknown" };

export const account = { balance: 10_000, equity: 9_990.5, margin_free: 9_960.5, margin_used: 30, margin_level: 33_301.67, leverage: 1 };
export const row = {
  symbol: "EURUSD",
  ticket: 100_001,
  volume: 0.1,
  profit: -9.5,
  price_current: 1.0841,
  price_open: 1.085,
  type: "BUY",
  time_open: 1_768_446_493,
};
export const syncReply = (rows: readonly unknown[] = [row], figures: unknown = account): unknown => ({
  status: "OK",
  account: figures,
  positions: rows,
  message: "Sync successful",
});

export const position: Position = {
  ticket: 100_001,
  symbol: "EURUSD",
  side: "BUY",
  volumeLots: 0.1,
  openPrice: 1.085,
  currentPrice: 1.0841,
  profit: -9.5,
  swap: null,
  stopLoss: null,
  takeProfit: null,
  openedAtMs: 1_768_446_493_000,
  magic: null,
  comment: null,
};

export const order: OrderTicket = {
  uuid: "b5a5a1c2-7c1e-4d3c-9a51-0f6e2a7d9c11",
  symbol: "EURUSD",
  type: "BUY",
  volumeLots: 0.1,
  price: null,
  stopLoss: null,
  takeProfit: null,
  comment: "scalper 7",
  magic: 202_401,
};

/** Any order, told from the others by its number. */
export const orderNumber = (number: number, fields: Partial<OrderTicket> = {}): OrderTicket => ({ ...order, uuid: `order-${number}`, magic: number, ...fields });

export const permitted: Permit = () => null;
export const killed = { code: "KILLED", message: "A person stopped all trading" };

/** A v1 signature: colon-free, and of the moment. */
export const signV1: Sign = (fields, nowMs) =>
  `RISK_PASS:${createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 8)}:${new Date(nowMs).toISOString().replaceAll(/[-:]/g, "")}`;
