import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export type Runtime = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string };

/** A network that neither answers nor refuses is given up after this. */
const FETCH_TIMEOUT_MS = 180_000;

/**
 * Electron's runtime, which its npm package does not carry: the one on disk, else fetched once (about 120 MB). The
 * package's own module is never imported, since it fetches in the foreground and throws.
 */
export async function findElectron(onFetch: () => void, signal: AbortSignal): Promise<Runtime> {
  const home = electronHome();
  if (home === null) return { ok: false, why: "the electron package is not installed" };
  const there = runtimeIn(home);
  if (there !== null) return { ok: true, path: there };
  onFetch();
  const trouble = await fetchRuntime(home, signal);
  const fetched = runtimeIn(home);
  return fetched === null ? { ok: false, why: `Electron's runtime cannot be downloaded here${trouble}` } : { ok: true, path: fetched };
}

function electronHome(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  } catch {
    return null;
  }
}

function runtimeIn(home: string): string | null {
  try {
    const dist = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(home, "dist");
    const path = join(dist, readFileSync(join(home, "path.txt"), "utf8"));
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Runs the package's own installer; settles with what it complained of, in a few words. */
function fetchRuntime(home: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const installer = spawn(process.execPath, [join(home, "install.js")], { stdio: ["ignore", "ignore", "pipe"], timeout: FETCH_TIMEOUT_MS, signal });
    let words = "";
    installer.stderr.on("data", (chunk: Buffer) => {
      words = `${words}${chunk.toString()}`.slice(0, 2_000);
    });
    installer.on("error", (error) => resolve(` (${error.message})`));
    installer.on("close", (code) => resolve(code === 0 ? "" : ` (${reasonIn(words)})`));
  });
}

/** The first sentence out of a stack trace. */
function reasonIn(words: string): string {
  const first = words.split("\n").find((line) => line.trim() !== "");
  return first?.replace(/^\w*Error: /, "").trim().slice(0, 120) ?? "no answer in time";
}
