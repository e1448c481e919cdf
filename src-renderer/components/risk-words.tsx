import { useTopicOrNull } from "../store/hooks.ts";
import type { Reader } from "../text/reader.tsx";
import { useReader } from "../text/reader.tsx";
import type { Text } from "../text/text.ts";
import { Given } from "./given.tsx";

/** A rule by its key in the limits file, in words; one this console does not know is shown as given. */
export function RuleName({ rule, label }: { readonly rule: string; readonly label?: string }) {
  const { text } = useReader();
  const known: Readonly<Record<string, string>> = text.risk.rule;
  return <>{known[rule] ?? <Given>{label ?? rule}</Given>}</>;
}

/** Small enough that a value just below its limit never reads like the limit. */
const figureDigits: Readonly<Record<string, number>> = { money: 2, "%": 3, "×": 3, s: 3 };

/** A compared number with its unit; `currency` is the account's, for money. */
export function writeFigure(value: number, unit: string, { text, format }: Reader, currency: string | null): string {
  const figure = unit === "money" ? format.money(value) : format.figure(value, figureDigits[unit] ?? 8);
  const words = unitWords(unit, text, currency);
  return words === "" ? figure : `${figure}\u00a0${words}`;
}

function unitWords(unit: string, text: Text, currency: string | null): string {
  switch (unit) {
    case "lots":
      return text.kill.lots;
    case "s":
      return text.unit.second;
    case "money":
      return currency ?? "";
    default:
      return unit;
  }
}

/** Writes compared numbers for this reader and this account. */
export function useFigures(): (value: number, unit: string) => string {
  const reader = useReader();
  const currency = useTopicOrNull("account")?.currency ?? null;
  return (value, unit) => writeFigure(value, unit, reader, currency);
}
