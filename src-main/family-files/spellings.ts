/**
 * How the family's programs spell the fields of a trade; the first is how we write it. Where a row has several of them,
 * the earlier counts.
 */
export const tradeSpellings = {
  ticket: ["ticket", "position_ticket", "position_id", "mt5_ticket", "trade_id", "id"],
  agentId: ["agent_id", "agent", "owner"],
  symbol: ["symbol", "instrument", "pair"],
  side: ["side", "direction", "type", "action"],
  volumeLots: ["volume", "volume_lots", "lots", "lot", "lot_size", "amount", "size"],
  openPrice: ["open_price", "entry_price", "price_open", "price"],
  openedAtMs: ["open_time", "entry_time", "time_open", "opened_at", "time", "timestamp"],
  closePrice: ["close_price", "exit_price", "price_close"],
  closedAtMs: ["close_time", "exit_time", "time_close", "closed_at"],
  profit: ["profit", "pnl", "realized_pnl", "net_profit"],
  closedBy: ["closed_by", "close_reason", "exit_reason"],
  uuid: ["uuid"],
  tag: ["tag", "comment"],
  parts: ["parts", "partial_closes"],
} as const;
export type TradeField = keyof typeof tradeSpellings;
export const tradeFields = Object.keys(tradeSpellings) as TradeField[];

/** `open` or `closed`, where a row says it in a word. */
export const statusSpellings = ["status", "state"] as const;

/** Where a public ledger lists its trades: as a list, or by ticket. Also below `agents`, agent by agent. */
export const tradeListSpellings = ["trades", "all_trades", "trade_history", "history", "open_trades", "closed_trades"] as const;

/** What a public ledger says besides, and is counted anew from the trades. */
export const countedFields: readonly string[] = ["agents", "rankings", "statistics", "total_trades", "total_profit", "win_rate", "trade_count", "last_update", "last_updated", "updated_at"];

const sideWords: Readonly<Record<string, "BUY" | "SELL">> = { buy: "BUY", long: "BUY", "0": "BUY", sell: "SELL", short: "SELL", "1": "SELL" };

/** MetaTrader's numbers for the two sides, too; anything else comes back as it is, for a schema to refuse. */
export const sideFrom = (value: unknown): unknown => (typeof value === "string" || typeof value === "number" ? (sideWords[String(value).toLowerCase()] ?? value) : value);

const closedByWords: Readonly<Record<string, string>> = {
  sl: "stop-loss",
  stop_loss: "stop-loss",
  stoploss: "stop-loss",
  tp: "take-profit",
  take_profit: "take-profit",
  takeprofit: "take-profit",
  so: "stop-out",
  stop_out: "stop-out",
  stopout: "stop-out",
  manual: "outside",
  client: "outside",
  signal: "strategy",
  expert: "strategy",
};

export const closedByFrom = (value: unknown): unknown => (typeof value === "string" ? (closedByWords[value.toLowerCase()] ?? value.toLowerCase()) : value);

/** Figures that some write as texts. Anything else comes back as it is. */
export const numberFrom = (value: unknown): unknown => (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value);
