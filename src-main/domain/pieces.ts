/** At most so many at a time, each piece made when it is asked for: what is long must not be one stretch of work. */
export function* piecesOf<T>(all: Iterable<T>, most: number): Generator<readonly T[]> {
  let piece: T[] = [];
  for (const each of all) {
    piece.push(each);
    if (piece.length < most) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
