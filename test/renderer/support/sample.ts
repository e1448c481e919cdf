import type { Snapshot } from "../../../src-main/contract/api.ts";
import type { BeatSample, HeartbeatReport } from "../../../src-main/contract/heartbeat.ts";
import type { JournalEntry } from "../../../src-main/contract/journal.ts";
import type { KillRecord } from "../../../src-main/contract/kill.ts";
import type { Position, PositionTotals } from "../../../src-main/contract/position.ts";
import type { SettingRow } from "../../../src-main/contract/settings.ts";
import type { Difference, SyncReport } from "../../../src-main/contract/sync.ts";
import type { Reason, TradingState } from "../../../src-main/contract/trading-state.ts";
import { sampleRecordEvents } from "./sample-record-events.ts";
import { sampleAgents, sampleOrders, sampleRisk } from "./sample-trading.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const MAGIC = 202_401;

/** Repeatable numbers in 0..1. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

const market = [
  { symbol: "EURUSD", price: 1.08512, digits: 5, value: 100_000 },
  { symbol: "GBPUSD", price: 1.26511, digits: 5, value: 100_000 },
  { symbol: "USDJPY", price: 148.204, digits: 3, value: 675 },
  { symbol: "XAUUSD", price: 2_030.12, digits: 2, value: 100 },
  { symbol: "AUDUSD", price: 0.65873, digits: 5, value: 100_000 },
  { symbol: "USDCHF", price: 0.88214, digits: 5, value: 113_000 },
] as const;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

export function samplePositions(count: number, nowMs = Date.now()): Position[] {
  const random = numbers(7);
  const next = (): number => random.next().value;
  return Array.from({ length: count }, (_, at): Position => {
    const traded = market[Math.floor(next() * market.length)] ?? market[0];
    const side = next() > 0.45 ? "BUY" : "SELL";
    const volumeLots = rounded(0.01 + Math.floor(next() * 40) / 100, 2);
    const openPrice = rounded(traded.price * (1 + (next() - 0.5) * 0.006), traded.digits);
    const move = (traded.price - openPrice) * (side === "BUY" ? 1 : -1);
    const magic = next() > 0.85 ? (next() > 0.5 ? 0 : 778_899) : MAGIC;
    const stop = next() > 0.3;
    return {
      ticket: 100_113 + at,
      symbol: traded.symbol,
      side,
      volumeLots,
      openPrice,
      currentPrice: traded.price,
      profit: rounded(move * volumeLots * traded.value, 2),
      swap: rounded((next() - 0.6) * 3, 2),
      stopLoss: stop ? rounded(openPrice * (side === "BUY" ? 0.995 : 1.005), traded.digits) : null,
      takeProfit: stop ? rounded(openPrice * (side === "BUY" ? 1.01 : 0.99), traded.digits) : null,
      openedAtMs: nowMs - Math.floor(next() * 30 * HOUR_MS),
      magic,
      comment: magic === MAGIC ? `momentum_0${at % 8}` : null,
    };
  });
}

export function totalsOf(rows: readonly Position[]): PositionTotals {
  const lots = (side: Position["side"]): number => rounded(rows.filter((row) => row.side === side).reduce((sum, row) => sum + row.volumeLots, 0), 2);
  return { count: rows.length, buyLots: lots("BUY"), sellLots: lots("SELL"), profit: rounded(rows.reduce((sum, row) => sum + (row.profit ?? 0), 0), 2) };
}

function sampleBeats(nowMs: number): BeatSample[] {
  const random = numbers(3);
  return Array.from({ length: 60 }, (_, at): BeatSample => {
    const atMs = nowMs - (60 - at) * 5_000 + 1_200;
    if (at === 31) return { atMs, outcome: "missed", latencyMs: null };
    if (at === 44) return { atMs, outcome: "void", latencyMs: null };
    const noise = random.next().value;
    return { atMs, outcome: "ok", latencyMs: rounded(0.38 + noise * 0.2 + (noise > 0.93 ? 1.4 : 0), 2) };
  });
}

function sampleHeartbeat(nowMs: number): HeartbeatReport {
  return {
    health: "HEALTHY",
    intervalMs: 5_000,
    timeoutMs: 2_000,
    sent: 2_314,
    answered: 2_311,
    successRate: 0.9987,
    missesInARow: 0,
    missesToFail: 3,
    lastMs: 0.41,
    averageMs: 0.52,
    minMs: 0.31,
    maxMs: 1.94,
    p50Ms: 0.46,
    p99Ms: 1.9,
    jitterMs: 0.12,
    lastSuccessAtMs: nowMs - 2_300,
    lastFailureAtMs: nowMs - 145_000,
    samples: sampleBeats(nowMs),
  };
}

function sampleSync(nowMs: number, positions: number): SyncReport {
  return {
    number: 2_711,
    cause: "reconnect",
    running: false,
    outcome: "clean",
    tries: 1,
    triesAllowed: 3,
    startedAtMs: nowMs - 42 * MINUTE_MS,
    tookMs: 212,
    lastCleanAtMs: nowMs - 42 * MINUTE_MS,
    error: null,
    steps: [
      { name: "gateway", status: "done", figures: { kind: "v4.3", latencyMs: 0.4 }, tookMs: 3.1 },
      { name: "journal", status: "done", figures: { events: 48_211 }, tookMs: 0.2 },
      { name: "ledger", status: "done", figures: { positions }, tookMs: 4.4 },
      { name: "truth", status: "done", figures: { positions, try: 1, tries: 3 }, tookMs: 181 },
      { name: "compare", status: "done", figures: { alike: positions, differences: 0, waiting: 0 }, tookMs: 1.3 },
      { name: "decide", status: "done", figures: { outcome: "clean" }, tookMs: 0.3 },
    ],
  };
}

export function sampleJournal(nowMs: number): JournalEntry[] {
  const at = (minutes: number): number => nowMs - minutes * MINUTE_MS;
  const written: Omit<JournalEntry, "seq">[] = [
    { atMs: at(192), kind: "ENGINE_STARTED", severity: "info", body: { version: "0.1.0", pid: 4_211, host: "desk", cleanExitBefore: true } },
    { atMs: at(192), kind: "GATEWAY_PROBED", severity: "info", body: { endpoint: "127.0.0.1:5555", kind: "v4.3", latencyMs: 0.4, detail: "answered Hello with INVALID_JSON" } },
    { atMs: at(192), kind: "POSITIONS_RECORDED", severity: "info", body: { positions: samplePositions(14, nowMs) } },
    { atMs: at(192), kind: "SYNC_ENDED", severity: "info", body: { number: 1, cause: "startup", outcome: "clean", tries: 1, tookMs: 212, positions: 14, account: null, error: null } },
    { atMs: at(192), kind: "STATE_CHANGED", severity: "info", body: { from: "SYNCING", to: "ARMED", reasons: [] } },
    { atMs: at(97), kind: "GATEWAY_INCIDENT", severity: "warning", body: { code: "BEAT_MISSED", detail: "1 of 3" } },
    { atMs: at(96), kind: "GATEWAY_INCIDENT", severity: "warning", body: { code: "LINK_FAILED", detail: "was HEALTHY" } },
    { atMs: at(96), kind: "TRIPPED", severity: "critical", body: { reason: "HEARTBEAT_FAILURE", detail: "3 beats in a row without an answer" } },
    { atMs: at(96), kind: "STATE_CHANGED", severity: "info", body: { from: "ARMED", to: "TRIPPED", reasons: ["HEARTBEAT_FAILURE: 3 beats in a row without an answer"] } },
    { atMs: at(95), kind: "ALERT", severity: "warning", body: { alert: "TRIPPED", severity: "critical", title: "Trading has stopped: the breaker tripped", detail: "HEARTBEAT_FAILURE" } },
    { atMs: at(43), kind: "SYNC_ENDED", severity: "info", body: { number: 2_710, cause: "reconnect", outcome: "halted", tries: 3, tookMs: 11_020, positions: null, account: null, error: { code: "SYNC_TIMEOUT", message: "no answer within 3 s" } } },
    { atMs: at(42), kind: "POSITIONS_GONE", severity: "info", body: { tickets: [100_110] } },
    { atMs: at(42), kind: "RELEASED", severity: "info", body: { reasons: ["HEARTBEAT_FAILURE"], by: "clean sync" } },
    { atMs: at(42), kind: "SETTING_CHANGED", severity: "warning", body: { name: "TRUTH_INTERVAL_S", from: "10", to: "5" } },
    { atMs: at(12), kind: "KILLED", severity: "critical", body: { kill: { scope: { kind: "symbol", symbol: "XAUUSD" }, source: "tray", reason: "spread far too wide" } } },
    { atMs: at(12), kind: "FLATTEN_STARTED", severity: "critical", body: { killId: "k0", tickets: [1, 2, 3], leftForeign: 0 } },
    { atMs: at(11), kind: "FLATTEN_ENDED", severity: "critical", body: { killId: "k0", status: "done", closed: [1, 2], alreadyClosed: [3], stillOpen: [] } },
    { atMs: at(9), kind: "LIMITS_LOADED", severity: "warning", body: { file: "risk-limits.yaml", sha256: "9f2c", changed: ["max_leverage: 4 → 5"], name: "Night desk", reason: "agreed today" } },
    { atMs: at(9), kind: "EQUITY_MARKED", severity: "info", body: { day: "2026-03-04", startEquity: 25_011.2, peakEquity: 25_246.8 } },
    { atMs: at(8), kind: "AGENT_REGISTERED", severity: "info", body: { agentId: "alpha-1", magic: 300_001 } },
    { atMs: at(7), kind: "ORDER_INTENDED", severity: "info", body: { intent: { action: "OPEN", agentId: "alpha-1", type: "BUY_LIMIT", symbol: "EURUSD", volumeLots: 0.1, price: 1.0801 }, checks: [] } },
    { atMs: at(7), kind: "ORDER_ENDED", severity: "info", body: { agentId: "alpha-1", uuid: "u1", outcome: { kind: "confirmed", ticket: 100_201, price: 1.0801, volumeLots: 0.1, note: null }, sentAtMs: at(7), latencyMs: 31.2 } },
    { atMs: at(7), kind: "ORDER_DENIED", severity: "warning", body: { intent: { action: "CLOSE", agentId: "alpha-1", ticket: 100_113, symbol: "EURUSD", volumeLots: null }, checks: [], code: "REVIEW", message: "REVIEW: no close may leave" } },
    { atMs: at(6), kind: "ORDER_SETTLED", severity: "warning", body: { agentId: "alpha-2", uuid: "u2", outcome: { kind: "refused", code: "NOT_EXECUTED", message: "never executed" }, by: "operator", name: "Night desk", reason: "seen in the terminal" } },
    { atMs: at(6), kind: "ORDER_WANTS_DECISION", severity: "critical", body: { agentId: "alpha-2", uuid: "u2", why: "two positions fit it", candidates: [1, 2] } },
    { atMs: at(5), kind: "RISK_WARNED", severity: "warning", body: { rule: "max_daily_drawdown", detail: "1.2 %; warns from 1 %" } },
    { atMs: at(5), kind: "REDUCE_ONLY_SET", severity: "warning", body: { reduceOnly: { name: "Night desk", reason: "news at two", atMs: at(5) } } },
    { atMs: at(4), kind: "REDUCE_ONLY_ENDED", severity: "warning", body: { name: "Night desk", reason: "news is out" } },
    { atMs: at(4), kind: "KILLED", severity: "critical", body: { kill: { scope: { kind: "agent", agentId: "alpha-2" }, source: "strategy", reason: "it lost its mind" } } },
    ...sampleRecordEvents(at(4)),
    { atMs: at(3), kind: "REARMED", severity: "warning", body: { killIds: ["k0"], name: "Night desk", reason: "spread is normal again" } },
    { atMs: at(3), kind: "SYNC_ENDED", severity: "info", body: { number: 2_711, cause: "rearm", outcome: "clean", tries: 1, tookMs: 212, positions: 14, account: null, error: null } },
    { atMs: at(3), kind: "STATE_CHANGED", severity: "info", body: { from: "SYNCING", to: "ARMED", reasons: [] } },
  ];
  return written.map((entry, index) => ({ ...entry, seq: 48_192 + index }));
}

/** A calm, armed console at the simulator with `count` positions. */
export function sampleSnapshot(count = 14): Snapshot {
  const nowMs = Date.now();
  const rows = samplePositions(count, nowMs);
  return {
    accountId: "main",
    revision: 100,
    nowMs,
    topics: {
      overview: {
        version: "0.1.0",
        environment: "SIMULATED",
        environmentAssumed: false,
        endpoint: "127.0.0.1:5555",
        strategyEndpoint: "127.0.0.1:5560",
        gatewayKind: "v4.3",
        capabilities: [],
        magicNumber: MAGIC,
        tradingState: "ARMED",
        sinceMs: nowMs - 192 * MINUTE_MS,
        reasons: [],
        reduceOnly: null,
        mayOpen: true,
        mayClose: true,
        link: "HEALTHY",
        truthAtMs: nowMs - 1_200,
        truthIntervalMs: 5_000,
        waitingDifferences: 0,
        startedAtMs: nowMs - 192 * MINUTE_MS,
        autoRelease: true,
        journalEvents: 48_211,
        journalWhole: true,
      },
      heartbeat: sampleHeartbeat(nowMs),
      account: { currency: "USD", balance: 24_812.4, equity: 24_931.33, marginUsed: 1_842.1, marginFree: 23_089.23, marginLevelPct: 1_353.4, readAtMs: nowMs - 1_200 },
      sync: sampleSync(nowMs, count),
      differences: [],
      kill: { active: [], flatten: null },
      positions: { readAtMs: nowMs - 1_200, rows, totals: totalsOf(rows) },
      activity: sampleJournal(nowMs),
      orders: sampleOrders(40, nowMs),
      inDoubt: [],
      agents: sampleAgents(9, nowMs),
      risk: sampleRisk(nowMs),
      recovery: null,
    },
  };
}

