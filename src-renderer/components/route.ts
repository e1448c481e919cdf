import { useSyncExternalStore } from "react";

/** Screens as they stand together: what is now, what is traded, who trades, what is written down, what is set. */
export const screenGroups = [
  { name: "now", screens: ["overview"] },
  { name: "trading", screens: ["positions", "orders", "in-doubt", "risk"] },
  { name: "strategies", screens: ["agents", "valhalla"] },
  { name: "record", screens: ["recovery", "time", "activity"] },
  { name: "console", screens: ["settings"] },
] as const;

export type ScreenGroup = (typeof screenGroups)[number];
export type ScreenName = ScreenGroup["screens"][number];

export const screenNames: readonly ScreenName[] = screenGroups.flatMap(({ screens }): readonly ScreenName[] => screens);

/** `subject` is what the screen shows of many: an agent, by name. */
export const hrefOf = (screen: ScreenName, subject?: string): string => (subject === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(subject)}`);

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
};

const parts = (): string[] => location.hash.split("/");
const current = (): ScreenName => screenNames.find((name) => name === parts()[1]) ?? "overview";

function currentSubject(): string | null {
  const written = parts()[2] ?? "";
  try {
    return written === "" ? null : decodeURIComponent(written);
  } catch {
    // A broken escape sequence typed by hand names nobody.
    return null;
  }
}

/** The screen the address names; the overview when it names none. */
export const useScreen = (): ScreenName => useSyncExternalStore(subscribe, current);

/** Whom or what of many the address names; `null`: all of them. */
export const useSubject = (): string | null => useSyncExternalStore(subscribe, currentSubject);
