import { spawn } from "node:child_process";
import { join } from "node:path";
import openInBrowser from "open";
import { dataDirOf, loadConfig } from "../../system/config.ts";
import { readConfigSources } from "../../system/config-sources.ts";
import { terminalIo } from "../terminal.ts";
import { serve } from "../cli/serve.ts";
import { settingArguments } from "../setting-arguments.ts";
import { type AddressPage, writeAddressPage } from "./address-page.ts";
import { findAppBrowser, hasDisplay, openAppWindow } from "./app-window.ts";
import { findElectron } from "./electron-runtime.ts";

/**
 * `npm start`: the desktop app where its runtime is or can be had; else the same console from the headless host, as an
 * app window, in the browser, or as an address. Whatever it started ends with it.
 */
const io = terminalIo();
const flags = settingArguments(process.argv.slice(2));

const why = hasDisplay() ? await desktop() : "there is no display here";
if (why !== null && !io.signal.aborted) {
  io.errorLine(`No desktop window: ${why}. The same console is served on this machine instead.`);
  process.exitCode = await headless();
}

/** Runs the desktop app to its end. Settles with why it could not, or `null` when it ran. */
async function desktop(): Promise<string | null> {
  const runtime = await findElectron(() => io.line("Fetching Electron's runtime once, about 120 MB …"), io.signal);
  if (!runtime.ok) return runtime.why;
  const child = spawn(runtime.path, [".", ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends Ctrl+C to the whole group; other signals come to us alone.
  io.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`Electron does not start (${error.message})`));
    child.on("exit", (code, signal) => {
      const couldNotRun = !io.signal.aborted && (signal !== null || code === null || code > 1);
      if (!couldNotRun) process.exitCode = code ?? 0;
      resolve(couldNotRun ? `Electron ended at once (${signal ?? `exit code ${code}`})` : null);
    });
  });
}

async function headless(): Promise<number> {
  const sources = readConfigSources(flags);
  const config = loadConfig(sources);
  const simulate = config.ok && config.value.gatewayHost === null;
  let closeWindow = (): void => {};
  const exitCode = await serve(io, { ...flags, simulate }, (consoleUrl) => {
    closeWindow = show(consoleUrl, dataDirOf(sources));
  });
  closeWindow();
  return exitCode;
}

/** Shows the console as well as this machine can. Returns how to close what was opened. */
function show(consoleUrl: string, dataDir: string): () => void {
  if (!hasDisplay()) {
    io.line("There is no display: open the address above in a browser on this machine.");
    return () => {};
  }
  try {
    return openPage(writeAddressPage(consoleUrl, dataDir), join(dataDir, "browser"));
  } catch (error) {
    io.line(`No browser is opened (${(error as Error).message}): open the address above in one.`);
    return () => {};
  }
}

function openPage(page: AddressPage, profileDir: string): () => void {
  const browser = findAppBrowser();
  if (browser === null) {
    openInBrowser(page.url).then(
      () => io.line("If the browser cannot read that page, open the address above in it."),
      () => io.line("No browser was found: open the address above in one."),
    );
    return () => void page.remove();
  }
  const window = openAppWindow(browser, page.url, profileDir);
  window.on("error", () => io.line("The browser did not start: open the address above in one."));
  window.on("exit", () => {
    if (!io.signal.aborted) io.line("The window was closed; the engine goes on, and the address above opens the console again. Ctrl+C stops it.");
  });
  return () => {
    window.kill();
    void page.remove();
  };
}
