import type { AgentRow } from "../../../src-main/contract/agent.ts";
import type { InDoubt, Order, OrderOutcome, OrderRow, RiskCheck } from "../../../src-main/contract/order.ts";
import type { RiskReport, RiskUsageRow } from "../../../src-main/contract/risk.ts";

const symbols = ["EURUSD", "GBPUSD", "USDJPY", "XAUUSD"] as const;
const kinds = ["confirmed", "confirmed", "confirmed", "denied", "confirmed", "refused", "confirmed", "confirmed"] as const;
const words = {
  confirmed: { code: null, message: null },
  refused: { code: "MT5_NO_MONEY", message: "There is not enough money to complete the request" },
  denied: { code: "RISK_FAIL", message: "Position size (account): 2 lots; must be at most 1 lots." },
} as const;

/** Oldest first, one every 1.7 s, the last of them a second ago; of 8 in a row one is denied and one refused. */
export const sampleOrders = (count: number, nowMs = Date.now()): OrderRow[] =>
  Array.from({ length: count }, (_, at): OrderRow => {
    const status = kinds[at % kinds.length] ?? "confirmed";
    const receivedAtMs = nowMs - (count - at) * 1_700 + 700;
    const close = at % 5 === 4;
    return {
      agentId: `alpha-${at % 7}`,
      uuid: `intent-${String(at).padStart(5, "0")}`,
      action: close ? "CLOSE" : "OPEN",
      symbol: symbols[at % symbols.length] ?? null,
      type: close ? null : at % 11 === 3 ? "SELL_LIMIT" : at % 2 === 0 ? "BUY" : "SELL",
      volumeLots: close ? null : 0.1 + (at % 4) / 10,
      price: at % 11 === 3 && !close ? 1.0875 : null,
      ticket: status === "confirmed" || close ? 100_200 + at : null,
      status,
      ...words[status],
      receivedAtMs,
      endedAtMs: receivedAtMs + 31,
      latencyMs: status === "denied" ? null : 28.4 + (at % 9) / 10,
      settledBy: null,
    };
  });

const check = (rule: string, verdict: RiskCheck["verdict"], value: number | null, limit: number | null, unit: string, detail: string): RiskCheck => ({ rule, verdict, value, limit, unit, detail });

export const sampleChecks = (failing: boolean): RiskCheck[] => [
  check("max_volume", "pass", 0.3, 10, "lots", "Largest volume (account): 0.3 lots; at most 10 lots."),
  failing
    ? check("max_single_position_size", "fail", 2, 1, "lots", "Position size (account): 2 lots; must be at most 1 lots.")
    : check("max_single_position_size", "pass", 0.3, 1, "lots", "Position size (account): 0.3 lots; at most 1 lots."),
  check("max_daily_drawdown", "warn", 1.204, 2, "%", "Drawdown from the day's peak (account): 1.204 %; warns from 1 %, must be below 2 %."),
  check("max_leverage", "pass", 1.7, 5, "×", "Leverage (account): 1.7 ×; at most 5 ×."),
  check("max_price_deviation", "pass", null, 5, "%", "Distance from the last price (account): at market, no price to compare."),
  check("trading_hours", "pass", null, null, "", "Trading hours (account): Wednesday 14:03 UTC."),
];

const outcomeOf = (row: OrderRow): OrderOutcome | null => {
  if (row.status === "under-way") return null;
  if (row.status === "confirmed") return { kind: "confirmed", ticket: row.ticket ?? 1, price: 1.08514, volumeLots: row.volumeLots ?? 0.1, note: null };
  return { kind: row.status, code: row.code ?? "", message: row.message ?? "" };
};

/** The whole of an order whose row is known: written down 2 ms and sent 3 ms after it came, unless it never left. */
export function orderOf(row: OrderRow): Order {
  const left = row.status !== "denied";
  const { uuid, agentId, symbol, volumeLots, receivedAtMs } = row;
  return {
    intent:
      row.action === "CLOSE"
        ? { action: "CLOSE", uuid, agentId, ticket: row.ticket ?? 1, symbol, volumeLots, receivedAtMs }
        : { action: "OPEN", uuid, agentId, symbol: symbol ?? "", type: row.type ?? "BUY", volumeLots: volumeLots ?? 0.1, price: row.price, stopLoss: 1.0801, takeProfit: 1.0933, comment: "", magic: 202_401, receivedAtMs },
    checks: row.action === "CLOSE" ? [] : sampleChecks(!left),
    durableAtMs: left ? receivedAtMs + 2 : null,
    sentAtMs: left ? receivedAtMs + 3 : null,
    endedAtMs: row.endedAtMs,
    latencyMs: row.latencyMs,
    outcome: outcomeOf(row),
    settledBy: row.settledBy,
  };
}

