import type { Correction, SettlingEvent } from "../contract/reconciliation.ts";
import type { Attribution } from "./attribution.ts";
import { closingsOf } from "./closing-deals.ts";
import { exactAmount } from "./money.ts";
import type { Deal } from "./order.ts";
import { orphanByPolicy } from "./orphan-correction.ts";
import type { CorrectionPolicy } from "./correction-policy.ts";
import type { Position } from "./position.ts";
import type { TicketPair } from "./three-way-diff.ts";
import { openingOf, openLots, openVolume, told, type Trade, type TradeChange } from "./trade.ts";
import { exactLots, lotsOf, volumeFromLots, type VolumeUnits } from "./volume.ts";

/** What corrections of single tickets rest on. */
export interface TicketFacts {
  readonly trades: ReadonlyMap<number, Trade>;
  /** By position; `null`: the gateway keeps no history. */
  readonly dealsOf: ((ticket: number) => readonly Deal[]) | null;
  /** An order of ours left to close this ticket, and it is gone. */
  readonly foundGone: (ticket: number) => boolean;
  readonly attribution: Attribution;
  readonly policy: CorrectionPolicy;
  /** Ids of the differences that were found. */
  readonly found: ReadonlySet<string>;
  readonly nowMs: number;
}

/** What puts one ticket right in our record. */
export function correctTicket(pair: TicketPair, facts: TicketFacts): Correction[] {
  const { venue, public: trade } = pair;
  if (venue && trade) return correctKnown(venue, trade, facts);
  if (venue) return [correctUnknown(venue, pair.agentId, facts)];
  return trade ? [correctGone(trade, openVolume(trade), "nothing", facts)] : [];
}

const volumeId = (agentId: string | null, { symbol, side }: Pick<Trade, "symbol" | "side">): string => `volume:${agentId ?? ""}:${symbol}:${side}`;

type Draft = Omit<Correction, "id" | "waitsFor" | "suggestion" | "profit" | "symbol"> & Partial<Pick<Correction, "waitsFor" | "suggestion" | "profit">> & { readonly symbol: string; readonly ticket: number };

const drafted = (draft: Draft): Correction => ({ waitsFor: null, suggestion: null, profit: null, ...draft, id: `${draft.code}:${draft.ticket}` });

function correctUnknown(position: Position, agentId: string | null, facts: TicketFacts): Correction {
  const before = facts.trades.get(position.ticket);
  if (before) return reopened(position, before);
  const { policy, attribution } = facts;
  if (agentId === null) return orphanByPolicy(position, policy);
  const owner = attribution.ownerOf(position);
  return drafted({
    kind: "A",
    code: "TRADE_COMPLETED",
    differenceId: volumeId(agentId, position),
    agentId,
    symbol: position.symbol,
    ticket: position.ticket,
    believed: "nothing",
    truth: told(position),
    why: `Position ${position.ticket} is open at the venue and was not in our record.`,
    evidence: [owner?.evidence ?? "", ...entriesOf(position.ticket, facts)].filter((line) => line !== ""),
    events: [{ kind: "TRADE_OPENED", body: { trade: { ...openingOf(position, agentId), uuid: owner?.uuid ?? null } } }],
  });
}

function entriesOf(ticket: number, { dealsOf }: TicketFacts): string[] {
  const entries = dealsOf?.(ticket).filter(({ entry }) => entry === "IN") ?? [];
  return entries.map((deal) => `deal ${deal.dealId}: ${deal.side} ${deal.volumeLots} ${deal.symbol} at ${deal.price}`);
}

/** The venue shows what we had booked as closed: a list that lagged, or a close that was only believed. */
function reopened(position: Position, before: Trade): Correction {
  const change: TradeChange = { closedAtMs: null, side: position.side, symbol: position.symbol, volumeLots: exactLots(position.volumeLots + before.parts.reduce((lots, part) => lots + part.volumeLots, 0)) };
  return drafted({
    kind: "A",
    code: "TRADE_REOPENED",
    differenceId: volumeId(before.agentId, position),
    agentId: before.agentId,
    symbol: position.symbol,
    ticket: position.ticket,
    believed: `closed (${before.closedBy ?? "unknown"})`,
    truth: told(position),
    why: `Position ${position.ticket} is open at the venue, and our record had it closed.`,
    evidence: [],
    events: [corrected(position.ticket, change, "open at the venue after all")],
  });
}

function correctKnown(position: Position, trade: Trade, facts: TicketFacts): Correction[] {
  if (position.side !== trade.side || position.symbol !== trade.symbol) return [oppositeDirection(position, trade)];
  const corrections: Correction[] = [];
  const named = facts.attribution.namedBy(position);
  if (facts.found.has(`tag:${trade.ticket}`) && named !== null) corrections.push(wrongOwner(position, trade, named));
  const missing = openVolume(trade) - volumeFromLots(position.volumeLots);
  if (missing > 0) corrections.push(correctGone(trade, missing as VolumeUnits, told(position), facts));
  if (missing < 0) corrections.push(grown(position, trade, -missing as VolumeUnits));
  const details = wrongDetails(position, trade, facts.found);
  if (details) corrections.push(details);
  return corrections;
}

