import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ConfigSources, dataDirOf } from "./config.ts";
import { defaultDataDir, settingsPath } from "./paths.ts";
import type { Problem } from "./problem.ts";
import { readSettings } from "./settings-file.ts";

/**
 * Reads everything a configuration is made from: `.env` in `workingDir`, and the settings file in the data folder that
 * flags, environment or `.env` name. Never throws: a file that is there and cannot be read is listed in `unreadable`.
 */
export function readConfigSources(
  flags: ConfigSources["flags"],
  workingDir: string = process.cwd(),
  env: ConfigSources["env"] = process.env,
): ConfigSources {
  const unreadable: Problem[] = [];
  const before = {
    flags,
    env,
    dotEnvText: readDotEnv(join(workingDir, ".env"), unreadable),
    defaultDataDir: defaultDataDir({ platform: process.platform, env, home: homedir() }),
    workingDir,
  };
  const saved = readSettings(settingsPath(dataDirOf(before)));
  if (!saved.ok) unreadable.push({ name: "settings file", value: saved.failure.path, rule: saved.failure.rule, source: "settings file" });
  return { ...before, settingsFile: saved.ok ? saved.value : {}, unreadable };
}

function readDotEnv(path: string, unreadable: Problem[]): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") unreadable.push({ name: ".env", value: path, rule: `a file that can be read (${code})`, source: ".env" });
    return "";
  }
}
