import { expect, it } from "vitest";
import { denyPermissions, hardenPages } from "../../src-main/hosts/desktop/hardening.ts";
import { ElectronDouble, FakeWebContents, PreventableEvent } from "./electron-double.ts";

function hardenedPage(): FakeWebContents {
  const electron = new ElectronDouble();
  hardenPages(electron.modules().app);
  expect(electron.app.sandboxed).toBe(true);
  const page = new FakeWebContents();
  electron.app.emit("web-contents-created", {}, page);
  return page;
}

const navigation = (url: string): PreventableEvent & { url: string } => Object.assign(new PreventableEvent(), { url });

it.each(["will-navigate", "will-redirect", "will-frame-navigate"])("%s: a page stays on the console's own origin", (event) => {
  const page = hardenedPage();
  for (const url of ["https://example.com/", "file:///etc/passwd", "app://elsewhere/", "app://holdfast.evil.example/", "javascript:alert(1)", "about:blank"]) {
    const away = navigation(url);
    page.emit(event, away);
    expect(away.prevented, url).toBe(true);
  }
  const home = navigation("app://holdfast/index.html");
  page.emit(event, home);
  expect(home.prevented).toBe(false);
});

it("no page opens a window", () => {
  const handler = hardenedPage().windowOpenHandler;
  expect(handler?.({ url: "app://holdfast/index.html" } as Parameters<NonNullable<typeof handler>>[0])).toEqual({ action: "deny" });
});

it("no page embeds another", () => {
  const event = new PreventableEvent();
  hardenedPage().emit("will-attach-webview", event);
  expect(event.prevented).toBe(true);
});

it("every permission is denied, asked for or looked up", () => {
  const session = new ElectronDouble().session.defaultSession;
  denyPermissions(session);
  const granted: boolean[] = [];
  for (const permission of ["media", "clipboard-read", "notifications", "openExternal"] as const) {
    session.permissionRequest?.({} as never, permission, (yes) => granted.push(yes), {} as never);
    granted.push(session.permissionCheck?.(null, permission, "app://holdfast", {} as never) ?? true);
  }
  granted.push(session.devicePermission?.({} as never) ?? true);
  expect(granted).toEqual(Array.from({ length: 9 }, () => false));
});
