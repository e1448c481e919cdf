import type { AgentRow } from "../../../src-main/contract/agent.ts";
import { createSearch } from "../../components/table/search.ts";
import type { Sort } from "../../components/table/sort.ts";
import { comparing } from "../../components/table/sort.ts";

/** Who and whether there, what it holds, what it did; then the rest. `connected` is read with the last time seen. */
export const agentColumns = ["agentId", "lastSeenAtMs", "positions", "lots", "profit", "tradesToday", "inDoubt", "magic"] as const satisfies readonly (keyof AgentRow)[];
export type AgentColumn = (typeof agentColumns)[number];
export type AgentSort = Sort<AgentColumn>;

export const wordColumns: ReadonlySet<AgentColumn> = new Set<AgentColumn>(["agentId", "lastSeenAtMs"]);

const names = new Intl.Collator("en", { numeric: true });
const byName = (a: AgentRow, b: AgentRow): number => names.compare(a.agentId, b.agentId);

/** Names sort as people count: `alpha2` before `alpha10`. */
export function sortAgents(rows: readonly AgentRow[], sort: AgentSort): readonly AgentRow[] {
  if (sort.column !== "agentId") return rows.toSorted(comparing(sort, byName));
  return rows.toSorted(sort.descending ? (a, b) => byName(b, a) : byName);
}

/** Every word must occur somewhere in name or magic number. */
export const searchAgents = createSearch<AgentRow>((row) => `${row.agentId} ${row.magic ?? ""}`);
