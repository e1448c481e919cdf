/**
 * Volumes as whole units of 1e-8 lots, so that 0.1 + 0.2 is 0.3 and equality means equality. Gateways send
 * 0.30000000000000004; brokers trade in steps of 0.01, 0.001 or smaller, always a whole number of these units.
 */
export type VolumeUnits = number & { readonly __unit: "1e-8 lots" };

const UNITS_PER_LOT = 1e8;

export const volumeFromLots = (lots: number): VolumeUnits => Math.round(lots * UNITS_PER_LOT) as VolumeUnits;

export const lotsOf = (volume: VolumeUnits): number => volume / UNITS_PER_LOT;

/** Lots rounded to whole units: what we keep and show instead of what binary floating point made of it. */
export const exactLots = (lots: number): number => lotsOf(volumeFromLots(lots));

export const sameVolume = (aLots: number, bLots: number): boolean => volumeFromLots(aLots) === volumeFromLots(bLots);

/** Sum of lots without rounding drift. */
export const sumLots = (lots: Iterable<number>): number => {
  let units = 0;
  for (const each of lots) units += volumeFromLots(each);
  return units / UNITS_PER_LOT;
};
