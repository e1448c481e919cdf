import { userInfo } from "node:os";
import { join } from "node:path";
import type { KillRequest, KillScope } from "../../contract/kill.ts";
import { registerAppScheme, serveConsole } from "./app-protocol.ts";
import { bridgeConsoles } from "./console-bridge.ts";
import type { ElectronModules } from "./electron.ts";
import type { RunningEngine, StartEngine } from "./engine-handle.ts";
import { denyPermissions, hardenPages } from "./hardening.ts";
import { createNotifications, type Notifications } from "./notifications.ts";
import { followPower, stayAwakeWhileTrading } from "./power.ts";
import { installQuit, type Signals } from "./quit.ts";
import { registerKillShortcut, shortcutKeys } from "./shortcut.ts";
import { isOnlyInstance, openWhenAskedAgain } from "./single-instance.ts";
import { failStart } from "./start-failure.ts";
import { desktopText, type DesktopText } from "./text.ts";
import { createTray } from "./tray.ts";
import { trayView, type TrayAction, type TraySubject } from "./tray-view.ts";
import { createConsoleWindow, type ConsoleWindow } from "./window.ts";
import { createPlaceFile, placeOnScreens, type PlaceFile, type WindowPlace } from "./window-place.ts";

/** The same in `electron-builder.yml`: Windows shows notifications only of programs it knows by this name. */
const APP_ID = "app.holdfast.console";

export interface DesktopParts {
  readonly electron: ElectronModules;
  readonly startEngine: StartEngine;
  /** Folder with `icon.png` and `tray/`. */
  readonly assetsDir: string;
  /** Folder of the built console, with `index.html`. */
  readonly rendererDir: string;
  readonly preloadPath: string;
  readonly platform?: NodeJS.Platform;
  readonly signals?: Signals;
  /** Where a sentence for whoever looks after the machine goes; stderr by default. */
  readonly warn?: (sentence: string) => void;
}

type Parts = Required<DesktopParts>;

/** What the engine finds when it is there. */
interface Desktop {
  readonly parts: Parts;
  readonly text: DesktopText;
  readonly notifications: Notifications;
  readonly window: ConsoleWindow;
  readonly show: (subject: TraySubject) => void;
  /** From here on the tray's kill switch reaches this engine. */
  readonly adopt: (engine: RunningEngine) => void;
}

/**
 * Starts the desktop: tray and window at once, the engine behind them. Everything up to `whenReady` happens before this
 * returns to its caller for the first time, because Electron takes it then or not at all. Never rejects: what prevents
 * the start is said in a native dialog, and the process exits with 1.
 */
export async function startDesktop(given: DesktopParts): Promise<void> {
  const parts: Parts = { platform: process.platform, signals: process, warn: warnOnStderr, ...given };
  const { app, dialog, protocol } = parts.electron;
  registerAppScheme(protocol);
  hardenPages(app);
  app.setAppUserModelId(APP_ID);
  // Under Wayland, global shortcuts exist only by way of the desktop's portal.
  if (parts.platform === "linux") app.commandLine.appendSwitch("enable-features", "GlobalShortcutsPortal");
  if (!isOnlyInstance(app)) return app.quit();
  await app.whenReady();
  const text = desktopText(app.getLocale());
  try {
    await run(parts, text);
  } catch (error) {
    failStart(app, dialog, text, error instanceof Error ? error.message : String(error));
  }
}

async function run(parts: Parts, text: DesktopText): Promise<void> {
  const { electron } = parts;
  denyPermissions(electron.session.defaultSession);
  serveConsole(electron.protocol, parts.rendererDir);
  // macOS needs a menu bar for copy and paste; elsewhere it would be Electron's own, made for developers.
  if (parts.platform !== "darwin") electron.Menu.setApplicationMenu(null);
  const places = createPlaceFile(join(electron.app.getPath("userData"), "window.json"), parts.warn);
  const place = await places.read();

  const starting = parts.startEngine();
  const engine = starting.then((started) => (started.ok ? started.value : null), () => null);
  const desktop = createDesktop(parts, text, { places, place, engine });
  openWhenAskedAgain(electron.app, () => desktop.window.open());
  bridgeConsoles(electron.ipcMain, engine, parts.warn);
  desktop.window.open();

  const started = await starting;
  if (started.ok) follow(desktop, started.value);
  else failStart(electron.app, electron.dialog, text, started.message);
}

interface Foundation {
  readonly places: PlaceFile;
  readonly place: WindowPlace | null;
  /** `null`: it did not start. Never rejects. */
  readonly engine: Promise<RunningEngine | null>;
}

