import type { App, Dialog } from "./electron.ts";
import type { DesktopText } from "./text.ts";

/** The engine could not start: says why, natively, since no console will, and leaves with exit code 1. */
export function failStart(app: App, dialog: Dialog, text: DesktopText, message: string): void {
  dialog.showErrorBox(text.startFailed, message);
  app.exit(1);
}
