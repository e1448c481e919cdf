import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { CONSOLE_URL, registerAppScheme, serveConsole } from "../../src-main/hosts/desktop/app-protocol.ts";
import { ElectronDouble } from "./electron-double.ts";
import { temporaryDir } from "./desktop-fixture.ts";

let electron: ElectronDouble;
let dir: string;

beforeEach(async () => {
  dir = await temporaryDir();
  await mkdir(join(dir, "renderer", "assets"), { recursive: true });
  await writeFile(join(dir, "renderer", "index.html"), "<title>Holdfast</title>");
  await writeFile(join(dir, "renderer", "assets", "app.js"), "export {};");
  await writeFile(join(dir, "secret.txt"), "token");
  await mkdir(join(dir, "renderer-next"));
  await writeFile(join(dir, "renderer-next", "secret.txt"), "token");
  electron = new ElectronDouble();
  serveConsole(electron.protocol, join(dir, "renderer"));
});

describe("app://", () => {
  it("is a real, secure origin", () => {
    registerAppScheme(electron.protocol);
    expect(electron.protocol.schemes).toEqual([{ scheme: "app", privileges: { standard: true, secure: true } }]);
  });

  it("serves the console's files with their types", async () => {
    const page = await electron.protocol.fetch(CONSOLE_URL);
    expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([200, "text/html; charset=utf-8", "<title>Holdfast</title>"]);
    const script = await electron.protocol.fetch("app://holdfast/assets/app.js?v=1#top");
    expect([script.status, script.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(await (await electron.protocol.fetch("app://holdfast/")).text()).toBe("<title>Holdfast</title>");
  });

  it.each([
    "app://holdfast/../secret.txt",
    "app://holdfast/%2e%2e/secret.txt",
    "app://holdfast/..%2fsecret.txt",
    "app://holdfast/assets/..%2f..%2fsecret.txt",
    "app://holdfast/..%2frenderer-next/secret.txt",
    "app://holdfast/..%5csecret.txt",
    "app://holdfast/C:%5cWindows%5cwin.ini",
    "app://holdfast/index.html%00.png",
    "app://holdfast/%e0%a4%a",
    "app://holdfast/assets",
    "app://holdfast/none.js",
    "app://elsewhere/index.html",
    "app://holdfast:80/index.html",
    "file:///etc/hostname",
    "nonsense",
  ])("serves nothing for %s", async (url) => {
    const answer = await electron.protocol.fetch(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("token");
  });

  it.skipIf(process.platform === "win32")("refuses names that mean another place on Windows, even where they are plain names", async () => {
    for (const name of ["..\\secret.txt", "C:secret.txt"]) {
      await writeFile(join(dir, "renderer", name), "token");
      expect((await electron.protocol.fetch(`app://holdfast/${encodeURIComponent(name)}`)).status).toBe(404);
    }
  });

  it("answers GET and HEAD only", async () => {
    expect((await electron.protocol.fetch(CONSOLE_URL, "POST")).status).toBe(405);
    const head = await electron.protocol.fetch(CONSOLE_URL, "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it.each([CONSOLE_URL, "app://holdfast/none.js"])("lets the page at %s run its own scripts and talk to nobody", async (url) => {
    const { headers } = await electron.protocol.fetch(url);
    const policy = headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'none'", "frame-ancestors 'none'"]));
    expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});
