import { CONSOLE_ORIGIN } from "./app-protocol.ts";
import type { App, Preventable, Session, WebContents } from "./electron.ts";

/**
 * Every page, whoever makes it: sandboxed, kept on the console's own origin, no new windows, no embedded pages.
 * Must run before Electron is ready.
 */
export function hardenPages(app: App): void {
  app.enableSandbox();
  app.on("web-contents-created", (_event, contents) => hardenPage(contents));
}

/** Nothing the console shows needs a camera, a clipboard or a USB port, so every wish of that kind is refused. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

function hardenPage(contents: WebContents): void {
  contents.on("will-navigate", stayHome);
  contents.on("will-redirect", stayHome);
  contents.on("will-frame-navigate", stayHome);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}

function stayHome(details: Preventable & { readonly url: string }): void {
  // Compared as text with the slash: Node's URL knows no origin for schemes of one's own.
  if (!details.url.startsWith(`${CONSOLE_ORIGIN}/`)) details.preventDefault();
}
