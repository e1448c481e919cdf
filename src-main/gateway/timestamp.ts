/** Unix seconds pass this in the year 5138; Unix ms passed it in 1973. */
const LARGEST_SECONDS = 1e11;
/** The year 5138 in ms. */
const LARGEST_MS = 1e14;

const WRITTEN_NUMBER = /^\d+(?:\.\d+)?$/;
const WRITTEN_TIME =
  /^(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * UTC in Unix ms from every form gateways use: ISO 8601 with offset, with `Z`, without a zone (taken as UTC), with
 * MetaTrader's dots (`2026.01.15 03:08:13`), Unix seconds, Unix ms, and either as a string. `NaN` when it is none.
 *
 * A broker's wall clock is no UTC, and nothing in the value tells: these times are for showing and ordering, never
 * for comparing with our own clock.
 */
export function timestampFrom(value: unknown): number {
  if (typeof value === "number") return fromUnix(value);
  if (typeof value !== "string") return Number.NaN;
  const text = value.trim();
  const parts = WRITTEN_TIME.exec(text);
  // `20260115` alone is a day, not 20 million seconds; every other bare number counts from 1970.
  if (parts) return fromParts(parts);
  return WRITTEN_NUMBER.test(text) ? fromUnix(Number(text)) : Number.NaN;
}

function fromUnix(value: number): number {
  if (!Number.isFinite(value) || value < 0 || value >= LARGEST_MS) return Number.NaN;
  return Math.round(value < LARGEST_SECONDS ? value * 1000 : value);
}

function fromParts(parts: RegExpExecArray): number {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = "Z"] = parts;
  const ms = Math.floor(Number(`0.${fraction}`) * 1000);
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms));
  // Date.UTC turns 31 February into 3 March; a time that does not exist is refused instead.
  const exists =
    date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return exists ? date.getTime() - offsetMs(zone) : Number.NaN;
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || "0");
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
