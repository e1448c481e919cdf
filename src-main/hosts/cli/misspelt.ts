/** Two letters that changed places, one too many and the like. More apart are two names. */
const SLIPS_MAX = 2;

/** Was `name` most likely meant by what was written, which is another? */
export const isNearly = (written: string, name: string): boolean => written !== name && slips(written.toUpperCase(), name) <= SLIPS_MAX;

/** Letters to add, to leave out or to change that make one text of the other (Levenshtein's distance). */
function slips(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const kept = (above[at - 1] ?? 0) + (one[row - 1] === other[at - 1] ? 0 : 1);
      line.push(Math.min(kept, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
