/** By which column of its rows a table is sorted, and which way. */
export interface Sort<C extends string> {
  readonly column: C;
  readonly descending: boolean;
}

export type Compare<T> = (a: T, b: T) => number;

/** What was not told stands last either way; equals stand as `tie` puts them. */
export function comparing<T, C extends string & keyof T>({ column, descending }: Sort<C>, tie: Compare<T>): Compare<T> {
  const direction = descending ? -1 : 1;
  return (a, b) => {
    const left = a[column];
    const right = b[column];
    if (left === right) return tie(a, b);
    if (left == null) return 1;
    if (right == null) return -1;
    return left < right ? -direction : direction;
  };
}
