import { InvalidArgumentError } from "commander";
import { AgentId } from "../../contract/order.ts";
import type { KillScope } from "../../contract/kill.ts";
import type { PastMoment } from "../../contract/records.ts";
import { momentMs } from "../../domain/moment.ts";
import { momentText } from "../../domain/recovery-words.ts";
import { systemClock } from "../../system/clock.ts";

/** Readers of what was typed. Each says in one sentence what it takes. */

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return value;
}

export const wholeNumberUpTo =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < 1 || value > most) throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    return value;
  };

export function ticket(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It must be a position's number, 1 or more.");
  return value;
}

export function notEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

export function agentId(text: string): string {
  if (!AgentId.safeParse(text).success) throw new InvalidArgumentError("It must be 1 to 64 letters, digits, dots, colons, hyphens or underscores, beginning with a letter or a digit.");
  return text;
}

export function scope(text: string): KillScope {
  if (text === "all") return { kind: "all" };
  const [, kind, name = ""] = /^(symbol|agent):(.*)$/.exec(text) ?? [];
  if (kind === "symbol" && /^\S{1,32}$/.test(name)) return { kind, symbol: name };
  if (kind === "agent" && AgentId.safeParse(name).success) return { kind, agentId: name };
  throw new InvalidArgumentError("It must be all, symbol:NAME or agent:NAME.");
}

/** A time without a zone is UTC, as everywhere in Holdfast: at night nobody wants to guess whose clock was meant. */
export function moment(text: string): PastMoment {
  if (/^#\d{1,15}$/.test(text)) return { seq: Number(text.slice(1)) };
  const atMs = unixMs(text) ?? isoMs(text);
  if (atMs === null) throw new InvalidArgumentError("It must be a time in UTC such as 2026-01-15T03:00, Unix seconds or ms, or an event's number such as '#4711'.");
  // Digits of a date without hyphens are Unix seconds of years to come.
  if (atMs > systemClock.wallMs()) throw new InvalidArgumentError(`It must be a time in the past, and this is ${momentText(atMs)}.`);
  return { atMs };
}

const SECONDS_DIGITS = 10;
const MS_DIGITS = 13;

const unixMs = (text: string): number | null => (/^\d+$/.test(text) && [SECONDS_DIGITS, MS_DIGITS].includes(text.length) ? momentMs(Number(text)) : null);

/** A date, or date and time, with or without a zone. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Strict, because `Date.parse` takes 2026-1-15 by the machine's clock, 31 February for 3 March, and 24:00 for the next day. */
function isoMs(text: string): number | null {
  const [, day, minute = "00:00", second = ":00"] = ISO.exec(text) ?? [];
  const written = new Date(`${day}T${minute}${second}Z`);
  if (Number.isNaN(written.getTime()) || !written.toISOString().startsWith(`${day}T${minute}`)) return null;
  return momentMs(text);
}