function oppositeDirection(position: Position, trade: Trade): Correction {
  return drafted({
    kind: "D",
    code: "OPPOSITE_DIRECTION",
    differenceId: `direction:${trade.ticket}`,
    agentId: trade.agentId,
    symbol: position.symbol,
    ticket: trade.ticket,
    believed: told({ ...trade, volumeLots: openLots(trade) }),
    truth: told(position),
    why: `Ticket ${trade.ticket} goes the other way at the venue than in our record.`,
    evidence: [],
    waitsFor: "direction",
    suggestion: "The venue is right: let our record follow it.",
    events: [corrected(trade.ticket, { side: position.side, symbol: position.symbol, volumeLots: position.volumeLots, openPrice: position.openPrice ?? trade.openPrice, parts: [] }, "the venue's direction")],
  });
}

function wrongOwner(position: Position, trade: Trade, named: string): Correction {
  return drafted({
    kind: "D",
    code: "WRONG_OWNER",
    differenceId: `tag:${trade.ticket}`,
    agentId: trade.agentId,
    symbol: trade.symbol,
    ticket: trade.ticket,
    believed: trade.agentId ?? "nobody",
    truth: named,
    why: `The venue's magic number or comment names ${named}; our record says ${trade.agentId ?? "nobody"}.`,
    evidence: [`magic ${position.magic ?? "none"}, comment ${JSON.stringify(position.comment ?? "")}`],
    waitsFor: "owner",
    suggestion: `Give it to ${named}, if the order was ${named}'s.`,
    events: [corrected(trade.ticket, { agentId: named }, "the owner that the venue names")],
  });
}

function grown(position: Position, trade: Trade, more: VolumeUnits): Correction {
  return drafted({
    kind: "A",
    code: "VOLUME_GREW",
    differenceId: volumeId(trade.agentId, trade),
    agentId: trade.agentId,
    symbol: trade.symbol,
    ticket: trade.ticket,
    believed: told({ ...trade, volumeLots: openLots(trade) }),
    truth: told(position),
    why: `${lotsOf(more)} lots more are open at the venue under ticket ${trade.ticket} than in our record.`,
    evidence: [],
    events: [corrected(trade.ticket, { volumeLots: exactLots(trade.volumeLots + lotsOf(more)), openPrice: position.openPrice ?? trade.openPrice }, "the venue's volume")],
  });
}

function correctGone(trade: Trade, missing: VolumeUnits, truth: string, { dealsOf, foundGone, nowMs }: TicketFacts): Correction {
  const byOrder = foundGone(trade.ticket);
  const { closings, profit, evidence } = closingsOf(trade, missing, dealsOf?.(trade.ticket) ?? null, byOrder, nowMs);
  const isWhole = missing >= openVolume(trade);
  const by = [...new Set(closings.map(({ closedBy }) => closedBy))].join(", ");
  return drafted({
    kind: "B",
    code: byOrder ? "ORDER_CLOSED" : isWhole ? "CLOSED_OUTSIDE" : "REDUCED_OUTSIDE",
    differenceId: volumeId(trade.agentId, trade),
    agentId: trade.agentId,
    symbol: trade.symbol,
    ticket: trade.ticket,
    believed: told({ ...trade, volumeLots: openLots(trade) }),
    truth,
    why: byOrder ? `An order of ours asked to close it, and it is gone: ${by}.` : `${isWhole ? "It" : `A part of it (${lotsOf(missing)} lots)`} was closed without us: ${by}.`,
    evidence: [...evidence],
    profit: profit === null ? null : exactAmount(profit),
    events: closings.map((closing): SettlingEvent => ({ kind: "TRADE_CLOSED", body: { closing } })),
  });
}

function wrongDetails(position: Position, trade: Trade, found: ReadonlySet<string>): Correction | null {
  const [price, time] = [`entry price:${trade.ticket}`, `holding time:${trade.ticket}`];
  const change: TradeChange = { ...(found.has(price) && { openPrice: position.openPrice }), ...(found.has(time) && { openedAtMs: position.openedAtMs }) };
  if (Object.keys(change).length === 0) return null;
  const moment = (ms: number | null): string => (ms === null ? "an unknown time" : new Date(ms).toISOString());
  return drafted({
    kind: "C",
    code: "PUBLIC_FOLLOWS",
    differenceId: found.has(price) ? price : time,
    agentId: trade.agentId,
    symbol: trade.symbol,
    ticket: trade.ticket,
    believed: `${told(trade)}, opened ${moment(trade.openedAtMs)}`,
    truth: `${told(position)}, opened ${moment(position.openedAtMs)}`,
    why: `The venue has another ${[found.has(price) ? "entry price" : "", found.has(time) ? "opening time" : ""].filter((word) => word !== "").join(" and ")}.`,
    evidence: [],
    events: [corrected(trade.ticket, change, "the venue's details")],
  });
}

const corrected = (ticket: number, change: TradeChange, why: string): SettlingEvent => ({ kind: "TRADE_CORRECTED", body: { ticket, change, why } });
