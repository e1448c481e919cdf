import type { PastMoment, PastRange } from "../contract/records.ts";
import { momentText } from "../domain/recovery-words.ts";

/** Why the record cannot go back to this moment, which it knows nothing of; `null`: it can. */
export function outsideOf(range: PastRange | null, moment: PastMoment): string | null {
  if (range === null) return "There is no past to go back to: nothing is written yet.";
  const { firstSeq, firstAtMs, lastSeq, lastAtMs } = range;
  const isInside = "seq" in moment ? firstSeq <= moment.seq && moment.seq <= lastSeq : firstAtMs <= moment.atMs && moment.atMs <= lastAtMs;
  if (isInside) return null;
  return `That moment is outside the record, which can go back to anything from event ${firstSeq} (${momentText(firstAtMs)}) to event ${lastSeq} (${momentText(lastAtMs)}).`;
}
