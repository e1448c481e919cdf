import type { AgentLife } from "../../src-main/contract/records.ts";
import { createSearch } from "./table/search.ts";
import type { Sort } from "./table/sort.ts";
import { comparing } from "./table/sort.ts";

/** A life as a table lists it. */
export interface LifeRow extends Pick<AgentLife, "agentId" | "alive" | "diedAtMs" | "deathReason" | "capital" | "openTrades" | "savedAtMs"> {
  readonly profit: number;
  readonly trades: number;
  readonly winRate: number | null;
  /** Of late in a row: above zero won, below lost. */
  readonly run: number;
}

export const livingColumns = ["agentId", "capital", "profit", "trades", "winRate", "run", "openTrades", "savedAtMs"] as const satisfies readonly (keyof LifeRow)[];
export const deadColumns = ["agentId", "diedAtMs", "deathReason", "capital", "profit", "trades", "winRate", "savedAtMs"] as const satisfies readonly (keyof LifeRow)[];
export type LifeColumn = (typeof livingColumns)[number] | (typeof deadColumns)[number];
export type LifeSort = Sort<LifeColumn>;

export const wordColumns: ReadonlySet<LifeColumn> = new Set<LifeColumn>(["agentId", "diedAtMs", "deathReason"]);

export const lifeRowsOf = (lives: readonly AgentLife[]): LifeRow[] =>
  lives.map(({ statistics, ...life }) => ({
    ...life,
    profit: statistics.profit,
    trades: statistics.trades,
    winRate: statistics.winRate,
    run: statistics.winningRun > 0 ? statistics.winningRun : -statistics.losingRun,
  }));

const names = new Intl.Collator("en", { numeric: true });
const byName = (a: LifeRow, b: LifeRow): number => names.compare(a.agentId, b.agentId);

/** Names sort as people count: `alpha2` before `alpha10`. */
export function sortLives(rows: readonly LifeRow[], sort: LifeSort): readonly LifeRow[] {
  if (sort.column !== "agentId") return rows.toSorted(comparing(sort, byName));
  return rows.toSorted(sort.descending ? (a, b) => byName(b, a) : byName);
}

/** Every word must occur somewhere in the name or in why it died. */
export const searchLives = createSearch<AgentLife>((life) => `${life.agentId} ${life.deathReason ?? ""}`);
