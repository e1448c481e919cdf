import { app, BrowserWindow, dialog, globalShortcut, ipcMain, Menu, Notification, powerMonitor, powerSaveBlocker, protocol, screen, session, Tray } from "electron";
import { join } from "node:path";
import { startDesktop } from "./desktop.ts";
import { startEngine } from "./start-engine.ts";

const builtDir = join(import.meta.dirname, "..");

// Never awaited: Electron's `ready` waits for this module to be evaluated, and would wait for ever.
void startDesktop({
  electron: { app, BrowserWindow, Tray, Menu, Notification, ipcMain, session, protocol, globalShortcut, powerMonitor, powerSaveBlocker, dialog, screen },
  startEngine,
  assetsDir: join(builtDir, "..", "assets"),
  rendererDir: join(builtDir, "renderer"),
  preloadPath: join(builtDir, "preload", "preload.cjs"),
});
