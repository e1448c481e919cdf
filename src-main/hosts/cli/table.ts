/** One column of a table. A cell that is too long is cut; the last column takes what it gets. */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly align?: "right";
}

/** The columns' titles, as the first line. */
export const titleLine = (columns: readonly Column[]): string => tableLine(columns, columns.map(({ title }) => title));

/** One row, aligned with its title. Widths are fixed, so that lines which come later stand under the first ones. */
export function tableLine(columns: readonly Column[], cells: readonly string[]): string {
  const shown = columns.map(({ width, align }, index) => {
    const cell = cells[index] ?? "";
    if (index === columns.length - 1 && align === undefined) return cell;
    const text = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
    return align === "right" ? text.padStart(width) : text.padEnd(width);
  });
  return shown.join(" ").trimEnd();
}

/** What has no value is shown as this. */
export const NOTHING = "-";

/** `4 s`, `2 min 13 s`, `3 h 05 min`, `2 d 4 h`. */
export function ageText(ageMs: number): string {
  const s = Math.max(0, Math.floor(ageMs / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** A figure as people write it: no more than six decimals, no zeros at their end. */
export const figureText = (value: number): string => String(Number(value.toFixed(6)));
