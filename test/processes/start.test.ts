import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasDisplay } from "../../src-main/hosts/launch/app-window.ts";
import { holdfast, temporaryFolder } from "../support/holdfast-process.ts";

const launcher = resolve(import.meta.dirname, "../../src-main/hosts/launch/main.ts");

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

  it("knows where there is a screen", () => {
    expect(hasDisplay("linux", {})).toBe(false);
    expect(hasDisplay("linux", { DISPLAY: ":0" })).toBe(true);
    expect(hasDisplay("linux", { WAYLAND_DISPLAY: "wayland-0" })).toBe(true);
    expect(hasDisplay("darwin", {})).toBe(true);
    expect(hasDisplay("win32", {})).toBe(true);
  });
});
