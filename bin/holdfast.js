#!/usr/bin/env node
// Holdfast needs Node 24 (for node:sqlite). Started by an older one, this hands over to the Node that `npm ci` brought.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as modules from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const NEEDED_MAJOR = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// In a clone the sources run as they are, so that nothing is ever stale; a package carries only the build.
const source = join(root, "src-main", "hosts", "cli", "main.ts");
const entry = existsSync(source) ? source : join(root, "out", "main", "cli.js");

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  // Half of a command's time is reading its own code; beside the code, where nobody can write who could not change it too.
  modules.enableCompileCache(join(root, "node_modules", ".cache", "holdfast"));
  await import(pathToFileURL(entry).href);
} else handOver();

function handOver() {
  const node = nodeOfTheProject();
  if (node === null) {
    process.stderr.write(`holdfast needs Node ${NEEDED_MAJOR} or newer; this is ${process.versions.node}.\n`);
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}

function nodeOfTheProject() {
  try {
    const home = dirname(modules.createRequire(import.meta.url).resolve("node/package.json"));
    const node = join(home, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(node) ? node : null;
  } catch {
    return null;
  }
}
