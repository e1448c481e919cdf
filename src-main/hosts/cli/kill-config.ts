import { parseEnv } from "node:util";
import type { Result } from "../../engine/ports.ts";
import { type Config, type ConfigSources, loadConfig } from "../../system/config.ts";
import type { Problem } from "../../system/problem.ts";
import type { SettingName } from "../../system/settings.ts";

/** What a kill with an engine of its own must not guess: which gateway, whose account and journal, which positions are ours. */
const needed: ReadonlySet<string> = new Set<SettingName>(["GATEWAY_HOST", "GATEWAY_PORT", "ALLOW_REMOTE_GATEWAY", "ACCOUNT_ID", "ACCOUNT_ENVIRONMENT", "MAGIC_NUMBER", "DATA_DIR"]);

/** Ports that an engine for one kill never opens must not be in the way of the gateway's. */
const noPorts: Partial<Record<SettingName, string>> = { GATEWAY_TICK_PORT: "0", STRATEGY_PORT: "0", CONSOLE_PORT: "0" };

/**
 * The configuration of an engine that runs for one kill. What is broken has its default, so that the kill works; but a
 * wrong flag, what a kill needs, and a file that cannot be read, which may say just that, are still refused.
 */
export function loadForKill(sources: ConfigSources): Result<Config, readonly Problem[]> {
  const whole = loadConfig(sources);
  if (whole.ok) return whole;
  const grave = whole.failure.filter((problem) => problem.source === "flag" || needed.has(problem.name) || sources.unreadable.includes(problem));
  if (grave.length > 0) return { ok: false, failure: grave };
  const broken = new Set(whole.failure.map(({ name }) => name));
  const spared = loadConfig(only(sources, (name) => !broken.has(name)));
  // What is good by itself may still clash with a default.
  return spared.ok ? spared : loadConfig(only(sources, (name) => needed.has(name)));
}

/** The same sources with nothing else in them; flags stay. */
function only(sources: ConfigSources, isKept: (name: string) => boolean): ConfigSources {
  const kept = (given: Readonly<Record<string, unknown>>) => Object.entries(given).filter(([name]) => isKept(name));
  const isSaid = (entry: [string, unknown]): entry is [string, string] => Boolean(entry[1]);
  const said = [parseEnv(sources.dotEnvText), sources.env].flatMap((given) => kept(given).filter(isSaid));
  return { ...sources, env: { ...Object.fromEntries(said), ...noPorts }, dotEnvText: "", settingsFile: Object.fromEntries(kept(sources.settingsFile)) };
}
