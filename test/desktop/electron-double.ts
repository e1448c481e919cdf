/**
 * A double of the Electron modules that the desktop host uses. It implements the very types of
 * `hosts/desktop/electron.ts`, which the compiler holds against Electron's own in `main.ts`; so a double that drifts
 * from Electron does not compile.
 */
import { EventEmitter } from "node:events";
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, NotificationConstructorOptions } from "electron";
import type * as Seam from "../../src-main/hosts/desktop/electron.ts";

export class PreventableEvent implements Seam.Preventable {
  prevented = false;
  preventDefault(): void {
    this.prevented = true;
  }
}

export class FakeWebContents extends EventEmitter implements Seam.WebContents {
  readonly sent: { channel: string; message: unknown }[] = [];
  destroyed = false;
  crashedByForce = false;
  /** Set to make `send` throw, as Electron does for a frame that is being disposed of. */
  sendThrows = false;
  windowOpenHandler: Parameters<Seam.WebContents["setWindowOpenHandler"]>[0] | null = null;

  isDestroyed(): boolean {
    return this.destroyed;
  }
  forcefullyCrashRenderer(): void {
    this.crashedByForce = true;
    this.emit("render-process-gone", {}, { reason: "killed", exitCode: 9 });
  }
  setWindowOpenHandler(handler: Parameters<Seam.WebContents["setWindowOpenHandler"]>[0]): void {
    this.windowOpenHandler = handler;
  }
  send(channel: string, message: unknown): void {
    if (this.sendThrows) throw new Error("Render frame was disposed before WebFrameMain could be accessed");
    this.sent.push({ channel, message });
  }
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit("destroyed");
  }
}

export class FakeWindow extends EventEmitter implements Seam.BrowserWindow {
  readonly webContents = new FakeWebContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  visible = false;
  focused = false;
  minimized = false;
  maximized = false;
  bounds = { x: 10, y: 20, width: 1280, height: 800 };

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
    this.focused = false;
  }
  focus(): void {
    this.focused = true;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  maximize(): void {
    this.maximized = true;
  }
  restore(): void {
    this.minimized = false;
  }
  destroy(): void {
    this.visible = false;
    this.webContents.destroy();
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed;
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.bounds;
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return Promise.resolve();
  }
  /** A person clicks the window's close button. Returns whether the window is really closed by it. */
  close(): boolean {
    const event = new PreventableEvent();
    this.emit("close", event);
    if (!event.prevented) this.destroy();
    return !event.prevented;
  }
}

export class FakeTray extends EventEmitter implements Seam.Tray {
  image: string;
  tooltip = "";
  template: MenuItemConstructorOptions[] = [];
  menusSet = 0;
  readonly balloons: { title: string; content: string }[] = [];

  constructor(image: string) {
    super();
    this.image = image;
  }
  setImage(image: string): void {
    this.image = image;
  }
  setToolTip(tooltip: string): void {
    this.tooltip = tooltip;
  }
  setContextMenu(menu: Seam.Menu): void {
    this.menusSet += 1;
    this.template = templates.get(menu) ?? [];
  }
  displayBalloon(options: { title: string; content: string }): void {
    this.balloons.push({ title: options.title, content: options.content });
  }

  /** A person clicks the item with this label, wherever it is in the menu. Throws when there is none to click. */
  choose(label: string): void {
    const item = find(this.template, label);
    if (item?.click === undefined) throw new Error(`no item "${label}" to click`);
    (item.click as () => void)();
  }
}

/** What each built menu was built from. */
const templates = new WeakMap<object, MenuItemConstructorOptions[]>();

