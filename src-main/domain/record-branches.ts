/** A restore to a past moment: event `seq` says that the record goes on from what it was after event `atSeq`. */
export interface Branch {
  readonly seq: number;
  readonly atSeq: number;
}

/** Event numbers, both ends included. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Which events make the record as it was after event `throughSeq`: everything that a restore left behind is out, also
 * where one restore went back to a moment before another.
 * @param branches every branch in the journal, oldest first
 * @returns oldest first, without overlap
 */
export function livingRanges(branches: readonly Branch[], throughSeq: number): SeqRange[] {
  const ranges: SeqRange[] = [];
  let to = throughSeq;
  for (const { seq, atSeq } of branches.toReversed()) {
    // Beyond the moment asked for, or itself left behind by a later one.
    if (seq > to) continue;
    ranges.push({ from: seq, to });
    to = atSeq;
  }
  if (to > 0) ranges.push({ from: 1, to });
  return ranges.toReversed();
}
