import { type LedgerDifference, type Matter, priorityOf } from "../contract/reconciliation.ts";
import type { Attribution } from "./attribution.ts";
import { compareCell } from "./cell-diff.ts";
import { type DiffTolerance, samePrice, sameTime, volumeSlack } from "./diff-tolerance.ts";
import { add, type Cells, createCells, metUnits } from "./holding-cells.ts";
import { oddOne } from "./odd-one.ts";
import type { Position } from "./position.ts";
import type { Claim, PrivateView } from "./private-ledger.ts";
import { openVolume, type Trade } from "./trade.ts";
import { volumeFromLots } from "./volume.ts";

/** One agent as it is compared beside its positions. */
export interface ComparedAgent {
  readonly agentId: string;
  /** `null`: it never saved a private ledger, or is dead, and takes no part with one. */
  readonly private: PrivateView | null;
  /** UTC, Unix ms. */
  readonly privateSavedAtMs: number | null;
  /** By our own record; `null`: we have none to compare. */
  readonly capital: number | null;
}

export interface ThreeSides {
  /** Complete, each ticket once; `null`: the truth was not read, and record and agents are compared alone. */
  readonly venue: readonly Position[] | null;
  /** Open trades by ticket. */
  readonly public: ReadonlyMap<number, Trade>;
  readonly agents: Iterable<ComparedAgent>;
  readonly attribution: Attribution;
}

/** A ticket in which venue and record are not alike; `null`: that side does not have it. */
export interface TicketPair {
  readonly venue: Position | null;
  readonly public: Trade | null;
  /** Whose it is by our record, else by what else names an owner; `null`: nobody's. */
  readonly agentId: string | null;
}

/** An agent's private ledger is not as the venue (without one: as our record) is, in this symbol. */
export interface PrivateMismatch {
  readonly agentId: string;
  readonly symbol: string;
  readonly differenceId: string;
}

export interface ThreeWayDiff {
  /** Most important first. */
  readonly differences: readonly LedgerDifference[];
  readonly pairs: readonly TicketPair[];
  readonly privateMismatches: readonly PrivateMismatch[];
  /** Positions that venue and record have alike. */
  readonly consistent: number;
}

/** What a comparison gathers. */
export interface DiffWork {
  readonly cells: Cells;
  readonly pairs: Map<number, TicketPair>;
  readonly differences: LedgerDifference[];
  readonly privateMismatches: PrivateMismatch[];
  readonly tolerance: DiffTolerance;
  /** In whole units of volume. */
  readonly slack: number;
}

/**
 * Compares what the venue has, what we wrote down and what each agent says: total volume by symbol and side, direction,
 * owner, entry price, holding time, virtual capital; each only between the sides that have it. Venue and record are met
 * by ticket; an agent's positions by ticket where it gives one, else by symbol and side. Linear in all three.
 */
export function diffThreeWays(compared: ThreeSides, tolerance: DiffTolerance): ThreeWayDiff {
  const work: DiffWork = { cells: createCells(), pairs: new Map(), differences: [], privateMismatches: [], tolerance, slack: volumeSlack(tolerance) };
  const consistent = compared.venue ? meetVenue(work, compared, compared.venue) : addRecordAlone(work, compared.public);
  const claiming = new Set<string>();
  for (const agent of compared.agents) {
    compareCapital(work, agent);
    if (!agent.private?.claims) continue;
    claiming.add(agent.agentId);
    for (const claim of agent.private.claims) addClaim(work, compared.venue ? null : compared.public, agent.agentId, claim);
  }
  for (const cell of work.cells.all) {
    compareCell(work, cell, { venue: compared.venue !== null, private: cell.agentId !== null && claiming.has(cell.agentId) });
  }
  return {
    differences: work.differences.toSorted((a, b) => Number(a.priority > b.priority) - Number(a.priority < b.priority)),
    pairs: [...work.pairs.values()],
    privateMismatches: work.privateMismatches,
    consistent,
  };
}

/** Meets venue and record by ticket. Returns how many positions are alike. */
function meetVenue(work: DiffWork, { public: record, attribution }: ThreeSides, venue: readonly Position[]): number {
  // Both sides usually stand in the same order; walking them side by side spares a look-up a position (`position-diff.ts`).
  const inOrder = record.values();
  let met = 0;
  let alike = 0;
  for (const position of venue) {
    const next = inOrder.next().value;
    const trade = next?.ticket === position.ticket ? next : record.get(position.ticket);
    if (!trade) meetUnknown(work, position, attribution);
    else {
      met += 1;
      if (meetTrade(work, position, trade, attribution)) alike += 1;
    }
  }
  if (met < record.size) meetGone(work, record, venue);
  return alike;
}

function meetUnknown({ cells, pairs }: DiffWork, position: Position, attribution: Attribution): void {
  const agentId = attribution.ownerOf(position)?.agentId ?? null;
  const holding = cells.of(agentId, position.symbol)[position.side];
  add(holding.venue, volumeFromLots(position.volumeLots), position.openPrice, position.openedAtMs);
  holding.torn = true;
  pairs.set(position.ticket, { venue: position, public: null, agentId });
}

