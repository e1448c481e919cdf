import type { ClosedBy, TradeClosing } from "../contract/ledger.ts";
import { sumAmounts } from "./money.ts";
import type { Deal } from "./order.ts";
import type { Trade } from "./trade.ts";
import { lotsOf, volumeFromLots, type VolumeUnits } from "./volume.ts";

/** What closed a trade, or a part of it, that nobody told us of. */
export interface FoundClosings {
  readonly closings: readonly TradeClosing[];
  /** `null`: at least one result is not known. */
  readonly profit: number | null;
  readonly evidence: readonly string[];
}

/**
 * What the history has to say about a volume that is gone from the venue. What it cannot explain is closed all the same,
 * because it is not open, with its result not known.
 * @param missing of this trade, in whole units
 * @param deals of its position; `null`: the gateway keeps no history
 * @param byOrder an order of ours asked for the close: what the history does not lay to a stop was that order
 * @param nowMs when it was found gone; the time of a close that no deal tells
 */
export function closingsOf(trade: Trade, missing: VolumeUnits, deals: readonly Deal[] | null, byOrder: boolean, nowMs: number): FoundClosings {
  const closings: TradeClosing[] = [];
  const evidence: string[] = [];
  let left: number = missing;
  let costs = trade.parts.length === 0 ? openingCosts(deals) : 0;
  for (const deal of unbookedExits(trade, deals ?? [])) {
    if (left <= 0) break;
    const units = Math.min(left, volumeFromLots(deal.volumeLots));
    left -= units;
    closings.push({ ticket: trade.ticket, atMs: deal.atMs, volumeLots: lotsOf(units as VolumeUnits), price: deal.price, profit: sumAmounts([deal.profit, deal.commission, deal.swap, costs]), closedBy: closedByOf(deal, byOrder) });
    evidence.push(`deal ${deal.dealId}: ${deal.side} ${deal.volumeLots} ${deal.symbol} at ${deal.price}, reason ${deal.reason ?? "not told"}`);
    costs = 0;
  }
  if (left > 0) {
    closings.push({ ticket: trade.ticket, atMs: nowMs, volumeLots: lotsOf(left as VolumeUnits), price: null, profit: null, closedBy: byOrder ? "strategy" : "unknown" });
    evidence.push(deals === null ? "the gateway keeps no history: the result is not known" : "the history has no deal for it: the result is not known");
  }
  return { closings, profit: sumAmounts(closings.map(({ profit }) => profit)), evidence };
}

/** Deals that took from the position, oldest first, without those that are in our record already. */
function unbookedExits(trade: Trade, deals: readonly Deal[]): readonly Deal[] {
  const exits = deals.filter(({ entry }) => entry !== "IN").toSorted((a, b) => a.atMs - b.atMs);
  let booked = trade.parts.reduce((units, part) => units + volumeFromLots(part.volumeLots), 0);
  let at = 0;
  for (; at < exits.length && booked > 0; at += 1) booked -= volumeFromLots(exits[at]?.volumeLots ?? 0);
  return exits.slice(at);
}

/** Commission taken at the opening belongs to the result; it is booked with the first close. */
const openingCosts = (deals: readonly Deal[] | null): number => sumAmounts((deals ?? []).filter(({ entry }) => entry === "IN").map(({ commission }) => commission)) ?? 0;

/** MetaTrader's reasons, by word and by number. The rest are hands and programs at the venue. */
const reasons: ReadonlyMap<string, ClosedBy> = new Map([
  ["SL", "stop-loss"],
  ["4", "stop-loss"],
  ["TP", "take-profit"],
  ["5", "take-profit"],
  ["SO", "stop-out"],
  ["6", "stop-out"],
]);

function closedByOf({ reason }: Deal, byOrder: boolean): ClosedBy {
  const told = reason === null ? undefined : reasons.get(reason.toUpperCase().replace(/^DEAL_REASON_/, ""));
  if (told !== undefined) return told;
  if (byOrder) return "strategy";
  return reason === null ? "unknown" : "outside";
}
