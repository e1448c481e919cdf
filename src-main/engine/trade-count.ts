import { z } from "zod";
import { dayOf } from "./equity-day.ts";

/** Orders confirmed on the newest UTC day that there was one: by anybody, by an agent, in a symbol. */
export interface TradeCount {
  count(agentId: string, symbol: string, atMs: number): void;
  /** All zero once another day has begun. */
  whole(): unknown;
  restore(value: unknown): void;
  on(nowMs: number): { readonly account: number; of(agentId: string): number; in(symbol: string): number };
}

const Counts = z.array(z.tuple([z.string(), z.number().int()]));
const Kept = z.object({ day: z.string(), account: z.number().int(), agents: Counts, symbols: Counts });

export function createTradeCount(): TradeCount {
  let day = "";
  let account = 0;
  let agents = new Map<string, number>();
  let symbols = new Map<string, number>();

  return {
    count: (agentId, symbol, atMs) => {
      const itsDay = dayOf(atMs);
      if (itsDay < day) return;
      if (itsDay > day) [day, account, agents, symbols] = [itsDay, 0, new Map(), new Map()];
      account += 1;
      agents.set(agentId, (agents.get(agentId) ?? 0) + 1);
      symbols.set(symbol.toUpperCase(), (symbols.get(symbol.toUpperCase()) ?? 0) + 1);
    },
    whole: () => ({ day, account, agents: [...agents], symbols: [...symbols] }),
    restore: (value) => {
      const kept = Kept.parse(value);
      [day, account, agents, symbols] = [kept.day, kept.account, new Map(kept.agents), new Map(kept.symbols)];
    },
    on: (nowMs) => {
      const isToday = dayOf(nowMs) <= day;
      return {
        account: isToday ? account : 0,
        of: (agentId) => (isToday ? (agents.get(agentId) ?? 0) : 0),
        in: (symbol) => (isToday ? (symbols.get(symbol.toUpperCase()) ?? 0) : 0),
      };
    },
  };
}
