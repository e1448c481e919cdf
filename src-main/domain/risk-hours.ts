export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Minutes of the UTC week, from Monday 00:00; the end is not part of it. */
export interface HourWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
}
export type TradingHours = readonly HourWindow[];

const MINUTES_A_DAY = 24 * 60;
const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Reads `08:00-17:30` on a day; `24:00` is the day's end. `null`: it is not that, or ends before it begins. */
export function hourWindow(day: Weekday, text: string): HourWindow | null {
  const found = WINDOW.exec(text);
  if (!found) return null;
  const [, fromHour, fromMinute, toHour = "24", toMinute = "0"] = found;
  const midnight = weekdays.indexOf(day) * MINUTES_A_DAY;
  const window = { fromMinute: midnight + Number(fromHour) * 60 + Number(fromMinute), toMinute: midnight + Number(toHour) * 60 + Number(toMinute) };
  return window.fromMinute < window.toMinute ? window : null;
}

/** May be traded at this moment (UTC, Unix ms)? */
export function isOpenAt(hours: TradingHours, atMs: number): boolean {
  const at = new Date(atMs);
  const minute = ((at.getUTCDay() + 6) % 7) * MINUTES_A_DAY + at.getUTCHours() * 60 + at.getUTCMinutes();
  return hours.some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute);
}

/** `sat 12:05 UTC, 14:05 at the broker (UTC+02:00)`: people at the terminal see the broker's clock, never UTC. */
export function momentText(atMs: number, brokerUtcOffsetMinutes: number | null): string {
  const utc = clockText(atMs);
  if (brokerUtcOffsetMinutes === null) return `${utc} UTC, the broker's offset is not known`;
  const size = Math.abs(brokerUtcOffsetMinutes);
  const offset = `${brokerUtcOffsetMinutes < 0 ? "-" : "+"}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
  return `${utc} UTC, ${clockText(atMs + brokerUtcOffsetMinutes * 60_000)} at the broker (UTC${offset})`;
}

const clockText = (atMs: number): string => {
  const at = new Date(atMs);
  return `${weekdays[(at.getUTCDay() + 6) % 7]} ${at.toISOString().slice(11, 16)}`;
};

const twoDigits = (value: number): string => String(value).padStart(2, "0");
