import { constants, existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** A browser of the Chromium family, and the arguments without which it does not start here. */
export interface FoundBrowser {
  readonly executablePath: string;
  readonly args: string[];
}

const commandNames = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "microsoft-edge-stable", "microsoft-edge"];

const macApplications = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const windowsPrograms = ["Google\\Chrome\\Application\\chrome.exe", "Chromium\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

/**
 * The browser that tests run in: the one `HOLDFAST_BROWSER` names, else an installed Chrome, Chromium or Edge, else the
 * Chromium that the npm package `@sparticuz/chromium` carries for Linux on x64.
 *
 * @throws when there is none, with a sentence that says what to install
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const executablePath = (await namedBrowser()) ?? (await firstExecutable(installedCandidates())) ?? (await carriedBrowser());
  if (executablePath === null)
    throw new Error("No browser for the tests. Install Chrome, Chromium or Edge (Debian: apt-get install chromium), or name one in HOLDFAST_BROWSER.");
  return { executablePath, args: startArguments() };
}

async function namedBrowser(): Promise<string | null> {
  const named = process.env["HOLDFAST_BROWSER"];
  if (named === undefined || named === "") return null;
  if (await isExecutable(named)) return named;
  throw new Error(`HOLDFAST_BROWSER names "${named}", which is no program that can be run.`);
}

function installedCandidates(): string[] {
  switch (process.platform) {
    case "darwin":
      return ["/Applications", join(process.env["HOME"] ?? "", "Applications")].flatMap((folder) => macApplications.map((application) => join(folder, application)));
    case "win32":
      return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
        .map((name) => process.env[name])
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => windowsPrograms.map((program) => join(folder, program)));
    default:
      return (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => commandNames.map((name) => join(folder, name)));
  }
}

async function firstExecutable(candidates: readonly string[]): Promise<string | null> {
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return null;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Unpacks itself into the temporary folder on first use. */
async function carriedBrowser(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const { default: chromium } = await import("@sparticuz/chromium");
  const path = await chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** Chromium refuses its sandbox to root, and containers have a `/dev/shm` too small for it. */
function startArguments(): string[] {
  const args = ["--disable-quic"];
  if (process.platform === "linux") args.push("--disable-dev-shm-usage");
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return args;
}
