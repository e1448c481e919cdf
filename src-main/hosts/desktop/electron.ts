/**
 * The part of Electron that this host uses, cut out of Electron's own types: `main.ts` hands the real modules in, which
 * the compiler holds against this, and the tests hand in doubles of the same shape, since Electron's runtime loads
 * nowhere else.
 */
import type Electron from "electron";

export interface Preventable {
  preventDefault(): void;
}

export type App = Pick<
  Electron.App,
  "enableSandbox" | "requestSingleInstanceLock" | "whenReady" | "getLocale" | "getPath" | "setAppUserModelId" | "quit" | "exit"
> & {
  readonly commandLine: Pick<Electron.CommandLine, "appendSwitch">;
  on(event: "second-instance" | "activate" | "window-all-closed", listener: () => void): unknown;
  on(event: "before-quit", listener: (event: Preventable) => void): unknown;
  on(event: "web-contents-created", listener: (event: unknown, contents: WebContents) => void): unknown;
};

export type WebContents = Pick<Electron.WebContents, "isDestroyed" | "forcefullyCrashRenderer" | "setWindowOpenHandler"> & {
  send(channel: string, message: unknown): void;
  on(event: "will-navigate" | "will-redirect" | "will-frame-navigate", listener: (details: Preventable & { readonly url: string }) => void): unknown;
  on(event: "will-attach-webview", listener: (event: Preventable) => void): unknown;
  on(event: "render-process-gone", listener: (event: unknown, details: Electron.RenderProcessGoneDetails) => void): unknown;
  on(
    event: "did-fail-load",
    listener: (event: unknown, errorCode: number, errorDescription: string, url: string, isMainFrame: boolean) => void,
  ): unknown;
  on(event: "preload-error", listener: (event: unknown, preloadPath: string, error: Error) => void): unknown;
  once(event: "destroyed", listener: () => void): unknown;
};

export type BrowserWindow = Pick<
  Electron.BrowserWindow,
  "show" | "hide" | "focus" | "isMinimized" | "isMaximized" | "maximize" | "restore" | "destroy" | "isDestroyed" | "loadURL" | "getNormalBounds"
> & {
  readonly webContents: WebContents;
  on(event: "close", listener: (event: Preventable) => void): unknown;
  on(event: "resize" | "move" | "maximize" | "unmaximize" | "unresponsive" | "responsive" | "session-end", listener: () => void): unknown;
  once(event: "ready-to-show", listener: () => void): unknown;
};
export type BrowserWindowConstructor = new (options: Electron.BrowserWindowConstructorOptions) => BrowserWindow;

export type Tray = Pick<Electron.Tray, "setToolTip" | "displayBalloon"> & {
  setImage(image: string): void;
  setContextMenu(menu: Menu): void;
  on(event: "click" | "balloon-click", listener: () => void): unknown;
};
export type TrayConstructor = new (image: string) => Tray;

/** A built menu, which nothing here looks into. */
export type Menu = Electron.Menu;
export interface MenuConstructor {
  buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): Menu;
  setApplicationMenu(menu: Menu | null): void;
}

export type Notification = Pick<Electron.Notification, "show"> & {
  on(event: "click" | "close", listener: () => void): unknown;
  on(event: "failed", listener: (event: unknown, error: string) => void): unknown;
};
export interface NotificationConstructor {
  new (options: Electron.NotificationConstructorOptions): Notification;
  isSupported(): boolean;
}

/** The frame a message came from; `null` once it navigated away or is gone. */
export type SenderFrame = { readonly origin: string; readonly parent: unknown } | null;
export interface IpcEvent {
  readonly sender: WebContents;
  readonly senderFrame: SenderFrame;
}
export interface IpcMain {
  on(channel: string, listener: (event: IpcEvent, ...args: unknown[]) => void): unknown;
}

export type Session = Pick<Electron.Session, "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler">;
export type Protocol = Pick<Electron.Protocol, "registerSchemesAsPrivileged" | "handle">;
export type GlobalShortcut = Pick<Electron.GlobalShortcut, "register">;
export type PowerSaveBlocker = Pick<Electron.PowerSaveBlocker, "start" | "stop">;
export interface PowerMonitor {
  on(event: "suspend" | "resume", listener: () => void): unknown;
  /** Electron hands an event out here that its types keep to themselves. */
  on(event: "shutdown", listener: (event?: Preventable) => void): unknown;
}
export type Dialog = Pick<Electron.Dialog, "showErrorBox">;
export interface Screen {
  getAllDisplays(): readonly Pick<Electron.Display, "workArea">[];
}

export interface ElectronModules {
  readonly app: App;
  readonly BrowserWindow: BrowserWindowConstructor;
  readonly Tray: TrayConstructor;
  readonly Menu: MenuConstructor;
  readonly Notification: NotificationConstructor;
  readonly ipcMain: IpcMain;
  readonly session: { readonly defaultSession: Session };
  readonly protocol: Protocol;
  readonly globalShortcut: GlobalShortcut;
  readonly powerMonitor: PowerMonitor;
  readonly powerSaveBlocker: PowerSaveBlocker;
  readonly dialog: Dialog;
  readonly screen: Screen;
}
