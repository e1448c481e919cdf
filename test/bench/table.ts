import { type Figure, isReached, type Quantity } from "./figure.ts";

const HEADS = ["", "measured", "bare", "ratio", "goal", "reached"] as const;
/** The first column is words, the others are figures. */
const isFigures = (column: number): boolean => column > 0;

/** The figures as a table of text, each followed by its notes. */
export function tableOf(figures: readonly Figure[]): string {
  const cells = figures.map(cellsOf);
  const widths = HEADS.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, column) => (isFigures(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ");
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  const rows = figures.flatMap((figure, index) => [lineOf(cells[index] ?? []), ...figure.notes.map((note) => `    ${note}`)]);
  return [lineOf(HEADS), rule, ...rows].join("\n");
}

function cellsOf(figure: Figure): string[] {
  const { what, measured, bare, ratio } = figure;
  return [what, quantityText(measured), bare === null ? "" : quantityText(bare), ratio === null ? "" : `${ratio.toFixed(2)} ×`, goalText(figure), reachedText(figure)];
}

function goalText({ goal, measured }: Figure): string {
  if (goal === null) return "";
  if ("atLeast" in goal) return `≥ ${quantityText({ value: goal.atLeast, unit: measured.unit })}`;
  return `${goal.strict === true ? "<" : "≤"} ${goal.on === "ratio" ? `${goal.atMost} ×` : quantityText({ value: goal.atMost, unit: measured.unit })}`;
}

function reachedText(figure: Figure): string {
  const reached = isReached(figure);
  if (reached === null) return "–";
  return reached ? "yes" : "NO";
}

/** Three significant digits; whole numbers from 100 on, with thousands set apart. */
function quantityText({ value, unit }: Quantity): string {
  const text = Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
  return `${text} ${unit}`;
}
