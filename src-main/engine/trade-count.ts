import { z } from "zod";
import { createUtcDays, dayAfter, dayOf } from "./utc-days.ts";

/** Orders confirmed on a UTC day: by anybody, by an agent, in a symbol. */
export interface TradeCount {
  count(agentId: string, symbol: string, atMs: number): void;
  whole(): unknown;
  restore(value: unknown): void;
  /** All zero once another day has begun. A clock set back over midnight counts on: what it calls tomorrow was a moment ago. */
  on(nowMs: number): { readonly account: number; of(agentId: string): number; in(symbol: string): number };
}

interface DayCount {
  account: number;
  readonly agents: Map<string, number>;
  readonly symbols: Map<string, number>;
}

const Counts = z.array(z.tuple([z.string(), z.number().int()]));
const Kept = z.array(z.object({ day: z.string(), account: z.number().int(), agents: Counts, symbols: Counts }));

export function createTradeCount(): TradeCount {
  const days = createUtcDays<DayCount>();

  return {
    count: (agentId, symbol, atMs) => {
      const day = days.of(dayOf(atMs)) ?? { account: 0, agents: new Map(), symbols: new Map() };
      day.account += 1;
      addOne(day.agents, agentId);
      addOne(day.symbols, symbol.toUpperCase());
      days.keep(dayOf(atMs), day);
    },
    whole: () => [...days.all].map(([day, { account, agents, symbols }]) => ({ day, account, agents: [...agents], symbols: [...symbols] })),
    restore: (value) => {
      for (const { day, account, agents, symbols } of Kept.parse(value)) days.keep(day, { account, agents: new Map(agents), symbols: new Map(symbols) });
    },
    on: (nowMs) => {
      const counted = [days.of(dayOf(nowMs)), days.of(dayAfter(nowMs))].filter((day) => day !== undefined);
      const sum = (countOf: (day: DayCount) => number | undefined): number => counted.reduce((trades, day) => trades + (countOf(day) ?? 0), 0);
      return {
        account: sum(({ account }) => account),
        of: (agentId) => sum(({ agents }) => agents.get(agentId)),
        in: (symbol) => sum(({ symbols }) => symbols.get(symbol.toUpperCase())),
      };
    },
  };
}

const addOne = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
