import { join } from "node:path";
import type { MenuItemConstructorOptions } from "electron";
import type { MenuConstructor, Tray, TrayConstructor } from "./electron.ts";
import type { TrayAction, TrayIconName, TrayMenuItem, TrayView } from "./tray-view.ts";

export interface TrayService {
  show(view: TrayView): void;
  /** A balloon from the tray icon, for Windows where notifications are off. False where there is no such thing. */
  balloon(title: string, content: string): boolean;
}

export interface TrayParts {
  readonly Tray: TrayConstructor;
  readonly Menu: MenuConstructor;
  readonly assetsDir: string;
  readonly platform: NodeJS.Platform;
  /** Runs within the click, so that what it does is done when the menu is closed. */
  readonly act: (action: TrayAction) => void;
}

/** The tray icon, kept in step with the views it is given; it touches the system only for what changed. */
export function createTray(parts: TrayParts, first: TrayView): TrayService {
  const { Menu, platform, act } = parts;
  const pathOf = (icon: TrayIconName): string => join(parts.assetsDir, "tray", trayIconFile(icon, platform));
  const tray = new parts.Tray(pathOf(first.icon));
  let shown: TrayView | null = null;

  const show = (view: TrayView): void => {
    if (shown !== null && shown.icon !== view.icon) tray.setImage(pathOf(view.icon));
    if (shown?.tooltip !== view.tooltip) tray.setToolTip(view.tooltip);
    // Compared whole, because setting even the same menu again closes it while somebody reads it.
    if (JSON.stringify(shown?.menu) !== JSON.stringify(view.menu)) tray.setContextMenu(Menu.buildFromTemplate(view.menu.map((item) => template(item, act))));
    shown = view;
  };

  openOnClick(tray, platform, act);
  show(first);

  return {
    show,
    balloon(title, content) {
      if (platform !== "win32") return false;
      tray.displayBalloon({ title, content, iconType: "warning" });
      return true;
    },
  };
}

/** Windows draws an `.ico` at every scale; macOS tints a template's shape; Linux shows the picture as it is. */
export function trayIconFile(icon: TrayIconName, platform: NodeJS.Platform): string {
  if (platform === "win32") return `${icon}.ico`;
  return platform === "darwin" ? `${icon}Template.png` : `${icon}.png`;
}

/** On macOS a click opens the menu, so only elsewhere does it mean the window. */
function openOnClick(tray: Tray, platform: NodeJS.Platform, act: (action: TrayAction) => void): void {
  if (platform !== "darwin") tray.on("click", () => act({ do: "open" }));
  tray.on("balloon-click", () => act({ do: "open" }));
}

function template(item: TrayMenuItem, act: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (item.kind === "line") return { type: "separator" };
  // A single `&` would be taken for a shortcut's mark and vanish, and with it a part of a symbol's name.
  const label = item.label.replaceAll("&", "&&");
  if (item.kind === "text") return { label, enabled: false };
  if (item.kind === "group") return { label, submenu: item.items.map((child) => template(child, act)) };
  return { label, click: () => act(item.action) };
}
