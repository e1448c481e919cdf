import type { HeroRow } from "../../components/hero-row.ts";
import { createSearch } from "../../components/table/search.ts";
import type { Sort } from "../../components/table/sort.ts";
import { comparing } from "../../components/table/sort.ts";

/** Who, when and why, then what it came to. */
export const heroColumns = ["agentId", "diedAtMs", "reason", "finalCapital", "profit", "trades", "winRate", "daysAlive"] as const satisfies readonly (keyof HeroRow)[];
export type HeroColumn = (typeof heroColumns)[number];
export type HeroSort = Sort<HeroColumn>;

export const wordColumns: ReadonlySet<HeroColumn> = new Set<HeroColumn>(["agentId", "diedAtMs", "reason"]);

const names = new Intl.Collator("en", { numeric: true });
const byName = (a: HeroRow, b: HeroRow): number => names.compare(a.agentId, b.agentId);

export function sortHeroes(rows: readonly HeroRow[], sort: HeroSort): readonly HeroRow[] {
  if (sort.column !== "agentId") return rows.toSorted(comparing(sort, byName));
  return rows.toSorted(sort.descending ? (a, b) => byName(b, a) : byName);
}

/** Every word must occur somewhere in what is kept of the hero. */
export const searchHeroes = createSearch<HeroRow>(({ hero }) => JSON.stringify(hero));
