import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * The command line as it ships, built anew from the sources beside the project's own build, which somebody may be using.
 * Inside the project, because what it imports is looked for from its own place. The folder is the caller's to delete.
 */
export async function buildCli(): Promise<{ readonly entry: string; readonly folder: string }> {
  const folder = join(ROOT, "out", "bench");
  const builder = join(ROOT, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const config = join(import.meta.dirname, "main-only.config.ts");
  await promisify(execFile)(process.execPath, [builder, "build", "--config", config, "--outDir", folder, "--logLevel", "error"], { cwd: ROOT });
  return { entry: join(folder, "main", "cli.js"), folder };
}
