import type { RiskReport, RiskUsageRow } from "../../../src-main/contract/risk.ts";
import { isPerOrder } from "../../components/limit-standing.ts";

type ScopeKind = RiskUsageRow["scope"]["kind"];

/** Limits of one scope, in the file's order. */
export interface LimitGroup {
  readonly kind: ScopeKind;
  readonly rows: readonly RiskUsageRow[];
}

const kinds: readonly ScopeKind[] = ["account", "agent", "symbol"];

/** Limits with a figure now, scope by scope, and those that only an order has. Scopes without any are left out. */
export function groupLimits({ rows }: RiskReport): { readonly measured: readonly LimitGroup[]; readonly perOrder: readonly RiskUsageRow[] } {
  const measured = kinds.map((kind) => ({ kind, rows: rows.filter((row) => row.scope.kind === kind && !isPerOrder(row)) }));
  return { measured: measured.filter((group) => group.rows.length > 0), perOrder: rows.filter(isPerOrder) };
}

/**
 * Where the warning stands on a bar whose end is the limit, in the measure of `used`: of what must be left, the share of
 * what may go. `null`: there is none, or no bar to put it on.
 */
export function warnShare({ bound, warn, limit }: RiskUsageRow): number | null {
  if (warn === null || limit === null) return null;
  const share = bound === "at least" ? (100 - warn) / (100 - limit) : warn / limit;
  return share > 0 && share < 1 ? share : null;
}
