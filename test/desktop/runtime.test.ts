import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const repository = join(import.meta.dirname, "..", "..");
const missing = whatIsMissing();
if (missing !== null) process.stdout.write(`Skipped: the desktop on Electron's own runtime. ${missing}\n`);

/** Why this suite cannot run here, in a sentence; `null` when it can. */
function whatIsMissing(): string | null {
  if (!existsSync(join(repository, "node_modules", "electron", "dist"))) return "The runtime is not there; `npx install-electron` fetches it.";
  if (!existsSync(join(repository, "out", "main", "desktop.js"))) return "Nothing is built; `npm run build` does it.";
  if (process.platform === "linux" && process.env["DISPLAY"] === undefined && process.env["WAYLAND_DISPLAY"] === undefined) return "There is no display.";
  return null;
}

describe.skipIf(missing !== null)("the desktop on Electron's own runtime", { timeout: 60_000 }, () => {
  let dataDir: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "holdfast-runtime-"));
    const { GATEWAY_HOST: _unset, ...env } = process.env as Record<string, string>;
    app = await _electron.launch({ args: [repository, `--user-data-dir=${join(dataDir, "electron")}`], cwd: dataDir, env: { ...env, DATA_DIR: join(dataDir, "data") } });
    page = await app.firstWindow();
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("shows the console, simulated, with the engine behind it", async () => {
    await page.getByText("SIMULATED").first().waitFor();
    await page.getByText("ARMED").first().waitFor();
    expect(page.url()).toContain("app://holdfast/");
  });

  it("gives the page the bridge and nothing of Node or Electron", async () => {
    const seen = await page.evaluate(() => ({
      bridge: Object.keys((window as unknown as { holdfast: object }).holdfast).toSorted(),
      require: typeof (window as unknown as { require: unknown }).require,
      process: typeof (window as unknown as { process: unknown }).process,
    }));
    expect(seen).toEqual({ bridge: ["onMessage", "send"], require: "undefined", process: "undefined" });
  });

  it("lets the page talk to nobody", async () => {
    expect(await page.evaluate(() => fetch("https://example.com/").then(() => "answered", () => "refused"))).toBe("refused");
    await page.evaluate(() => window.location.assign("https://example.com/"));
    expect(page.url()).toContain("app://holdfast/");
    expect(await page.evaluate(() => window.open("https://example.com/"))).toBeNull();
  });

  it("closing hides the window", async () => {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([false]);
    await app.evaluate(({ app }) => void app.emit("second-instance"));
    await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
  });

  it("a crashed page comes back", async () => {
    const next = app.waitForEvent("window");
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    page = await next;
    await page.getByText("ARMED").first().waitFor();
  });
});
