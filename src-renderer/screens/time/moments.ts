import type { PastRange } from "../../../src-main/contract/records.ts";

export const MINUTE_MS = 60_000;
export const STEPS_MS = [60 * MINUTE_MS, 10 * MINUTE_MS, MINUTE_MS] as const;

export const clampedMs = (atMs: number, { firstAtMs, lastAtMs }: PastRange): number => Math.min(lastAtMs, Math.max(firstAtMs, atMs));

const two = (part: number): string => String(part).padStart(2, "0");

/** As a date-time field writes it: this machine's own time, to the second. */
export function fieldTextOf(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `null`: no date and time. */
export function momentOfField(written: string): number | null {
  const atMs = new Date(written).getTime();
  return Number.isNaN(atMs) ? null : atMs;
}

/** How far a key moves the slider; `null`: it is none of the slider's own keys. Shift makes arrows ten times as long. */
export function keyStepMs(key: string, isShifted: boolean): number | null {
  const arrow = MINUTE_MS * (isShifted ? 10 : 1);
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return -arrow;
    case "ArrowRight":
    case "ArrowUp":
      return arrow;
    case "PageDown":
      return -60 * MINUTE_MS;
    case "PageUp":
      return 60 * MINUTE_MS;
    default:
      return null;
  }
}
