/** A night of three agents, one dead, in the spellings of the family's Python programs. */
export const sample = {
  "public_ledger.json": {
    version: "4.3",
    total_trades: 4,
    trades: [
      { ticket: 104, agent_id: "agent_002", symbol: "XAUUSD", direction: "short", lots: "0.05", entry_price: 2040.5, entry_time: 1705287600, status: "OPEN", pnl: -3.2 },
      { ticket: 102, agent_id: "agent_001", symbol: "EURUSD", type: "SELL", volume: 0.1, open_price: 1.0851, open_time: "2026-01-15T01:00:00", close_price: 1.0841, close_time: "2026-01-15T02:00:00", profit: 10, close_reason: "TP", strategy_note: "breakout" },
      { ticket: 101, agent_id: "agent_001", symbol: "EURUSD", type: 0, volume: 0.1, open_price: 1.085, open_time: 1768431600, close_price: 1.0842, close_time: 1768435200, profit: -8, close_reason: "SL", comment: "agent_001 #abc1234" },
      { ticket: 103, agent_id: "agent_003", symbol: "GBPUSD", type: "buy", volume: 0.3, open_price: 1.27, open_time: 1768431600, close_price: 1.25, close_time: 1768439000, profit: null },
    ],
    agents: { agent_001: { total_profit: 2, win_rate: 0.5 } },
  },
  "private_ledgers/agent_001.json": { agent_id: "agent_001", capital: 1002, virtual_positions: [], own_trades: [{ ticket: 101 }], open_profit: 0, mood: "calm" },
  "private_ledgers/agent_002_ledger.json": { capital: 996.8, real_positions: [{ symbol: "XAUUSD", side: "short", amount: 0.05, entry_price: 2040.5, time: 1705287600, ticket: 104 }] },
  "agents/agent_001_state.json": { agent_id: "agent_001", state: "ACTIVE", gene: { risk: 0.3, speed: [1, 2] }, emotional_state: { stress: 0.2, confidence: 0.8, fear: 0.1, greed: 0.4, hope: 0.9 }, current_capital: 1002, trade_count: 2, last_stand: { active: false } },
  "agents/agent_002_state.json": { agent_id: "agent_002", state: "ACTIVE", current_capital: 996.8, medals: ["first blood"] },
  "agents/agent_003.json": { agent_id: "agent_003", state: "DEAD", current_capital: 0 },
  "valhalla.json": { heroes: { agent_003: { death_time: "2026-01-15T02:10:00", death_reason: "capital exhausted", lifetime_profit: -600, legacy: { taught: 2 } } }, total_heroes: 1, last_review: "2026-01-14" },
  "supervisor_state.json": { environment_pressure: 0.6, cycle_count: 4711, rankings: [["agent_001", 2]], market_history: [{ trend: "down" }], runtime_hours: 12.5 },
  "mastermind_state.json": { total_capital: 1998.8, intervention_mode: "llm", strategy_history: [], last_decision: null },
} as const;
