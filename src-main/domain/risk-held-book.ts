import { type Instrument, instrumentOf } from "./risk-instrument.ts";
import { volumeFromLots, type VolumeUnits } from "./volume.ts";

/** A position with whose it is; `null`: nobody's that we know of. It counts for the account and its symbol all the same. */
export interface HeldPosition {
  readonly agentId: string | null;
  readonly symbol: string;
  readonly volumeLots: number;
}

/** What is held in one symbol. Gross: both legs of a hedge add up. */
export interface SymbolHolding {
  readonly instrument: Instrument;
  readonly positions: number;
  readonly volume: VolumeUnits;
}

/** By symbol in upper case. */
export type Holdings = ReadonlyMap<string, SymbolHolding>;

/**
 * The open positions, counted by symbol and by agent. Made once for every truth, so that an order costs as much as there
 * are symbols, however many positions there are.
 */
export interface HeldBook {
  readonly all: Holdings;
  of(agentId: string): Holdings;
}

/** Counts the positions once; what comes out does not change with the list. */
export function heldBook(positions: readonly HeldPosition[]): HeldBook {
  const all = new Map<string, SymbolHolding>();
  const agents = new Map<string, Map<string, SymbolHolding>>();
  for (const { agentId, symbol, volumeLots } of positions) {
    const volume = volumeFromLots(volumeLots);
    const { instrument } = add(all, all.get(symbol.toUpperCase())?.instrument ?? instrumentOf(symbol), volume);
    if (agentId === null) continue;
    const own = agents.get(agentId) ?? new Map<string, SymbolHolding>();
    agents.set(agentId, own);
    add(own, instrument, volume);
  }
  return { all, of: (agentId) => agents.get(agentId) ?? NOTHING };
}

const NOTHING: Holdings = new Map();

function add(holdings: Map<string, SymbolHolding>, instrument: Instrument, volume: VolumeUnits): SymbolHolding {
  const before = holdings.get(instrument.symbol);
  const holding = { instrument, positions: (before?.positions ?? 0) + 1, volume: ((before?.volume ?? 0) + volume) as VolumeUnits };
  holdings.set(instrument.symbol, holding);
  return holding;
}