function find(items: readonly MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions | undefined {
  for (const item of items) {
    if (item.label === label) return item;
    const below = Array.isArray(item.submenu) ? find(item.submenu, label) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}

export class FakeNotification extends EventEmitter implements Seam.Notification {
  readonly options: NotificationConstructorOptions;
  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {}
}

class FakeApp extends EventEmitter implements Seam.App {
  readonly switches: string[] = [];
  readonly exits: (number | undefined)[] = [];
  sandboxed = false;
  isFirst = true;
  locale = "en-GB";
  userData = "";
  userModelId = "";
  quits = 0;
  readonly commandLine = { appendSwitch: (name: string, value?: string): void => void this.switches.push(`${name}=${value ?? ""}`) };
  #ready = Promise.withResolvers<void>();

  enableSandbox(): void {
    this.sandboxed = true;
  }
  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  becomeReady(): void {
    this.#ready.resolve();
  }
  getLocale(): string {
    return this.locale;
  }
  getPath(): string {
    return this.userData;
  }
  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }
  /** As Electron does: asks by `before-quit`, and leaves when nobody objects. */
  quit(): void {
    this.quits += 1;
    const event = new PreventableEvent();
    this.emit("before-quit", event);
    if (!event.prevented) this.exits.push(0);
  }
  exit(code?: number): void {
    this.exits.push(code);
  }
}

type ProtocolHandler = Parameters<Seam.Protocol["handle"]>[1];
type PermissionRequestHandler = Parameters<Seam.Session["setPermissionRequestHandler"]>[0];
type PermissionCheckHandler = Parameters<Seam.Session["setPermissionCheckHandler"]>[0];
type DevicePermissionHandler = Parameters<Seam.Session["setDevicePermissionHandler"]>[0];

class FakeProtocol implements Seam.Protocol {
  readonly schemes: Parameters<Seam.Protocol["registerSchemesAsPrivileged"]>[0] = [];
  readonly handlers = new Map<string, ProtocolHandler>();
  registerSchemesAsPrivileged(schemes: Parameters<Seam.Protocol["registerSchemesAsPrivileged"]>[0]): void {
    this.schemes.push(...schemes);
  }
  handle(scheme: string, handler: ProtocolHandler): void {
    this.handlers.set(scheme, handler);
  }
  async fetch(url: string, method = "GET"): Promise<Response> {
    const handler = this.handlers.get("app");
    if (handler === undefined) throw new Error("nobody serves app://");
    // Made by hand, because Request would tidy the path up before the handler sees it.
    return handler({ url, method } as Request);
  }
}

class FakeSession implements Seam.Session {
  permissionRequest: PermissionRequestHandler = null;
  permissionCheck: PermissionCheckHandler = null;
  devicePermission: DevicePermissionHandler = null;
  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: DevicePermissionHandler): void {
    this.devicePermission = handler;
  }
}

class FakeGlobalShortcut implements Seam.GlobalShortcut {
  available = true;
  readonly registered = new Map<string, () => void>();
  register(accelerator: string, press: () => void): boolean {
    if (this.available) this.registered.set(accelerator, press);
    return this.available;
  }
  press(): void {
    for (const press of this.registered.values()) press();
  }
}

class FakePowerSaveBlocker implements Seam.PowerSaveBlocker {
  readonly active = new Set<number>();
  #lastId = 0;
  start(): number {
    this.active.add(++this.#lastId);
    return this.#lastId;
  }
  stop(id: number): boolean {
    return this.active.delete(id);
  }
}

export class ElectronDouble {
  readonly app = new FakeApp();
  readonly windows: FakeWindow[] = [];
  readonly trays: FakeTray[] = [];
  readonly notifications: FakeNotification[] = [];
  notificationsSupported = true;
  readonly ipcMain = new EventEmitter();
  readonly powerMonitor = new EventEmitter();
  readonly session = { defaultSession: new FakeSession() };
  readonly protocol = new FakeProtocol();
  readonly globalShortcut = new FakeGlobalShortcut();
  readonly powerSaveBlocker = new FakePowerSaveBlocker();
  readonly errorBoxes: { title: string; content: string }[] = [];
  readonly dialog = { showErrorBox: (title: string, content: string): void => void this.errorBoxes.push({ title, content }) };
  workArea = { x: 0, y: 0, width: 1920, height: 1080 };

  /** What is handed to the host. The constructors record what they made. */
  modules(): Seam.ElectronModules {
    const { app, windows, trays, notifications, ipcMain, powerMonitor, session, protocol, globalShortcut, powerSaveBlocker, dialog } = this;
    const supported = (): boolean => this.notificationsSupported;
    const announce = (contents: FakeWebContents): void => void app.emit("web-contents-created", {}, contents);
    return {
      app,
      ipcMain,
      powerMonitor,
      session,
      protocol,
      globalShortcut,
      powerSaveBlocker,
      dialog,
      BrowserWindow: class extends FakeWindow {
        constructor(options: BrowserWindowConstructorOptions) {
          super(options);
          windows.push(this);
          announce(this.webContents);
        }
      },
      Tray: class extends FakeTray {
        constructor(image: string) {
          super(image);
          trays.push(this);
        }
      },
      Notification: class extends FakeNotification {
        static isSupported(): boolean {
          return supported();
        }
        override show(): void {
          notifications.push(this);
        }
      },
      Menu: {
        buildFromTemplate(template: MenuItemConstructorOptions[]): Seam.Menu {
          const menu = {} as Seam.Menu;
          templates.set(menu, template);
          return menu;
        },
        setApplicationMenu() {},
      },
      screen: { getAllDisplays: () => [{ workArea: this.workArea }] },
    };
  }

  /** The window that is there now. */
  get window(): FakeWindow {
    const window = this.windows.findLast((each) => !each.isDestroyed());
    if (window === undefined) throw new Error("there is no window");
    return window;
  }

  get tray(): FakeTray {
    const [tray] = this.trays;
    if (tray === undefined) throw new Error("there is no tray");
    return tray;
  }

  /** A message arrives from a page, by default from the console's own top frame. */
  say(contents: FakeWebContents, args: readonly unknown[], senderFrame: Seam.SenderFrame = { origin: "app://holdfast", parent: null }): void {
    this.ipcMain.emit("holdfast:to-engine", { sender: contents, senderFrame }, ...args);
  }
}