/** The same console in another state, for the given reasons. */
export function inState(snapshot: Snapshot, tradingState: TradingState, reasons: readonly Omit<Reason, "sinceMs">[] = []): Snapshot {
  const sinceMs = snapshot.nowMs - 2 * MINUTE_MS;
  const overview = { ...snapshot.topics.overview, tradingState, sinceMs, reasons: reasons.map((reason) => ({ ...reason, sinceMs })), mayOpen: tradingState === "ARMED" };
  return { ...snapshot, topics: { ...snapshot.topics, overview } };
}

export const sampleKill = (nowMs: number): KillRecord => ({
  id: "k1",
  scope: { kind: "all" },
  reason: "console",
  source: "console",
  flatten: false,
  includeForeign: false,
  atMs: nowMs - 74_000,
  durable: true,
});

export function sampleDifferences(nowMs: number): Difference[] {
  const [first, second] = samplePositions(2, nowMs);
  if (first === undefined || second === undefined) throw new Error("two positions are needed");
  return [
    { id: "d1", kind: "direction", ticket: first.ticket, symbol: first.symbol, believed: { ...first, side: first.side === "BUY" ? "SELL" : "BUY" }, truth: first, status: "waiting", foundAtMs: nowMs - 65_000, detail: "same ticket, other side" },
    { id: "d2", kind: "volume", ticket: second.ticket, symbol: second.symbol, believed: second, truth: { ...second, volumeLots: 0.02 }, status: "waiting", foundAtMs: nowMs - 65_000, detail: "volume halved without a close of ours" },
  ];
}

