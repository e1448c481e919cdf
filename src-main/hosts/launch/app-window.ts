import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Browsers that can show an address as a window of its own, by the places where they lie. */
function candidates(): string[] {
  const { env, platform } = process;
  if (platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === "win32") {
    const roots = [env["PROGRAMFILES"], env["PROGRAMFILES(X86)"], env["LOCALAPPDATA"]].filter((root) => root !== undefined);
    const tails = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe", "Chromium\\Application\\chrome.exe"];
    return tails.flatMap((tail) => roots.map((root) => join(root, tail)));
  }
  const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "microsoft-edge-stable"];
  return names.flatMap((name) => (env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name)));
}

export const findAppBrowser = (): string | null => candidates().find((path) => existsSync(path)) ?? null;

/** Is there a screen to open a window on? Windows and macOS always say yes. */
export function hasDisplay(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): boolean {
  if (platform !== "linux") return true;
  return Boolean(env["DISPLAY"]) || Boolean(env["WAYLAND_DISPLAY"]);
}

/**
 * Opens `url` as an app window with a profile of its own: so the browser's process is ours, ends with us, and no
 * extension of the user's reads the console. `url` must hold no key: arguments stand in the list of processes.
 */
export function openAppWindow(browser: string, url: string, profileDir: string): ChildProcess {
  const flags = [
    `--app=${url}`,
    `--user-data-dir=${profileDir}`,
    "--window-size=1280,800",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    // Chromium has no sandbox for root. The window shows one address on loopback, ours, and nothing else.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  return spawn(browser, flags, { stdio: "ignore" });
}
