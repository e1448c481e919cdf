import { volumeFromLots } from "./volume.ts";

/** Within these, sides count as alike. */
export interface DiffTolerance {
  readonly volumeStepLots: number;
  /** Volumes may differ by this many steps. */
  readonly volumeSteps: number;
  /** Prices may differ by this many ticks of their symbol. */
  readonly priceTicks: number;
  /** By symbol; where one is missing it is read off the digits of the prices compared. */
  readonly tickSizes: ReadonlyMap<string, number>;
  readonly holdingTimeMs: number;
  /** In the account's currency. */
  readonly capital: number;
}

/** Volumes exact; prices within what a fill may be rounded by; times within a minute; capital within a cent. */
export const usualTolerance: DiffTolerance = { volumeStepLots: 0.01, volumeSteps: 0, priceTicks: 2, tickSizes: new Map(), holdingTimeMs: 60_000, capital: 0.01 };

/** No tick is coarser than this part of its price, so that two round prices do not pass for neighbours. */
const COARSEST_TICK = 1e-4;

/** In whole units of volume. */
export const volumeSlack = ({ volumeStepLots, volumeSteps }: DiffTolerance): number => volumeFromLots(volumeStepLots * volumeSteps);

/** A price that is not known is no difference. `quoted`: prices of the symbol as they were quoted, for their digits. */
export function samePrice(symbol: string, a: number | null, b: number | null, quoted: readonly (number | null)[], tolerance: DiffTolerance): boolean {
  if (a === null || b === null || a === b) return true;
  const tick = tolerance.tickSizes.get(symbol) ?? tickOf(quoted);
  // Half a tick more than allowed: binary floating point is never exactly on the line.
  return Math.abs(a - b) < (tolerance.priceTicks + 0.5) * tick;
}

export const sameTime = (a: number | null, b: number | null, { holdingTimeMs }: DiffTolerance): boolean => a === null || b === null || Math.abs(a - b) <= holdingTimeMs;

/** The last digit that any of these prices has. */
function tickOf(prices: readonly (number | null)[]): number {
  let tick = Number.POSITIVE_INFINITY;
  for (const price of prices) if (price !== null) tick = Math.min(tick, 10 ** -digitsOf(price), Math.abs(price) * COARSEST_TICK);
  return tick;
}

function digitsOf(price: number): number {
  const text = String(price);
  const [head = "", exponent] = text.split("e-");
  const point = head.indexOf(".");
  return (point === -1 ? 0 : head.length - point - 1) + Number(exponent ?? 0);
}
