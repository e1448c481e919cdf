import type { TradeStatistics } from "../contract/ledger.ts";
import type { AgentRecord } from "./agent-record.ts";
import { exactAmount } from "./money.ts";

/**
 * An agent's virtual capital by our own record: what was agreed, and the results of its trades since. `null` while the
 * agent never told one, and once a trade closed since with a result that nobody knows, until a capital is agreed anew.
 */
export function virtualCapital({ capitalBase }: Pick<AgentRecord, "capitalBase">, { profit, unknown }: Pick<TradeStatistics, "profit" | "unknown">): number | null {
  if (capitalBase === null || capitalBase.unknown !== unknown) return null;
  return exactAmount(capitalBase.capital + profit - capitalBase.profit);
}
