import type { LedgerDifference } from "../contract/reconciliation.ts";

/** How people at night read figures: ages in words, money with its sign, moments without a date where it is today's. */

const steps = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** `3 hours 20 minutes`, its two largest units; `less than a second`. */
export function ageText(ageMs: number): string {
  // A clock that was set back makes ages negative, and a reader must not take that for an age.
  if (ageMs < 0) return `${ageText(-ageMs)} in the future (the clock was set back)`;
  let left = ageMs;
  const words: string[] = [];
  for (const [name, sizeMs] of steps) {
    const count = Math.floor(left / sizeMs);
    left -= count * sizeMs;
    if (count > 0) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
    else if (words.length > 0) break;
    if (words.length === 2) break;
  }
  return words.length === 0 ? "less than a second" : words.join(" ");
}

/** `2026-01-15 03:08:13 UTC`. */
export const momentText = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** `+1,234.50`, always with its sign. */
export const moneyText = (amount: number): string => `${amount < 0 ? "-" : "+"}${plainMoney(Math.abs(amount))}`;

export const countText = (count: number, one: string, many = `${one}s`): string => `${plain(count)} ${count === 1 ? one : many}`;

/** A figure of one side, in the words of its matter. */
export function figureText(matter: LedgerDifference["matter"], figure: number | string | null): string {
  if (figure === null) return "does not say";
  if (typeof figure === "string") return figure;
  if (matter === "virtual capital") return plainMoney(figure);
  if (matter === "holding time") return momentText(figure).slice(0, 19);
  return matter === "volume" ? `${figure.toFixed(Math.max(2, digitsOf(figure)))} lots` : String(Number(figure.toFixed(6)));
}

const plain = (count: number): string => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

function plainMoney(amount: number): string {
  const [whole = "", cents = ""] = amount.toFixed(2).split(".");
  return `${whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",")}.${cents}`;
}

const digitsOf = (lots: number): number => Math.min(8, String(lots).split(".")[1]?.length ?? 0);

/** Breaks a text into lines of at most `width` characters, each begun with `indent`; a longer word is broken. */
export function wrapped(text: string, width: number, indent: string): string[] {
  const room = width - indent.length;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((each) => pieces(each, room))) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, indent + line];
}

function pieces(word: string, room: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < word.length; at += room) found.push(word.slice(at, at + room));
  return found;
}
