import type { OpenIntent } from "../contract/order.ts";
import type { HeldBook, SymbolHolding } from "./risk-held-book.ts";
import { instrumentOf } from "./risk-instrument.ts";
import { type LotValue, lotValue } from "./risk-notional.ts";
import { isIn, type RiskScope, type RiskSituation } from "./risk-situation.ts";
import type { RiskLimits } from "./risk-table.ts";
import { lotsOf, volumeFromLots, type VolumeUnits } from "./volume.ts";

/**
 * What is open with everything on its way, and with the order that is asked for where there is one. Gross: a hedge adds
 * up, because one of its legs can be closed alone.
 */
export interface Exposure {
  readonly positions: number;
  readonly lots: number;
  /** In the account's currency. */
  readonly notional: Worth;
}

/** `dear`: the symbols of which no price is known, valued far too high instead. */
export type Worth = { readonly known: true; readonly amount: number; readonly dear: readonly string[] } | { readonly known: false; readonly missing: string };

/** The exposures of a moment. Everything is `null` while nobody knows what is open. */
export interface Exposures {
  /** All of a scope. Counted at most once for each scope object. */
  of(scope: RiskScope): Exposure | null;
  /** The part of a scope in this symbol, in upper case. */
  in(scope: RiskScope, symbol: string): Exposure | null;
  /** The symbols of a scope, in upper case. */
  symbols(scope: RiskScope): readonly string[] | null;
}

interface Pending extends SymbolHolding {
  readonly agentId: string;
  readonly symbol: string;
}

/** `intent`: counted in as if it were filled. `null`: nobody orders. */
export function exposuresOf(situation: RiskSituation, limits: RiskLimits, intent: OpenIntent | null): Exposures {
  const { held } = situation;
  const pending = [...situation.reserved, ...(intent === null ? [] : [intent])].map(pendingOf);
  const valueOf = valuing(situation, limits, intent);
  const counted = new Map<RiskScope, Exposure>();

  return {
    of: (scope) => {
      if (held === null) return null;
      const known = counted.get(scope) ?? sum([...heldIn(held, scope), ...pending.filter((order) => isIn(scope, order))], valueOf);
      counted.set(scope, known);
      return known;
    },
    in: (scope, symbol) => {
      if (held === null) return null;
      const own = (scope.kind === "agent" ? held.of(scope.name) : held.all).get(symbol);
      return sum([...(own ? [own] : []), ...pending.filter((order) => order.symbol === symbol && isIn(scope, order))], valueOf);
    },
    symbols: (scope) => held && [...new Set([...heldIn(held, scope), ...pending.filter((order) => isIn(scope, order))].map(({ instrument }) => instrument.symbol))],
  };
}

function pendingOf({ agentId, symbol, volumeLots }: Pick<OpenIntent, "agentId" | "symbol" | "volumeLots">): Pending {
  const instrument = instrumentOf(symbol);
  return { agentId, symbol: instrument.symbol, instrument, positions: 1, volume: volumeFromLots(volumeLots) };
}

function heldIn({ all, of }: HeldBook, scope: RiskScope): Iterable<SymbolHolding> {
  if (scope.kind === "account") return all.values();
  if (scope.kind === "agent") return of(scope.name).values();
  const own = all.get(scope.name.toUpperCase());
  return own ? [own] : [];
}

type ValueOf = (holding: SymbolHolding) => LotValue;

/** Values every symbol once, the intent's own with the price it claims. */
function valuing({ account, lastPrices }: RiskSituation, limits: RiskLimits, intent: OpenIntent | null): ValueOf {
  const valuation = { limits, lastPrices, currency: account?.currency ?? limits.accountCurrency };
  const claimedSymbol = intent?.symbol.toUpperCase();
  const values = new Map<string, LotValue>();
  return ({ instrument }) => {
    const value = values.get(instrument.symbol) ?? lotValue(instrument, valuation, instrument.symbol === claimedSymbol ? (intent?.price ?? null) : null);
    values.set(instrument.symbol, value);
    return value;
  };
}

function sum(holdings: readonly SymbolHolding[], valueOf: ValueOf): Exposure {
  let [positions, units, amount] = [0, 0, 0];
  let missing: string | null = null;
  const dear = new Set<string>();
  for (const holding of holdings) {
    const value = valueOf(holding);
    positions += holding.positions;
    units += holding.volume;
    if (!value.known) missing ??= value.missing;
    else amount += lotsOf(holding.volume) * value.perLot;
    if (value.known && value.isDear) dear.add(holding.instrument.symbol);
  }
  return { positions, lots: lotsOf(units as VolumeUnits), notional: missing === null ? { known: true, amount, dear: [...dear] } : { known: false, missing } };
}
