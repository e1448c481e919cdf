import { constants } from "node:fs";
import { access, mkdir, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A browser of the Chromium family, and what it does not start without here: fits Playwright's launch options as it is. */
export interface FoundBrowser {
  readonly executablePath: string;
  readonly args: string[];
  /** The whole environment to start it in; absent where it needs nothing but ours. */
  readonly env?: Record<string, string>;
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
  const executablePath = (await namedBrowser()) ?? (await firstExecutable(installedCandidates()));
  if (executablePath !== null) return { executablePath, args: startArguments() };
  if (process.platform === "linux" && process.arch === "x64") return carriedBrowser();
  throw new Error("No browser for the tests. Install Chrome, Chromium or Edge, or name one in HOLDFAST_BROWSER.");
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

/** Unpacked on first use, with the libraries that a Linux without a desktop does not have. */
async function carriedBrowser(): Promise<FoundBrowser> {
  const { default: chromium, inflate } = await import("@sparticuz/chromium");
  const packageDir = dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")));
  return oneAtATime(async () => {
    const executablePath = await chromium.executablePath();
    const libraries = join(await inflate(join(packageDir, "bin", "al2023.tar.br")), "lib");
    const env = { ...ownEnvironment(), LD_LIBRARY_PATH: [libraries, process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter) };
    return { executablePath, args: startArguments(), env };
  });
}

const ownEnvironment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

const UNPACKING_MAX_MS = 60_000;

/**
 * The package takes any file that is there already for a whole one, so two processes must not unpack at once. A lock
 * older than any unpacking is of a process that died in the middle: what it left is thrown away.
 */
async function oneAtATime<T>(unpack: () => Promise<T>): Promise<T> {
  const lock = join(tmpdir(), "holdfast-chromium.lock");
  while (!(await taken(lock))) {
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > UNPACKING_MAX_MS) await throwAway(lock);
    else await sleep(100);
  }
  try {
    return await unpack();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

const taken = (lock: string): Promise<boolean> =>
  mkdir(lock).then(
    () => true,
    () => false,
  );

async function throwAway(lock: string): Promise<void> {
  for (const left of ["chromium", "al2023", "fonts"]) await rm(join(tmpdir(), left), { recursive: true, force: true });
  await rm(lock, { recursive: true, force: true });
}

/** Chromium refuses its sandbox to root, and containers have a `/dev/shm` too small for it. */
function startArguments(): string[] {
  const args = ["--disable-quic"];
  if (process.platform === "linux") args.push("--disable-dev-shm-usage");
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return args;
}
