import type { RiskUsageRow } from "../../src-main/contract/risk.ts";

/** Only an order has its figure, and nothing is wrong with that. */
export const isPerOrder = (row: RiskUsageRow): boolean => row.value === null && row.verdict === "pass";

/** There should be a figure and nobody can tell it: an order would be denied, and yet nothing is broken. */
export const isUntold = (row: RiskUsageRow): boolean => row.value === null && row.limit !== null && row.verdict === "fail";

export const isBroken = (row: RiskUsageRow): boolean => row.verdict === "fail" && !isUntold(row);
