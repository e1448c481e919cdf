import type { Hero } from "../../../src-main/contract/agent-state.ts";
import type { Trade, TradeStatistics } from "../../../src-main/contract/ledger.ts";
import type { AgentDetail, AgentLife, KeptDocument, PastRange, RecordsSummary, ValhallaReport } from "../../../src-main/contract/records.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const statistics = (at: number): TradeStatistics => ({
  trades: 12 + at,
  wins: 7 + (at % 5),
  losses: 4,
  even: 0,
  unknown: at % 4 === 0 ? 1 : 0,
  profit: ((at * 137) % 900) - 210.5,
  winRate: at % 11 === 10 ? null : 0.4 + (at % 5) / 10,
  winningRun: at % 2 === 0 ? 3 : 0,
  losingRun: at % 2 === 0 ? 0 : 2,
  longestWinningRun: 5,
  longestLosingRun: 3,
  best: 88.4,
  worst: -41.2,
});

/** Of every five the last is dead. */
export const sampleLives = (count: number, nowMs = Date.now()): AgentLife[] =>
  Array.from({ length: count }, (_, at): AgentLife => {
    const alive = at % 5 !== 4;
    return {
      agentId: `alpha-${at}`,
      alive,
      diedAtMs: alive ? null : nowMs - (at + 1) * 11 * MINUTE_MS,
      deathReason: alive ? null : at % 2 === 0 ? "capital below its minimum" : "stress above what it bears",
      capital: at % 7 === 6 ? null : 5_000 + ((at * 137) % 900) - 210.5,
      openTrades: alive ? at % 3 : 0,
      savedAtMs: at % 9 === 8 ? null : nowMs - (at % 50) * 3_000 - 4_000,
      statistics: statistics(at),
    };
  });

export const sampleTrades = (count: number, nowMs = Date.now(), closed = false): Trade[] =>
  Array.from({ length: count }, (_, at): Trade => ({
    ticket: 100_201 + at,
    agentId: `alpha-${at % 7}`,
    symbol: ["EURUSD", "XAUUSD", "USDJPY"][at % 3] ?? "EURUSD",
    side: at % 2 === 0 ? "BUY" : "SELL",
    volumeLots: 0.1 + (at % 4) / 10,
    openPrice: 1.0801 + at / 10_000,
    openedAtMs: nowMs - (at + 3) * 17 * MINUTE_MS,
    closedAtMs: closed ? nowMs - (at + 1) * 11 * MINUTE_MS : null,
    closePrice: closed ? 1.0833 : null,
    profit: !closed ? null : at % 6 === 5 ? null : ((at * 37) % 120) - 44.5,
    closedBy: closed ? (["strategy", "stop-loss", "outside", "take-profit"] as const)[at % 4] ?? null : null,
    uuid: null,
    tag: null,
    parts: [],
  }));

const kept = (savedAtMs: number, content: Record<string, unknown>): KeptDocument => ({ version: 412, savedAtMs, content });

export const sampleHero = (at: number, nowMs = Date.now()): Hero => ({
  agent_id: `alpha-${at}`,
  death_time: new Date(nowMs - (at + 1) * 11 * MINUTE_MS).toISOString(),
  death_reason: at % 2 === 0 ? "capital below its minimum" : "stress above what it bears",
  final_capital: 3_900 + ((at * 53) % 400),
  lifetime_profit: -1_100 + ((at * 53) % 400),
  lifetime_trades: 40 + (at % 30),
  win_rate: at % 3 === 0 ? 41.5 : 0.415,
  days_alive: 12.4 + (at % 20),
  gene: { risk: 0.7, patience: 0.2 },
  personality: "bold",
  achievements: ["ten wins in a row", "survived a gap"],
  legacy: "never hold gold over a weekend",
});

