import { useSyncExternalStore } from "react";

export const screenNames = ["overview", "positions", "orders", "in-doubt", "agents", "risk", "activity", "settings"] as const;
export type ScreenName = (typeof screenNames)[number];

export const hrefOf = (screen: ScreenName): string => `#/${screen}`;

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
};

const current = (): ScreenName => screenNames.find((name) => location.hash === hrefOf(name)) ?? "overview";

/** The screen the address names; the overview when it names none. */
export const useScreen = (): ScreenName => useSyncExternalStore(subscribe, current);
