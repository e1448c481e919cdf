import type { Side } from "../contract/position.ts";
import type { LedgerDifference } from "../contract/reconciliation.ts";

/** What one side of the comparison holds of one agent, in one symbol and direction. */
export interface Held {
  /** Whole units of volume. */
  units: number;
  /** Units times entry price; NaN once one came without a price. */
  worth: number;
  /** The first entry price, as it was quoted. */
  quoted: number | null;
  /** The first opening (UTC, Unix ms); NaN once one came without a time. */
  sinceMs: number;
}

export interface Holding {
  readonly venue: Held;
  readonly public: Held;
  readonly private: Held;
  /** Tickets that venue and record have alike here, each followed by its whole units: what a claim is held against. */
  readonly met: number[];
  /** Where in `met` the next claim is looked for first: agents list what they hold in the order in which it was opened. */
  nextMet: number;
  /** Where in `met` each ticket is; `null` until a claim was not found there. */
  placesInMet: ReadonlyMap<number, number> | null;
  /** Venue and record have other tickets here, whatever the totals say. */
  torn: boolean;
  /** The agent names a ticket that is not there, or is there with another volume. */
  misclaimed: boolean;
}

/** What is held of one agent in one symbol. */
export interface Cell {
  readonly agentId: string | null;
  readonly symbol: string;
  readonly BUY: Holding;
  readonly SELL: Holding;
  /** The difference that says of a ticket here that its direction is in question: that is more than a volume. */
  opposedBy: LedgerDifference | null;
}

export interface Cells {
  of(agentId: string | null, symbol: string): Cell;
  /** In the order in which they were first asked for. */
  readonly all: readonly Cell[];
}

export const bothSides: readonly Side[] = ["BUY", "SELL"];

export function createCells(): Cells {
  const byAgent = new Map<string | null, Map<string, Cell>>();
  const all: Cell[] = [];
  return {
    of: (agentId, symbol) => {
      let symbols = byAgent.get(agentId);
      if (!symbols) byAgent.set(agentId, (symbols = new Map()));
      let cell = symbols.get(symbol);
      if (!cell) {
        cell = { agentId, symbol, BUY: newHolding(), SELL: newHolding(), opposedBy: null };
        symbols.set(symbol, cell);
        all.push(cell);
      }
      return cell;
    },
    all,
  };
}

export function add(held: Held, units: number, price: number | null, openedAtMs: number | null): void {
  held.units += units;
  held.worth += price === null ? Number.NaN : units * price;
  held.quoted ??= price;
  held.sinceMs = Math.min(held.sinceMs, openedAtMs ?? Number.NaN);
}

/** The units that venue and record have alike under this ticket; `undefined`: they have it elsewhere, not alike, or not at all. */
export function metUnits(holding: Holding, ticket: number): number | undefined {
  const { met, nextMet } = holding;
  const at = met[nextMet] === ticket ? nextMet : (holding.placesInMet ??= placesIn(met)).get(ticket);
  if (at === undefined) return undefined;
  holding.nextMet = at + 2;
  return met[at + 1];
}

function placesIn(met: readonly number[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const [at, ticket] of met.entries()) if (at % 2 === 0) places.set(ticket, at);
  return places;
}

export const averagePrice = ({ units, worth }: Held): number | null => (units > 0 && !Number.isNaN(worth) ? worth / units : null);

export const firstOpening = ({ sinceMs }: Held): number | null => (Number.isFinite(sinceMs) ? sinceMs : null);

const newHeld = (): Held => ({ units: 0, worth: 0, quoted: null, sinceMs: Number.POSITIVE_INFINITY });
const newHolding = (): Holding => ({ venue: newHeld(), public: newHeld(), private: newHeld(), met: [], nextMet: 0, placesInMet: null, torn: false, misclaimed: false });
