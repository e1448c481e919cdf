import { z } from "zod";
import { AnyDocument } from "./document.ts";
import { AgentId } from "./order.ts";
import { Side } from "./position.ts";

/**
 * What strategies of this family give us to keep. The names are theirs (snake_case), and so are the units where a field
 * says none. Every field may be missing, and may be `null` where the strategy itself does not know; a field that is
 * there has the right type and range. Fields not named here are kept as they come (`document.ts` says within which bounds).
 */

/** Money of the account, as the strategy counts it. */
const money = z.number().min(-1e15).max(1e15).nullish();
/** 0–1, or 0–100 where a strategy counts in percent. */
const share = z.number().min(0).max(100).nullish();
const count = z.number().int().min(0).max(1e9).nullish();
const figure = z.number().nullish();
const days = z.number().min(0).max(1e6).nullish();
/** ISO 8601 text, Unix seconds or Unix ms. */
const moment = z.union([z.string().min(1).max(64), z.number().min(0).max(1e14)]).nullish();
const label = z.union([z.string().max(200), z.number()]).nullish();
const words = z.string().max(10_000).nullish();
const rows = z.array(z.unknown()).max(20_000).nullish();
const anything = z.unknown().optional();

/** Only plain JSON within the bounds reaches the fields' own rules. */
const documentOf = <S extends z.ZodRawShape>(shape: S) => AnyDocument.pipe(z.looseObject(shape));

export const EmotionalState = z.looseObject({ stress: share, confidence: share, fear: share, greed: share });
export type EmotionalState = z.infer<typeof EmotionalState>;

export const AgentState = documentOf({
  agent_id: AgentId.optional(),
  state: label,
  gene: anything,
  personality: anything,
  emotional_state: EmotionalState.nullish(),
  initial_capital: money,
  current_capital: money,
  total_profit: money,
  win_rate: share,
  trade_count: count,
  consecutive_wins: count,
  consecutive_losses: count,
  max_consecutive_wins: count,
  max_consecutive_losses: count,
  days_alive: days,
  birth_time: moment,
  last_update: moment,
  trading_level: label,
  medals: anything,
  fitness_score: figure,
  market_adaptation: anything,
});
export type AgentState = z.infer<typeof AgentState>;

/** Which way, in any of the words strategies use. */
const Direction = z.union([Side, z.enum(["buy", "sell", "LONG", "SHORT", "long", "short"])]);

/** One position as the agent holds it in mind. Without a `ticket` it is matched by symbol and side. */
export const ClaimedPosition = z.looseObject({
  symbol: z.string().min(1).max(32),
  side: Direction,
  /** Lots. */
  amount: z.number().min(0).max(1e9),
  entry_price: z.number().min(0).nullish(),
  time: moment,
  ticket: z.number().int().positive().nullish(),
});
export type ClaimedPosition = z.infer<typeof ClaimedPosition>;

const claims = z.array(ClaimedPosition).max(10_000).nullish();

/**
 * What an agent itself says it has. `real_positions` is what it holds at the venue; an agent that does not tell these
 * apart sends `virtual_positions` alone: its share of the account, which is then what is compared.
 */
export const PrivateLedger = documentOf({
  agent_id: AgentId.optional(),
  capital: money,
  virtual_positions: claims,
  real_positions: claims,
  own_trades: rows,
  open_profit: money,
});
export type PrivateLedger = z.infer<typeof PrivateLedger>;

/** A dead agent in Valhalla. */
export const Hero = documentOf({
  agent_id: AgentId,
  death_time: moment,
  death_reason: words,
  final_capital: money,
  lifetime_profit: money,
  lifetime_trades: count,
  win_rate: share,
  days_alive: days,
  gene: anything,
  personality: anything,
  achievements: anything,
  legacy: anything,
});
export type Hero = z.infer<typeof Hero>;

/** What Valhalla says of itself, beside its heroes. */
export const Valhalla = documentOf({ total_heroes: count, total_profit: money, total_trades: count, last_review: anything });
export type Valhalla = z.infer<typeof Valhalla>;

export const Supervisor = documentOf({
  environment_pressure: figure,
  last_decision: anything,
  rankings: anything,
  market_history: rows,
  cycle_count: count,
  runtime_hours: z.number().min(0).max(1e7).nullish(),
  last_save: moment,
});
export type Supervisor = z.infer<typeof Supervisor>;

export const Mastermind = documentOf({
  total_capital: money,
  strategy_history: rows,
  intervention_mode: z.enum(["human", "llm"]).nullish(),
  last_decision: anything,
});
export type Mastermind = z.infer<typeof Mastermind>;