export const sampleSettings = (): SettingRow[] => [
  { name: "GATEWAY_HOST", value: "127.0.0.1", source: "environment", rule: "a host name or an IP address, without scheme or port", unit: null, default: null, pending: null, overridden: true },
  { name: "GATEWAY_PORT", value: 5555, source: "default", rule: "a whole number from 1 to 65535", unit: null, default: 5555, pending: null, overridden: false },
  { name: "ACCOUNT_ENVIRONMENT", value: null, source: "default", rule: "one of live, demo", unit: null, default: null, pending: null, overridden: false, choices: ["live", "demo"] },
  { name: "SYNC_TIMEOUT_S", value: 3, source: "default", rule: "a number from 0.1 to 60", unit: "s", default: 3, pending: 5, overridden: false },
  { name: "SYNC_RETRY_COUNT", value: 3, source: "settings file", rule: "a whole number from 1 to 100", unit: "tries", default: 3, pending: null, overridden: false },
  { name: "MAGIC_NUMBER", value: MAGIC, source: "default", rule: "a whole number from 1", unit: null, default: MAGIC, pending: null, overridden: false },
  { name: "AUTO_RELEASE", value: true, source: "default", rule: "true or false", unit: null, default: true, pending: null, overridden: false },
  { name: "LOG_LEVEL", value: "info", source: "flag", rule: "one of trace, debug, info, warn, error, fatal, silent", unit: null, default: "info", pending: null, overridden: true },
];
