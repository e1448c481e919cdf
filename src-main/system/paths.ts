import { existsSync } from "node:fs";
import { dirname, join, posix, win32 } from "node:path";
import { fileURLToPath } from "node:url";

/** What decides where data lies: the system, its environment and the user's home folder. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where Holdfast keeps its data when nobody says otherwise. The same folder for desktop, headless and command line, so
 * that all three see one journal and one lock. On Windows it is the local profile, not the roaming one: a journal must
 * not travel between machines.
 */
export function defaultDataDir({ platform, env, home }: Place): string {
  if (platform === "win32") return win32.join(env["LOCALAPPDATA"] || win32.join(home, "AppData", "Local"), "Holdfast");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "Holdfast");
  const dataHome = env["XDG_DATA_HOME"];
  // The XDG specification asks for a relative path there to be ignored.
  const base = dataHome !== undefined && posix.isAbsolute(dataHome) ? dataHome : posix.join(home, ".local", "share");
  return posix.join(base, "holdfast");
}

/** Name of the settings file without its ending, as `conf` and electron-store ask for it. */
export const SETTINGS_NAME = "settings";

export const settingsPath = (dataDir: string): string => join(dataDir, `${SETTINGS_NAME}.json`);

/** Where the risk limits are looked for when no file is named. */
export const riskLimitsPaths = (dataDir: string): string[] => ["yaml", "yml", "json"].map((ending) => join(dataDir, `risk-limits.${ending}`));

export const logDir = (dataDir: string): string => join(dataDir, "logs");

/** Folders above the code that may hold the console: `out/main/chunks` is the deepest place it runs from. */
const LEVELS_UP = 4;

/**
 * The folder with the built console (its `index.html`), or `null` when it was not built. Found alike from the sources
 * (`src-main/system`), from the bundle (`out/main`, also its chunks) and from inside a packed app.
 */
export function findRendererDir(from: string = dirname(fileURLToPath(import.meta.url))): string | null {
  let folder = from;
  for (let level = 0; level < LEVELS_UP; level += 1) {
    for (const candidate of [join(folder, "renderer"), join(folder, "out", "renderer")]) {
      if (existsSync(join(candidate, "index.html"))) return candidate;
    }
    folder = dirname(folder);
  }
  return null;
}
