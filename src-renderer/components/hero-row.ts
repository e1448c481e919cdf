import type { Hero } from "../../src-main/contract/agent-state.ts";
import { momentOf } from "./kept-moment.ts";

/** A hero as a table lists it: in our names, units as said; what it never told is `null`. */
export interface HeroRow {
  readonly agentId: string;
  /** UTC, Unix ms. */
  readonly diedAtMs: number | null;
  readonly reason: string | null;
  readonly finalCapital: number | null;
  readonly profit: number | null;
  readonly trades: number | null;
  /** 0..1. */
  readonly winRate: number | null;
  readonly daysAlive: number | null;
  readonly hero: Hero;
}

/** Some strategies count in percent. */
const shareOf = (rate: number | null): number | null => (rate === null || rate <= 1 ? rate : rate / 100);

export const heroRowOf = (hero: Hero): HeroRow => ({
  agentId: hero.agent_id,
  diedAtMs: momentOf(hero.death_time),
  reason: hero.death_reason ?? null,
  finalCapital: hero.final_capital ?? null,
  profit: hero.lifetime_profit ?? null,
  trades: hero.lifetime_trades ?? null,
  winRate: shareOf(hero.win_rate ?? null),
  daysAlive: hero.days_alive ?? null,
  hero,
});
