import { momentMs } from "../domain/moment.ts";
import { numberFrom } from "./fields.ts";

/** The clock that a time without a zone is told by: UTC, or this machine's own. */
export type NaiveClock = "utc" | "local";

/** Smaller numbers are no times of ours but counters, such as seconds since the machine started. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);
/** Two time zones are at least this far apart. */
const ZONES_APART_MS = 15 * 60_000;
const MS_PER_MINUTE = 60_000;
/** With or without its signs (`20260115T090000Z` is what gateways want in a signature). Times without seconds are too coarse. */
const ISO_TIME = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * How long ago a request was written, by its own `timestamp`; below 0: in the future. `null` where that cannot be told.
 *
 * A time without a zone is told by `clock` where that is known. Else it is UTC or this machine's own, whichever is nearer;
 * when one of the two would be in the future, it may be a third zone as well, so the other is believed only where it is
 * nearer than any third zone can be.
 */
export function writtenAgoMs(timestamp: unknown, nowMs: number, clock: NaiveClock | null): number | null {
  const ages = agesOf(timestamp, nowMs)
    .filter(({ by }) => by === null || clock === null || by === clock)
    .map(({ ageMs }) => ageMs)
    .toSorted((one, other) => Math.abs(one) - Math.abs(other));
  const [nearest] = ages;
  if (nearest === undefined) return null;
  return clock !== null || nearest < ZONES_APART_MS || ages.every((age) => age > 0) ? nearest : null;
}

/**
 * The clock that a client tells its times by, when its times without a zone were told by `known` so far: the one by which
 * a message is of this moment, `youngMs` either way, and by the other it is not. A message that is old by the known clock
 * and young by the other is an old one. One that the known clock puts into the future shows that it was the wrong one.
 */
export function naiveClockOf(timestamp: unknown, nowMs: number, known: NaiveClock | null, youngMs: number): NaiveClock | null {
  const ages = agesOf(timestamp, nowMs);
  const isYoung = (clock: NaiveClock): boolean => ages.some(({ by, ageMs }) => by === clock && Math.abs(ageMs) <= youngMs);
  if (isYoung("utc") === isYoung("local")) return known;
  const shown = isYoung("utc") ? "utc" : "local";
  const wasMistaken = ages.filter(({ by }) => by === known).every(({ ageMs }) => ageMs < 0);
  return known === null || wasMistaken ? shown : known;
}

/** How old a time is when it is told by this clock; `null`: it says its zone itself. */
interface Age {
  readonly by: NaiveClock | null;
  readonly ageMs: number;
}

const agesOf = (timestamp: unknown, nowMs: number): Age[] => readings(timestamp, nowMs).flatMap(({ by, atMs }) => (atMs >= EARLIEST_MS ? [{ by, ageMs: nowMs - atMs }] : []));

interface WrittenAt {
  readonly by: NaiveClock | null;
  /** UTC, Unix ms. */
  readonly atMs: number;
}

/** The moments that it may mean. */
function readings(timestamp: unknown, nowMs: number): WrittenAt[] {
  const number = numberFrom(timestamp);
  if (!Number.isNaN(number)) return [{ by: null, atMs: momentMs(number) ?? Number.NaN }];
  const parts = typeof timestamp === "string" ? ISO_TIME.exec(timestamp.trim()) : null;
  if (!parts) return [];
  const [, year, month, day, hour, minute, second, fraction = "", zone] = parts;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}`;
  if (zone !== undefined) return [{ by: null, atMs: Date.parse(time + zone.toUpperCase()) }];
  const utcMs = Date.parse(`${time}Z`);
  return [
    { by: "utc", atMs: utcMs },
    { by: "local", atMs: Date.parse(time) },
    // The hour that autumn has twice: the line above takes its first run, and in the second this is right.
    { by: "local", atMs: utcMs + new Date(nowMs).getTimezoneOffset() * MS_PER_MINUTE },
  ];
}