/** Answers the call `order` from these rows. */
export const answerOrder =
  (rows: readonly OrderRow[]) =>
  ({ agentId, uuid }: { agentId: string; uuid: string }): { ok: true; value: Order | null } => {
    const row = rows.find((each) => each.agentId === agentId && each.uuid === uuid);
    return { ok: true, value: row === undefined ? null : orderOf(row) };
  };

export const sampleDoubts = (nowMs = Date.now()): InDoubt[] => [
  { uuid: "intent-doubt-1", agentId: "alpha-2", symbol: "EURUSD", side: "BUY", volumeLots: 0.3, sinceMs: nowMs - 94_000, why: "NO_ANSWER: the gateway gave no answer within 5 s", candidates: [100_313, 100_314] },
  { uuid: "intent-doubt-2", agentId: "alpha-5", symbol: "XAUUSD", side: "SELL", volumeLots: 0.1, sinceMs: nowMs - 11_000, why: "LINK_LOST: the connection ended before the answer came", candidates: [] },
];

/** Every fourth away, every ninth never seen, the third killed, the sixth with an order in doubt. */
export const sampleAgents = (count: number, nowMs = Date.now()): AgentRow[] =>
  Array.from({ length: count }, (_, at): AgentRow => {
    const connected = at % 4 !== 3;
    const positions = at % 3;
    return {
      agentId: `alpha-${at}`,
      magic: at % 2 === 0 ? null : 300_000 + at,
      connected,
      lastSeenAtMs: at % 9 === 7 ? null : nowMs - (connected ? 900 + (at % 5) * 400 : 340_000 + at * 1_000),
      positions,
      lots: positions * 0.2,
      profit: positions === 0 ? 0 : at % 10 === 4 ? null : ((at * 37) % 200) - 80.5,
      tradesToday: at % 6,
      inDoubt: at === 5 ? 1 : 0,
      killed: at === 2,
    };
  });

const limit = (rule: string, label: string, row: Partial<RiskUsageRow>): RiskUsageRow => ({
  rule,
  label,
  scope: { kind: "account", name: null },
  unit: "",
  bound: "at most",
  value: null,
  limit: null,
  warn: null,
  verdict: "pass",
  used: null,
  detail: "",
  ...row,
});

export const sampleRisk = (nowMs = Date.now()): RiskReport => ({
  rows: [
    limit("max_daily_drawdown", "Drawdown from the day's peak", { unit: "%", bound: "below", value: 1.24, limit: 2, warn: 1, verdict: "warn", used: 0.62, detail: "25,246.80 at the peak, 24,933.74 now" }),
    limit("max_intraday_loss", "Loss since the day began", { unit: "%", bound: "below", value: 0.31, limit: 5, used: 0.062, detail: "25,011.20 when the day began" }),
    limit("max_open_positions", "Open positions", { value: 7, limit: 10, used: 0.7, detail: "7 open, none in doubt" }),
    limit("max_leverage", "Leverage", { unit: "×", value: 1.7, limit: 5, warn: 3, used: 0.34, detail: "42,390 USD open on 24,933.74 USD" }),
    limit("min_free_margin", "Free margin, of equity", { unit: "%", bound: "at least", value: 92.6, limit: 10, warn: 50, used: 0.082, detail: "23,089.23 of 24,933.74 USD" }),
    limit("max_total_exposure_notional", "Notional in sum", { unit: "money", limit: 50_000, verdict: "fail", detail: "no price of XAUUSD is known" }),
    limit("max_trades_per_day", "Trades today", { scope: { kind: "agent", name: "alpha-2" }, value: 4, limit: 12, used: 0.333, detail: "4 confirmed since 00:00 UTC" }),
    limit("max_symbol_exposure_lots", "Exposure in the symbol", { scope: { kind: "symbol", name: "XAUUSD" }, unit: "lots", value: 0.56, limit: 0.5, verdict: "fail", used: 1.12, detail: "0.46 open and 0.1 in doubt" }),
    limit("max_volume", "Largest volume", { unit: "lots", limit: 10, detail: "asked of each order" }),
    limit("volume_step", "Volume step", { unit: "lots", bound: "a multiple of", limit: 0.01, detail: "asked of each order" }),
    limit("duplicate_window_s", "Since the same order", { unit: "s", bound: "at least", limit: 1, detail: "asked of each order" }),
    limit("trading_hours", "Trading hours", { bound: null, detail: "Monday 00:05 to Friday 20:55 UTC" }),
  ],
  file: "risk-limits.yaml",
  sha256: "9f2c41d07b5e6a8835f01c94e2d7a6b81f3390cc54ad02e77b1869f4d3ce5a10",
  loadedAtMs: nowMs - 8_040_000,
  onHardBreach: "trip",
  brokerUtcOffsetMinutes: 180,
});
