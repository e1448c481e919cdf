import type { BrowserWindowConstructorOptions } from "electron";
import { CONSOLE_URL } from "./app-protocol.ts";
import type { BrowserWindow, BrowserWindowConstructor } from "./electron.ts";
import type { WindowPlace } from "./window-place.ts";

/** A page that hangs for this long is given up. */
export const HANG_MS = 10_000;
/** Pause before a failed page is made anew: doubles with every failure in a row, up to the longest. */
export const RECOVERY_FIRST_MS = 250;
export const RECOVERY_LONGEST_MS = 30_000;
/** A page that lived this long has recovered; the next failure is a first one again. */
const STEADY_MS = 60_000;
/** Failures in a row after which a person is told. */
export const FAILURES_TO_TELL = 3;
/** Chromium's code for a load that we ended ourselves. */
const LOAD_ABORTED = -3;

export interface ConsoleWindow {
  /** Shows the console and brings it to the front, made anew when there is none. */
  open(): void;
  /** The app is leaving: closing closes, and nothing is made anew. */
  letGo(): void;
}

export interface WindowParts {
  readonly BrowserWindow: BrowserWindowConstructor;
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Where to stand; asked each time a window is made. */
  readonly place: () => WindowPlace | null;
  readonly onPlace: (place: WindowPlace) => void;
  /** Closed by a person, and only hidden. */
  readonly onHidden: () => void;
  /** The page has failed `FAILURES_TO_TELL` times in a row. */
  readonly onFailing: () => void;
  /** Windows ends the session. */
  readonly onSessionEnd: () => void;
  readonly monotonicMs: () => number;
  readonly warn: (sentence: string) => void;
}

/**
 * The console's window. Closing hides it; a page that crashes, hangs or does not load is thrown away and made anew,
 * and the engine, which never looks this way, does not notice.
 */
export function createConsoleWindow(parts: WindowParts): ConsoleWindow {
  let current: BrowserWindow | null = null;
  let madeAtMs = 0;
  let failuresInARow = 0;
  let recovery: NodeJS.Timeout | null = null;
  /** A person wants to see it. What fails unseen is made anew when it is opened. */
  let wanted = false;
  let leaving = false;

  const make = (): void => {
    const window = new parts.BrowserWindow(windowOptions(parts));
    current = window;
    madeAtMs = parts.monotonicMs();
    if (parts.place()?.maximized === true) window.maximize();
    window.on("close", (event) => {
      if (leaving) return;
      event.preventDefault();
      wanted = false;
      window.hide();
      parts.onHidden();
    });
    keepPlace(window, parts.onPlace);
    watchPage(window, (why) => {
      if (window === current) fail(window, why);
    }, parts.warn);
    window.once("ready-to-show", () => {
      if (wanted) window.show();
    });
    window.on("session-end", parts.onSessionEnd);
    // A load that fails is heard as `did-fail-load`; the promise says the same again.
    window.loadURL(CONSOLE_URL).catch(() => {});
  };

  const fail = (window: BrowserWindow, why: string): void => {
    if (leaving) return;
    parts.warn(`The console ${why}; it is made anew.`);
    if (parts.monotonicMs() - madeAtMs >= STEADY_MS) failuresInARow = 0;
    failuresInARow += 1;
    if (failuresInARow === FAILURES_TO_TELL) parts.onFailing();
    current = null;
    if (!window.isDestroyed()) window.destroy();
    if (wanted) recovery = setTimeout(recover, recoveryDelayMs(failuresInARow));
  };

  const recover = (): void => {
    recovery = null;
    if (current === null && !leaving) make();
  };

  return {
    open() {
      if (leaving) return;
      wanted = true;
      if (recovery !== null) clearTimeout(recovery);
      if (current === null || current.isDestroyed()) return recover();
      if (current.isMinimized()) current.restore();
      current.show();
      current.focus();
    },
    letGo() {
      leaving = true;
      if (recovery !== null) clearTimeout(recovery);
    },
  };
}

/** Pause before the try after `failuresInARow` failures, at least one. */
export const recoveryDelayMs = (failuresInARow: number): number =>
  Math.min(RECOVERY_LONGEST_MS, RECOVERY_FIRST_MS * 2 ** (failuresInARow - 1));

function windowOptions(parts: WindowParts): BrowserWindowConstructorOptions {
  const place = parts.place();
  return {
    title: "Holdfast",
    icon: parts.iconPath,
    width: 1280,
    height: 800,
    ...(place === null ? {} : { x: place.x, y: place.y, width: place.width, height: place.height }),
    minWidth: 720,
    minHeight: 480,
    // Shown when the first picture is there: a white flash in a dark room is no way to begin.
    show: false,
    backgroundColor: "#0d1117",
    webPreferences: {
      preload: parts.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      spellcheck: false,
    },
  };
}

function keepPlace(window: BrowserWindow, onPlace: (place: WindowPlace) => void): void {
  const keep = (): void => {
    const { x, y, width, height } = window.getNormalBounds();
    onPlace({ x, y, width, height, maximized: window.isMaximized() });
  };
  window.on("resize", keep);
  window.on("move", keep);
  window.on("maximize", keep);
  window.on("unmaximize", keep);
}

/** Tells of every way a page can be lost. */
function watchPage(window: BrowserWindow, onLost: (why: string) => void, warn: (sentence: string) => void): void {
  const { webContents } = window;
  let hanging: NodeJS.Timeout | null = null;
  const calmDown = (): void => {
    if (hanging !== null) clearTimeout(hanging);
    hanging = null;
  };
  window.on("responsive", calmDown);
  window.on("unresponsive", () => {
    calmDown();
    hanging = setTimeout(() => {
      // A hung process does not end because its window does.
      if (!webContents.isDestroyed()) webContents.forcefullyCrashRenderer();
      onLost("hung");
    }, HANG_MS);
  });
  webContents.once("destroyed", calmDown);
  webContents.on("render-process-gone", (_event, { reason, exitCode }) => onLost(`ended (${reason}, ${exitCode})`));
  webContents.on("did-fail-load", (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== LOAD_ABORTED) onLost(`did not load (${description})`);
  });
  webContents.on("preload-error", (_event, _path, error) => warn(`The console's bridge failed: ${error.message}`));
}
