import { momentMs } from "../domain/moment.ts";
import { numberFrom } from "./fields.ts";

/** Smaller numbers are no times of ours but counters, such as seconds since the machine started. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);
/** Two time zones are at least this far apart. */
const ZONES_APART_MS = 15 * 60_000;
/** With or without its signs (`20260115T090000Z` is what gateways want in a signature). Times without seconds are too coarse. */
const ISO_TIME = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * How long ago a request was written, by its own `timestamp`; below 0: in the future. `null` where that cannot be told.
 *
 * A time without a zone is UTC or this machine's own, whichever is nearer. When one of the two would be in the future,
 * it may be a third zone as well, so the other is believed only where it is nearer than any third zone can be.
 */
export function writtenAgoMs(timestamp: unknown, nowMs: number): number | null {
  const ages = readings(timestamp)
    .filter((atMs) => atMs >= EARLIEST_MS)
    .map((atMs) => nowMs - atMs)
    .toSorted((one, other) => Math.abs(one) - Math.abs(other));
  const [nearest] = ages;
  if (nearest === undefined) return null;
  return nearest < ZONES_APART_MS || ages.every((age) => age > 0) ? nearest : null;
}

/** The moments that it may mean (UTC, Unix ms). */
function readings(timestamp: unknown): number[] {
  const number = numberFrom(timestamp);
  if (!Number.isNaN(number)) return [momentMs(number) ?? Number.NaN];
  const parts = typeof timestamp === "string" ? ISO_TIME.exec(timestamp.trim()) : null;
  if (!parts) return [];
  const [, year, month, day, hour, minute, second, fraction = "", zone] = parts;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}`;
  return zone === undefined ? [Date.parse(`${time}Z`), Date.parse(time)] : [Date.parse(time + zone.toUpperCase())];
}
