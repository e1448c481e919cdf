import type { App } from "./electron.ts";

/** True when this is the only desktop of this user; the others have nothing to do but leave. */
export const isOnlyInstance = (app: App): boolean => app.requestSingleInstanceLock();

/** Starting Holdfast once more, or clicking its icon in the dock, means: show me the one that runs. */
export function openWhenAskedAgain(app: App, openWindow: () => void): void {
  app.on("second-instance", openWindow);
  app.on("activate", openWindow);
}
