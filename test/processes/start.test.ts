import { spawn } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { hasDisplay } from "../../src-main/hosts/launch/app-window.ts";
import { holdfast, temporaryFolder } from "../support/holdfast-process.ts";
import { closeBrowser, openPage } from "../support/open-browser.ts";

const launcher = resolve(import.meta.dirname, "../../src-main/hosts/launch/main.ts");

afterAll(closeBrowser);

describe("npm start", () => {
  it.skipIf(process.platform !== "linux")("without a display says why in one line, serves the same console simulated, and ends at once on Ctrl+C", async () => {
    const dataDir = await temporaryFolder();
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, GATEWAY_HOST: _host, ...env } = process.env;
    const child = spawn(process.execPath, [launcher, "--data-dir", dataDir, "--console-port", "0"], { env, stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const exited = new Promise<number | null>((settle) => child.once("close", settle));
    const complaints: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));
    const said: string[] = [];
    await new Promise<void>((settle, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        said.push(line);
        if (line.includes("open the address above")) settle();
      });
      void exited.then((code) => reject(new Error(`ended with ${code}: ${complaints.join(" ")}`)));
    });
    expect(complaints).toEqual([expect.stringContaining("there is no display here")]);
    expect(said.join("\n")).toContain("SIMULATED");
    const address = said.find((line) => line.startsWith("console"))?.split(/\s+/)[1] ?? "";
    const page = await fetch(address.replace(/#.*/, ""));
    expect(await page.text()).toContain("<title>");

    child.kill("SIGINT");
    expect(await exited).toBe(0);
    expect((await holdfast("status", "--data-dir", dataDir)).code).toBe(5);
  });

  it.skipIf(process.platform !== "linux")("opens a window whose address is in no list of processes, and leaves nothing behind", async () => {
    const dataDir = await temporaryFolder();
    const folder = await temporaryFolder();
    const seen = join(folder, "arguments");
    // Stands in for the browser: says what it was started with, and stays.
    await writeFile(join(folder, "chromium"), `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}.new' && mv '${seen}.new' '${seen}'\nexec sleep 60\n`, { mode: 0o755 });
    const { GATEWAY_HOST: _host, ...env } = process.env;
    const child = spawn(process.execPath, [launcher, "--data-dir", dataDir, "--console-port", "0"], { env: { ...env, PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ":1", ELECTRON_SKIP_BINARY_DOWNLOAD: "1", ELECTRON_OVERRIDE_DIST_PATH: folder }, stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const exited = new Promise<number | null>((settle) => child.once("close", settle));
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    const args = await vi.waitFor(() => readFile(seen, "utf8"), { timeout: 30_000 });
    const address = /console {2}(\S+)/.exec(out)?.[1] ?? "";
    const token = new URL(address).hash.replace("#token=", "");
    expect(token).toMatch(/^hfc_/);
    expect(args).not.toContain(token);
    const page = fileURLToPath(/--app=(\S+)/.exec(args)?.[1] ?? "");
    expect([(await stat(page)).mode & 0o777, (await stat(dirname(page))).mode & 0o777]).toEqual([0o600, 0o700]);
    const { page: browser } = await openPage();
    await browser.goto(pathToFileURL(page).href);
    await browser.getByText("ARMED", { exact: true }).first().waitFor();
    expect(browser.url()).not.toContain("token");

    child.kill("SIGINT");
    expect(await exited).toBe(0);
    await expect(stat(page)).rejects.toThrow("ENOENT");
  });

  it("knows where there is a screen", () => {
    expect(hasDisplay("linux", {})).toBe(false);
    expect(hasDisplay("linux", { DISPLAY: ":0" })).toBe(true);
    expect(hasDisplay("linux", { WAYLAND_DISPLAY: "wayland-0" })).toBe(true);
    expect(hasDisplay("darwin", {})).toBe(true);
    expect(hasDisplay("win32", {})).toBe(true);
  });
});
