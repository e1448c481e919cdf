import type { Position } from "../../src-main/contract/position.ts";

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
