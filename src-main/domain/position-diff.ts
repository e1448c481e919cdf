import type { DifferenceKind } from "../contract/sync.ts";
import type { Position } from "./position.ts";
import { sameVolume } from "./volume.ts";

/** One place where what we wrote down and what the venue says are not the same. */
export interface PositionDifference {
  readonly kind: Exclude<DifferenceKind, "suspect-empty">;
  readonly believed: Position | null;
  readonly truth: Position | null;
}

/**
 * Compares the recorded positions with the venue's, by ticket. Prices and profit move all the time and are no
 * difference; volume is compared in whole units, never as floats. Linear in both sides.
 */
export function diffPositions(recorded: ReadonlyMap<number, Position>, truth: readonly Position[]): PositionDifference[] {
  const differences: PositionDifference[] = [];
  // Both sides usually stand in the same order. Walking them side by side spares a look-up a position, which at
  // 100,000 positions is what the comparison would cost; where the order differs, the look-up decides.
  const inOrder = recorded.values();
  let met = 0;
  for (const position of truth) {
    const next = inOrder.next().value;
    const believed = next?.ticket === position.ticket ? next : recorded.get(position.ticket);
    if (believed) met += 1;
    const kind = differenceBetween(believed, position);
    if (kind) differences.push({ kind, believed: believed ?? null, truth: position });
  }
  // Tickets are unique in a truth, so an equal count means that nothing recorded is missing from it.
  if (met === recorded.size) return differences;
  const open = new Set(truth.map((position) => position.ticket));
  for (const believed of recorded.values()) {
    if (!open.has(believed.ticket)) differences.push({ kind: "gone", believed, truth: null });
  }
  return differences;
}

function differenceBetween(believed: Position | undefined, truth: Position): PositionDifference["kind"] | null {
  if (!believed) return "appeared";
  if (believed.side !== truth.side || believed.symbol !== truth.symbol) return "direction";
  return sameVolume(believed.volumeLots, truth.volumeLots) ? null : "volume";
}
