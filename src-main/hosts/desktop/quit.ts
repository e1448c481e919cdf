import type { App, PowerMonitor } from "./electron.ts";

/** The journal gets this long to finish. A power cut would give it nothing, and it survives that too. */
export const STOP_WITHIN_MS = 10_000;

/** Where signals come from: `process`, or a double of it. */
export interface Signals {
  on(signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void): unknown;
}

export interface QuitParts {
  readonly app: App;
  readonly powerMonitor: PowerMonitor;
  readonly signals: Signals;
  /** Finishes the journal; called once. */
  readonly stop: (reason: string) => Promise<void>;
  /** Called once, before `stop`: the moment to let the window go and say so in the tray. */
  readonly onLeaving: () => void;
  readonly warn: (sentence: string) => void;
}

/**
 * Every way out leads through the engine's orderly stop: quit from the menu, a signal, the system shutting down.
 * Exit code 0 when the journal was finished, 1 when it was not in time. A second Ctrl+C does not wait.
 *
 * @returns leaves for the given reason; more calls change nothing.
 */
export function installQuit(parts: QuitParts): (reason: string) => void {
  const { app } = parts;
  let leaving = false;

  const leave = (reason: string): void => {
    if (leaving) return;
    leaving = true;
    parts.onLeaving();
    void stopInTime(parts, reason).then((finished) => app.exit(finished ? 0 : 1));
  };

  const leaveOrForce = (signal: string): void => {
    // 128 + SIGINT, as a shell says it.
    if (leaving) app.exit(130);
    else leave(signal);
  };

  app.on("before-quit", (event) => {
    event.preventDefault();
    leave("quit");
  });
  // The console's windows come and go; the engine stays, and the tray with it.
  app.on("window-all-closed", () => {});
  parts.powerMonitor.on("shutdown", (event) => {
    event?.preventDefault();
    leave("system shutdown");
  });
  parts.signals.on("SIGINT", () => leaveOrForce("SIGINT"));
  parts.signals.on("SIGTERM", () => leave("SIGTERM"));
  parts.signals.on("SIGHUP", () => leave("SIGHUP"));
  return leave;
}

/** True when the engine stopped by itself in time. Never rejects. */
async function stopInTime({ stop, warn }: QuitParts, reason: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      warn(`The journal was not finished within ${STOP_WITHIN_MS} ms. What was acknowledged is in it.`);
      resolve(false);
    }, STOP_WITHIN_MS);
  });
  try {
    return await Promise.race([stop(reason).then(() => true), late]);
  } catch (error) {
    warn(`The engine did not stop properly: ${String(error)}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
