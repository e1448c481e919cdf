import type { Side } from "../contract/position.ts";
import { centsFrom, type Cents } from "../domain/money.ts";
import { lotsOf, type VolumeUnits } from "../domain/volume.ts";
import type { Rng } from "./rng.ts";
import { symbolSpecs, type SymbolSpec } from "./symbols.ts";

/** The account's currency: every figure of money is in it. */
export const ACCOUNT_CURRENCY = "USD";

/** How strongly the walk is drawn back to where it began, a tick; keeps a week-long run near real prices. */
const HOMEWARD_PULL = 0.0002;

/** A symbol with its price now, in whole points: whole numbers add up, fractions of a dollar do not. */
export interface Instrument {
  readonly spec: SymbolSpec;
  readonly pointsPerUnit: number;
  bidPoints: number;
}

export const askPoints = (instrument: Instrument): number => instrument.bidPoints + instrument.spec.spreadPoints;

/** What a position of this side was or would be opened at: the ask for a BUY, the bid for a SELL. */
export const openingPoints = (instrument: Instrument, side: Side): number => (side === "BUY" ? askPoints(instrument) : instrument.bidPoints);

/** What a position of this side would be closed at: the bid for a BUY, the ask for a SELL. */
export const closingPoints = (instrument: Instrument, side: Side): number => (side === "BUY" ? instrument.bidPoints : askPoints(instrument));

export const priceOf = (instrument: Instrument, points: number): number => points / instrument.pointsPerUnit;

/** The nearest price the symbol can have, in points. */
export const pointsOf = (instrument: Instrument, price: number): number => Math.round(price * instrument.pointsPerUnit);

/** Prices of every symbol. They move only by `tick` and `setBid`, so a market nobody ticks stands still. */
export class Market {
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
    this.#instruments = new Map(symbolSpecs.map((spec) => [spec.name, instrumentOf(spec)]));
  }

  get instruments(): Iterable<Instrument> {
    return this.#instruments.values();
  }

  instrument(symbol: string): Instrument | undefined {
    return this.#instruments.get(symbol);
  }

  /** One step of the walk, every symbol. */
  tick(): void {
    for (const instrument of this.#instruments.values()) {
      const { spec } = instrument;
      const home = pointsOf(instrument, spec.startPrice);
      const move = this.#rng.bell() * spec.tickPoints + (home - instrument.bidPoints) * HOMEWARD_PULL;
      instrument.bidPoints = Math.max(1, instrument.bidPoints + Math.round(move));
    }
  }

  /** Puts the bid of one symbol at `price`. */
  setBid(instrument: Instrument, price: number): void {
    instrument.bidPoints = Math.max(1, pointsOf(instrument, price));
  }

  /** What a position makes between two prices, in cents of the account's currency, at the conversion rate of now. */
  profitCents(instrument: Instrument, side: Side, volume: VolumeUnits, fromPoints: number, toPoints: number): Cents {
    const gainPoints = side === "BUY" ? toPoints - fromPoints : fromPoints - toPoints;
    const inQuote = priceOf(instrument, gainPoints) * instrument.spec.contractSize * lotsOf(volume);
    return centsFrom(inQuote * this.#worth(instrument.spec.quote));
  }

  /** What a position of this size binds, in cents of the account's currency. */
  marginCents(instrument: Instrument, volume: VolumeUnits, leverage: number): Cents {
    return centsFrom((lotsOf(volume) * instrument.spec.contractSize * this.#worth(instrument.spec.base)) / leverage);
  }

  /** What one unit of a currency is worth in the account's. */
  #worth(currency: string): number {
    if (currency === ACCOUNT_CURRENCY) return 1;
    const direct = this.#instruments.get(currency + ACCOUNT_CURRENCY);
    if (direct) return priceOf(direct, direct.bidPoints);
    const inverse = this.#instruments.get(ACCOUNT_CURRENCY + currency);
    if (inverse) return 1 / priceOf(inverse, inverse.bidPoints);
    throw new Error(`symbols.ts lists no pair of ${currency} with ${ACCOUNT_CURRENCY}`);
  }
}

function instrumentOf(spec: SymbolSpec): Instrument {
  const pointsPerUnit = 10 ** spec.digits;
  return { spec, pointsPerUnit, bidPoints: Math.round(spec.startPrice * pointsPerUnit) };
}
