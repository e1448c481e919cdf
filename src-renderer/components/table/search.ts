/** Looks for words in rows: every word must occur somewhere in what `textOf` makes of a row, in any case. */
export type Search<T> = (rows: readonly T[], words: string) => readonly T[];

/** Texts are kept by row object: a change makes a new object, so only changed rows are spelled out again. */
export function createSearch<T extends object>(textOf: (row: T) => string): Search<T> {
  const texts = new WeakMap<T, string>();
  const keptTextOf = (row: T): string => {
    const known = texts.get(row);
    if (known !== undefined) return known;
    const made = textOf(row).toLowerCase();
    texts.set(row, made);
    return made;
  };
  return (rows, words) => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return wanted.length === 0 ? rows : rows.filter((row) => wanted.every((word) => keptTextOf(row).includes(word)));
  };
}