/** Tray, notifications, window and the way out. Each calls the others only later, when something happens. */
function createDesktop(parts: Parts, text: DesktopText, foundation: Foundation): Desktop {
  const { electron, assetsDir, platform, warn } = parts;
  const { app, Tray, Menu, Notification, powerMonitor } = electron;
  let running: RunningEngine | null = null;
  let leaving = false;

  const act = (action: TrayAction): void => {
    if (action.do === "open") window.open();
    else if (action.do === "quit") app.quit();
    else if (action.do === "kill") running?.kill(killRequest("tray", action.scope, action.flatten));
    else if (running !== null) void setReduceOnly(running, action.on, notifications, text);
  };
  const tray = createTray({ Tray, Menu, assetsDir, platform, act }, trayView({ phase: "starting" }, text));
  const show = (subject: TraySubject): void => {
    if (!leaving) tray.show(trayView(subject, text));
  };
  const notifications = createNotifications({ Notification, text, openWindow: () => window.open(), balloon: (title, content) => tray.balloon(title, content), warn });
  const window = consoleWindow(parts, text, foundation, notifications, () => leave("end of session"));
  const leave = installQuit({
    app,
    powerMonitor,
    signals: parts.signals,
    warn,
    stop: async (reason) => (await foundation.engine)?.stop(reason),
    onLeaving() {
      window.letGo();
      show({ phase: "stopping" });
      leaving = true;
    },
  });
  const adopt = (engine: RunningEngine): void => {
    running = engine;
  };
  return { parts, text, notifications, window, show, adopt };
}

function consoleWindow(parts: Parts, text: DesktopText, foundation: Foundation, notifications: Notifications, onSessionEnd: () => void): ConsoleWindow {
  const { electron, assetsDir, preloadPath, warn } = parts;
  let place = foundation.place;
  let toldOfHiding = false;
  return createConsoleWindow({
    BrowserWindow: electron.BrowserWindow,
    preloadPath,
    iconPath: join(assetsDir, "icon.png"),
    place: () => placeOnScreens(place, electron.screen.getAllDisplays().map((display) => display.workArea)),
    onPlace(now) {
      place = now;
      foundation.places.remember(now);
    },
    onHidden() {
      if (toldOfHiding) return;
      toldOfHiding = true;
      notifications.answer({ kind: "HIDDEN", severity: "info", title: text.stillRunning, detail: text.stillRunningDetail });
    },
    onFailing: () => notifications.notify({ kind: "CONSOLE_FAILING", severity: "warning", title: text.consoleFailing, detail: text.consoleFailingDetail }),
    onSessionEnd,
    monotonicMs: () => performance.now(),
    warn,
  });
}

/** From here on the desktop shows what the engine says, and can stop it. */
function follow({ parts, text, notifications, window, show, adopt }: Desktop, engine: RunningEngine): void {
  adopt(engine);
  const { globalShortcut, powerMonitor, powerSaveBlocker } = parts.electron;
  const keys = shortcutKeys(parts.platform);
  const registered = registerKillShortcut({
    globalShortcut,
    monotonicMs: () => performance.now(),
    askAgain() {
      notifications.answer({ kind: "PRESS_AGAIN", severity: "critical", title: text.pressAgain(keys), detail: text.pressAgainDetail });
      window.open();
    },
    kill: () => engine.kill(killRequest("shortcut", { kind: "all" }, false)),
  });
  if (!registered) notifications.notify({ kind: "SHORTCUT_TAKEN", severity: "warning", title: text.shortcutTaken(keys), detail: text.shortcutTakenDetail });

  const showEngine = (): void => show({ phase: "running", overview: engine.overview(), exposure: engine.exposure.now(), shortcutTaken: registered ? null : keys });
  showEngine();
  engine.onOverview(showEngine);
  engine.exposure.onChange(showEngine);
  engine.onAlert((alert) => notifications.notify({ ...alert, title: text.alert[alert.kind] ?? alert.title }));
  followPower(powerMonitor, engine);
  stayAwakeWhileTrading(powerSaveBlocker, engine);
}

/** The journal is read by whoever looks into it, so the reason is English in every language. */
const killRequest = (source: "tray" | "shortcut", scope: KillScope, flatten: boolean): KillRequest => ({
  reason: source === "tray" ? "Killed from the tray menu" : "Killed by the global shortcut",
  scope,
  flatten,
  includeForeign: false,
  source,
});

async function setReduceOnly(engine: RunningEngine, on: boolean, notifications: Notifications, text: DesktopText): Promise<void> {
  const failure = await engine.setReduceOnly({ on, name: personName(), reason: "Set from the tray menu" });
  if (failure !== null) notifications.answer({ kind: "REDUCE_ONLY_FAILED", severity: "critical", title: text.reduceOnlyFailed, detail: failure });
}

/** A menu cannot ask for a name; the system knows who sits here. An account without an entry has no name there. */
function personName(): string {
  try {
    return userInfo().username;
  } catch {
    return "desktop user";
  }
}

function warnOnStderr(sentence: string): void {
  process.stderr.write(`holdfast desktop: ${sentence}\n`);
}
