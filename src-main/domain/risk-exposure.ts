import type { OpenIntent } from "../contract/order.ts";
import { type LotValue, lotValue } from "./risk-notional.ts";
import type { RiskScope, RiskSituation } from "./risk-situation.ts";
import type { RiskLimits } from "./risk-table.ts";
import { lotsOf, volumeFromLots, type VolumeUnits } from "./volume.ts";

/**
 * What would be open once the order is filled, and everything on its way with it. Gross: a hedge adds up, because one
 * of its legs can be closed alone.
 */
export interface Exposure {
  readonly positions: number;
  readonly symbolLots: number;
  readonly totalLots: number;
  /** In the account's currency. */
  readonly symbolNotional: Worth;
  readonly totalNotional: Worth;
}

export type Worth = { readonly known: true; readonly amount: number } | { readonly known: false; readonly missing: string };

/** The exposure of a scope. `null` while nobody knows what is open. */
export type ExposureOf = (scope: RiskScope) => Exposure | null;

interface Instrument {
  readonly isOfIntent: boolean;
  readonly value: LotValue;
}

type Holding = Pick<OpenIntent, "symbol" | "volumeLots"> & { readonly agentId: string | null };

/** Counts at most once a scope, and values every symbol once. */
export function exposureFor(intent: OpenIntent, situation: RiskSituation, limits: RiskLimits): ExposureOf {
  const instruments = createInstruments(intent, situation, limits);
  const counted = new Map<RiskScope, Exposure>();
  return (scope) => {
    if (situation.positions === null) return null;
    const known = counted.get(scope) ?? count(scope, intent, [situation.positions, situation.reserved, [intent]], instruments);
    counted.set(scope, known);
    return known;
  };
}

function createInstruments(intent: OpenIntent, { account, lastPrices }: RiskSituation, limits: RiskLimits): (symbol: string) => Instrument {
  const valuation = { limits, lastPrices, currency: account?.currency ?? limits.accountCurrency };
  const intentSymbol = intent.symbol.toUpperCase();
  const known = new Map<string, Instrument>();
  return (symbol) => {
    const found = known.get(symbol);
    if (found) return found;
    const upper = symbol.toUpperCase();
    const isOfIntent = upper === intentSymbol;
    const instrument = { isOfIntent, value: lotValue(upper, valuation, isOfIntent ? intent.price : null) };
    known.set(symbol, instrument);
    return instrument;
  };
}

function count(scope: RiskScope, intent: OpenIntent, groups: readonly (readonly Holding[])[], instrumentOf: (symbol: string) => Instrument): Exposure {
  const symbol = createTally();
  const total = createTally();
  for (const holdings of groups) {
    for (const holding of holdings) {
      if (scope === "agent" && holding.agentId !== intent.agentId) continue;
      const instrument = instrumentOf(holding.symbol);
      if (scope === "symbol" && !instrument.isOfIntent) continue;
      const volume = volumeFromLots(holding.volumeLots);
      total.add(volume, instrument.value);
      if (instrument.isOfIntent) symbol.add(volume, instrument.value);
    }
  }
  return { positions: total.count(), symbolLots: symbol.lots(), totalLots: total.lots(), symbolNotional: symbol.worth(), totalNotional: total.worth() };
}

function createTally() {
  let holdings = 0;
  let units = 0;
  let amount = 0;
  let missing: string | null = null;
  return {
    add: (volume: VolumeUnits, value: LotValue): void => {
      holdings += 1;
      units += volume;
      if (value.known) amount += lotsOf(volume) * value.perLot;
      else missing ??= value.missing;
    },
    count: (): number => holdings,
    lots: (): number => lotsOf(units as VolumeUnits),
    worth: (): Worth => (missing === null ? { known: true, amount } : { known: false, missing }),
  };
}
