import type { FaultName, Strikes } from "./faults.ts";

/** The ways in which gateways write a moment. `iso-offset` is Python's `isoformat()` of a UTC time. */
type TimeForm = "iso-offset" | "iso-z" | "iso-naive" | "unix-s" | "unix-ms";

const BROKER_AHEAD_MS = 3 * 3_600_000;

const FORMS: readonly (readonly [FaultName, TimeForm])[] = [
  ["time-iso-z", "iso-z"],
  ["time-naive", "iso-naive"],
  ["time-unix-s", "unix-s"],
  ["time-unix-ms", "unix-ms"],
];

/** Writes the moments of one reply. */
export interface ReplyTimes {
  /** For fields that are ISO 8601 in a sound reply. */
  iso(atMs: number): string | number;
  /** For fields that are Unix seconds in a sound reply. */
  unix(atMs: number): string | number;
}

const SOUND: ReplyTimes = { iso: (atMs) => written("iso-offset", atMs), unix: (atMs) => written("unix-s", atMs) };

/** The broker's wall clock: its zone is left out, and its epoch counts local seconds. */
const BROKER: ReplyTimes = {
  iso: (atMs) => written("iso-naive", atMs + BROKER_AHEAD_MS),
  unix: (atMs) => written("unix-s", atMs + BROKER_AHEAD_MS),
};

/** Times as a sound gateway writes them, or as the fault that strikes wants them. */
export function replyTimes(strikes: Strikes): ReplyTimes {
  if (strikes.size === 0) return SOUND;
  if (strikes.has("time-broker")) return BROKER;
  const form = FORMS.find(([fault]) => strikes.has(fault))?.[1];
  if (form === undefined) return SOUND;
  const write = (atMs: number): string | number => written(form, atMs);
  return { iso: write, unix: write };
}

function written(form: TimeForm, atMs: number): string | number {
  switch (form) {
    case "iso-offset":
      return new Date(atMs).toISOString().replace("Z", "+00:00");
    case "iso-z":
      return new Date(atMs).toISOString();
    case "iso-naive":
      return new Date(atMs).toISOString().slice(0, -1);
    case "unix-s":
      return Math.floor(atMs / 1_000);
    case "unix-ms":
      return Math.floor(atMs);
    default:
      return form satisfies never;
  }
}
