import type { RecordEvent } from "../contract/record-events.ts";
import { closedTrade, correctedTrade, isOpen, openLots, type Trade, type TradeChange, type TradeClosing, tradeFrom } from "../domain/trade.ts";
import { sumAmounts } from "../domain/money.ts";
import { sameJson } from "../domain/versioned-document.ts";

/**
 * The events that bring a trade into a record that does not know it: as it was opened and closed, and where that does not
 * come to the same, one correction more.
 */
export function tradeEvents(trade: Trade, why: string): RecordEvent[] {
  const { ticket, agentId, symbol, side, volumeLots, openPrice, openedAtMs, uuid, tag } = trade;
  const opened = { ticket, agentId, symbol, side, volumeLots, openPrice, openedAtMs, uuid, tag };
  const events: RecordEvent[] = [{ kind: "TRADE_OPENED", body: { trade: opened } }];
  let now = tradeFrom(opened);
  for (const closing of closings(trade, now)) {
    if (!isOpen(now)) break;
    events.push({ kind: "TRADE_CLOSED", body: { closing } });
    now = closedTrade(now, closing);
  }
  const change = changeTo(now, trade);
  if (change !== null) events.push({ kind: "TRADE_CORRECTED", body: { ticket, change, why } });
  return events;
}

function closings(trade: Trade, opened: Trade): TradeClosing[] {
  const { ticket, closedAtMs, closePrice, profit, closedBy, parts } = trade;
  const partial = parts.map((part) => ({ ticket, ...part }));
  if (closedAtMs === null) return partial;
  const rest = openLots({ ...opened, parts });
  const before = sumAmounts(parts.map((part) => part.profit));
  const last = profit === null || before === null ? null : (sumAmounts([profit, -before]) ?? null);
  return [...partial, { ticket, atMs: closedAtMs, volumeLots: rest > 0 ? rest : trade.volumeLots, price: closePrice, profit: last, closedBy: closedBy ?? "unknown" }];
}

/** `null`: nothing is different. */
function changeTo(now: Trade, wanted: Trade): TradeChange | null {
  if (sameJson(now, wanted)) return null;
  const { ticket: _ticket, uuid: _uuid, ...all } = wanted;
  const different = Object.entries(all).filter(([name, value]) => !sameJson(now[name as keyof Trade], value));
  const change = Object.fromEntries(different) as TradeChange;
  return sameJson(correctedTrade(now, change), wanted) ? change : all;
}
