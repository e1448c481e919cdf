import type { GlobalShortcut } from "./electron.ts";

/** The kill switch from anywhere, whatever program has the keyboard. */
const ACCELERATOR = "CommandOrControl+Shift+K";
/** The second press must come within this time. */
export const SECOND_PRESS_WITHIN_MS = 2_000;
/** Presses closer than this are one: a key that bounces, or a hand that slips. */
export const SAME_PRESS_WITHIN_MS = 120;

export interface ShortcutParts {
  readonly globalShortcut: GlobalShortcut;
  readonly monotonicMs: () => number;
  /** After the first press: tells the person that a second one kills. */
  readonly askAgain: () => void;
  readonly kill: () => void;
}

/** How the keys are written on this system's keyboards. */
export const shortcutKeys = (platform: NodeJS.Platform): string => (platform === "darwin" ? "⌘⇧K" : "Ctrl+Shift+K");

/**
 * Pressed twice within two seconds, kills. Returns whether the system gave us the keys; another program may hold them.
 * Keys held down, where the system repeats them, are a second press after about half a second: as deliberate as
 * holding the console's kill switch, and to the safe side.
 */
export function registerKillShortcut(parts: ShortcutParts): boolean {
  let firstAtMs: number | null = null;
  let lastAtMs: number | null = null;

  const press = (): void => {
    const nowMs = parts.monotonicMs();
    const repeat = lastAtMs !== null && nowMs - lastAtMs < SAME_PRESS_WITHIN_MS;
    lastAtMs = nowMs;
    if (repeat) return;
    if (firstAtMs !== null && nowMs - firstAtMs <= SECOND_PRESS_WITHIN_MS) {
      firstAtMs = null;
      parts.kill();
      return;
    }
    firstAtMs = nowMs;
    parts.askAgain();
  };

  return parts.globalShortcut.register(ACCELERATOR, press);
}
