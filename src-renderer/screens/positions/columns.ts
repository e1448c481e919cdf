import type { Position } from "../../../src-main/contract/position.ts";

export type ColumnName = keyof Position;

/** In the order they are read: what, which way, how much, at what, with what result; then the rest. */
export const columns = [
  "symbol",
  "side",
  "volumeLots",
  "openPrice",
  "currentPrice",
  "profit",
  "swap",
  "stopLoss",
  "takeProfit",
  "openedAtMs",
  "ticket",
  "magic",
  "comment",
] as const satisfies readonly ColumnName[];

export const textColumns: ReadonlySet<ColumnName> = new Set<ColumnName>(["symbol", "side", "comment"]);