function meetGone({ cells, pairs }: DiffWork, record: ReadonlyMap<number, Trade>, venue: readonly Position[]): void {
  const open = new Set(venue.map(({ ticket }) => ticket));
  for (const trade of record.values()) {
    if (open.has(trade.ticket)) continue;
    const holding = cells.of(trade.agentId, trade.symbol)[trade.side];
    add(holding.public, openVolume(trade), trade.openPrice, trade.openedAtMs);
    holding.torn = true;
    pairs.set(trade.ticket, { venue: null, public: trade, agentId: trade.agentId });
  }
}

/** Returns whether the two are alike. */
function meetTrade(work: DiffWork, position: Position, trade: Trade, attribution: Attribution): boolean {
  const cell = work.cells.of(trade.agentId, position.symbol);
  if (position.side !== trade.side || position.symbol !== trade.symbol) {
    const difference = differ(work, "direction", position, trade, directionOf(position), directionOf(trade));
    cell.opposedBy = difference;
    work.cells.of(trade.agentId, trade.symbol).opposedBy = difference;
    work.pairs.set(position.ticket, { venue: position, public: trade, agentId: trade.agentId });
    return false;
  }
  const holding = cell[position.side];
  const [venueUnits, publicUnits] = [volumeFromLots(position.volumeLots), openVolume(trade)];
  add(holding.venue, venueUnits, position.openPrice ?? trade.openPrice, position.openedAtMs ?? trade.openedAtMs);
  add(holding.public, publicUnits, trade.openPrice, trade.openedAtMs);
  const sameSize = Math.abs(venueUnits - publicUnits) <= work.slack;
  if (sameSize) holding.met.push(position.ticket, venueUnits);
  else holding.torn = true;
  const alike = compareDetails(work, position, trade, attribution.namedBy(position)) && sameSize;
  if (!alike) work.pairs.set(position.ticket, { venue: position, public: trade, agentId: trade.agentId });
  return alike;
}

function compareDetails(work: DiffWork, position: Position, trade: Trade, named: string | null): boolean {
  const { differences, tolerance } = work;
  const before = differences.length;
  if (named !== null && trade.agentId !== null && named !== trade.agentId) differ(work, "tag", position, trade, named, trade.agentId);
  const quoted = [position.openPrice, trade.openPrice, position.currentPrice];
  if (position.openPrice !== trade.openPrice && !samePrice(position.symbol, position.openPrice, trade.openPrice, quoted, tolerance)) {
    differ(work, "entry price", position, trade, position.openPrice, trade.openPrice);
  }
  if (!sameTime(position.openedAtMs, trade.openedAtMs, tolerance)) differ(work, "holding time", position, trade, position.openedAtMs, trade.openedAtMs);
  return differences.length === before;
}

/** Venue and record disagree about a ticket, and no agent has been asked: the record is the odd one. */
function differ({ differences }: DiffWork, matter: Matter, position: Position, trade: Trade, venue: number | string | null, record: number | string | null): LedgerDifference {
  const { ticket, symbol, side } = position;
  const difference: LedgerDifference = { id: `${matter}:${ticket}`, matter, priority: priorityOf[matter], agentId: trade.agentId, symbol, side, ticket, venue, public: record, private: null, odd: "public" };
  differences.push(difference);
  return difference;
}

const directionOf = ({ side, symbol }: Pick<Trade, "side" | "symbol">): string => `${side} ${symbol}`;

function addRecordAlone({ cells }: DiffWork, record: ReadonlyMap<number, Trade>): number {
  for (const trade of record.values()) add(cells.of(trade.agentId, trade.symbol)[trade.side].public, openVolume(trade), trade.openPrice, trade.openedAtMs);
  return record.size;
}

function addClaim({ cells, pairs, slack }: DiffWork, record: ReadonlyMap<number, Trade> | null, agentId: string, claim: Claim): void {
  const holding = cells.of(agentId, claim.symbol)[claim.side];
  add(holding.private, claim.volume, claim.entryPrice, claim.openedAtMs);
  if (claim.ticket === null) return;
  // Nearly always; a look-up among all trades would miss the processor's cache each time.
  const units = metUnits(holding, claim.ticket) ?? (record ? unitsInRecord(record.get(claim.ticket), agentId, claim) : unitsAtVenue(pairs.get(claim.ticket), agentId, claim));
  if (units === null || Math.abs(units - claim.volume) > slack) holding.misclaimed = true;
}

/** A ticket that went, goes the other way, or is another's, is not what the agent says it holds, whatever the totals say. */
const unitsAtVenue = (pair: TicketPair | undefined, agentId: string, claim: Claim): number | null =>
  pair?.venue && pair.agentId === agentId && isAsClaimed(pair.venue, claim) ? volumeFromLots(pair.venue.volumeLots) : null;

const unitsInRecord = (trade: Trade | undefined, agentId: string, claim: Claim): number | null =>
  trade && trade.agentId === agentId && isAsClaimed(trade, claim) ? openVolume(trade) : null;

const isAsClaimed = ({ symbol, side }: Pick<Trade, "symbol" | "side">, claim: Claim): boolean => side === claim.side && symbol === claim.symbol;

function compareCapital({ differences, tolerance }: DiffWork, { agentId, capital, private: view }: ComparedAgent): void {
  const said = view?.capital ?? null;
  if (capital === null || said === null || Math.abs(capital - said) <= tolerance.capital) return;
  const odd = oddOne({ venue: null, public: capital, private: said }, (a, b) => a === b);
  differences.push({ id: `virtual capital:${agentId}`, matter: "virtual capital", priority: "P1", agentId, symbol: null, side: null, ticket: null, venue: null, public: capital, private: said, odd });
}