/** One that tells everything, with fields the console has no words for. */
export function sampleDetail(nowMs = Date.now(), made: Partial<AgentDetail> = {}): AgentDetail {
  const [life] = sampleLives(1, nowMs);
  if (life === undefined) throw new Error("one life was asked for");
  const curve = Array.from({ length: 120 }, (_, at) => ({ atMs: nowMs - (120 - at) * 3 * HOUR_MS, profit: Math.round((at * 4.1 + 130 * Math.sin(at / 9)) * 100) / 100 }));
  return {
    ...life,
    openTrades: 2,
    statistics: { ...life.statistics, trades: 140 },
    state: kept(nowMs - 4_000, {
      state: "hunting",
      gene: { risk: 0.35, patience: 0.8, species: "momentum" },
      personality: "careful",
      emotional_state: { stress: 62, confidence: 71, fear: 18, greed: 44 },
      initial_capital: 5_000,
      current_capital: 5_488.1,
      birth_time: (nowMs - 15.5 * DAY_MS) / 1_000,
      trading_level: 7,
      medals: ["first blood", "iron hands"],
      fitness_score: 0.8123,
      market_adaptation: { trend: 0.9, range: 0.3 },
      mentor_id: "alpha-77",
      nested_plan: { next: [{ at: "london open", do: ["wait", "buy"] }] },
    }),
    privateLedger: kept(nowMs - 4_000, {
      capital: 5_490.3,
      real_positions: [{ symbol: "EURUSD", side: "buy", amount: 0.3, entry_price: 1.0851, time: nowMs - 2 * HOUR_MS, ticket: 100_201 }],
      virtual_positions: [{ symbol: "XAUUSD", side: "SHORT", amount: 0.1 }],
      open_profit: 12.5,
    }),
    openTradeList: sampleTrades(2, nowMs).map((trade) => ({ ...trade, agentId: "alpha-0" })),
    closedTradeList: sampleTrades(40, nowMs, true).map((trade) => ({ ...trade, agentId: "alpha-0" })),
    curve,
    hero: null,
    ...made,
  };
}

export function sampleValhalla(count: number, nowMs = Date.now()): ValhallaReport {
  const heroes = Array.from({ length: count }, (_, at) => sampleHero(at, nowMs));
  return { heroes, totals: { heroes: count, profit: -1_240.5, trades: 2_912 }, document: count === 0 ? null : kept(nowMs - 3 * HOUR_MS, { last_review: "two of them died of the same gap" }) };
}

export const sampleRange = (nowMs = Date.now()): PastRange => ({ firstSeq: 1, firstAtMs: nowMs - 26 * HOUR_MS, lastSeq: 48_223, lastAtMs: nowMs - 3_000 });

/** Agents and trades grow with time: at the end of the range there are `agents`, an hour before it one trade fewer is open. */
export function samplePast(seq: number, atMs: number, agents: number, nowMs = Date.now()): RecordsSummary {
  const ageHours = Math.max(0, (nowMs - atMs) / HOUR_MS);
  const lives = sampleLives(agents, nowMs).map((life): AgentLife => {
    const dead = life.diedAtMs !== null && life.diedAtMs <= atMs;
    const capital = life.capital === null ? null : Math.round((life.capital - (life.agentId.endsWith("1") ? ageHours * 12 : 0)) * 100) / 100;
    return { ...life, openTrades: 0, alive: !dead, diedAtMs: dead ? life.diedAtMs : null, deathReason: dead ? life.deathReason : null, capital, savedAtMs: atMs - 20_000 };
  });
  const openTrades = sampleTrades(9, nowMs).filter(({ openedAtMs }) => (openedAtMs ?? 0) <= atMs);
  for (const life of lives) life.openTrades = openTrades.filter(({ agentId }) => agentId === life.agentId).length;
  const dead = lives.filter(({ alive }) => !alive).length;
  return {
    seq,
    atMs,
    agents: lives,
    alive: lives.length - dead,
    dead,
    trades: 400 + openTrades.length,
    openTrades,
    orphans: 0,
    profit: Math.round((1_240.5 - ageHours * 40) * 100) / 100,
    supervisor: kept(atMs - 30_000, { environment_pressure: 0.42, cycle_count: 9_311, last_decision: "cull the two worst" }),
    mastermind: kept(atMs - 90_000, { total_capital: 48_200, intervention_mode: "human" }),
    lastSaveAtMs: atMs - 20_000,
  };
}
