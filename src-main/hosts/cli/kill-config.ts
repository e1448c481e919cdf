import { parseEnv } from "node:util";
import type { Result } from "../../engine/ports.ts";
import { type Config, type ConfigSources, loadConfig } from "../../system/config.ts";
import { type Problem, shownValueOf } from "../../system/problem.ts";
import { isSettingName, type SettingName } from "../../system/settings.ts";
import { isNearly } from "./misspelt.ts";
import { isGiven } from "./whereabouts.ts";

/** What a kill with an engine of its own must not guess: which gateway, whose account and journal, which positions are ours. */
const needed = ["GATEWAY_HOST", "GATEWAY_PORT", "ALLOW_REMOTE_GATEWAY", "ACCOUNT_ID", "ACCOUNT_ENVIRONMENT", "MAGIC_NUMBER", "DATA_DIR"] as const satisfies readonly SettingName[];
const isNeeded = (name: string): boolean => needed.some((each) => each === name);

/** Ports that an engine for one kill never opens must not be in the way of the gateway's. */
const noPorts: Partial<Record<SettingName, string>> = { GATEWAY_TICK_PORT: "0", STRATEGY_PORT: "0", CONSOLE_PORT: "0" };

/**
 * The configuration of an engine that runs for one kill. What is broken has its default, so that the kill works; but a
 * wrong flag, what a kill needs, and a file that cannot be read, which may say just that, are still refused. So is, for
 * a kill that closes positions, a key that may be what it needs with a letter wrong: by the default it would close
 * whatever lies there.
 */
export function loadForKill(sources: ConfigSources, flattens: boolean): Result<Config, readonly Problem[]> {
  const whole = loadConfig(sources);
  const problems = whole.ok ? [] : whole.failure;
  const grave = problems.filter((problem) => problem.source === "flag" || isNeeded(problem.name) || sources.unreadable.includes(problem));
  const doubtful = flattens ? [...unknownKeys(sources), ...slipsOfTheDotEnv(sources)] : [];
  if (grave.length + doubtful.length > 0) return { ok: false, failure: [...grave, ...doubtful] };
  if (whole.ok) return whole;
  const broken = new Set(problems.map(({ name }) => name));
  const spared = loadConfig(only(sources, (name) => !broken.has(name)));
  // What is good by itself may still clash with a default.
  return spared.ok ? spared : loadConfig(only(sources, isNeeded));
}

/** Keys of the settings file that are no setting, while one that is needed is said nowhere: each may have meant to say it. */
function unknownKeys(sources: ConfigSources): Problem[] {
  const unsaid = needed.filter((name) => !isGiven(name, sources));
  if (unsaid.length === 0) return [];
  const rule = `the name of a setting: closing positions guesses none of ${unsaid.join(", ")}, so correct it, take it out, or give these too`;
  return Object.entries(sources.settingsFile).flatMap(([key, raw]) => (isSettingName(key) ? [] : [{ name: key, value: shownValueOf(key, raw), rule, source: "settings file" as const }]));
}

/** `.env` is shared with other programs, so only what is nearly the name of a needed setting counts, where that one is said nowhere. */
function slipsOfTheDotEnv(sources: ConfigSources): Problem[] {
  const unsaid = needed.filter((name) => !isGiven(name, sources));
  return Object.entries(parseEnv(sources.dotEnvText)).flatMap(([key, raw]) => {
    const meant = isSettingName(key) ? undefined : unsaid.find((name) => isNearly(key, name));
    if (meant === undefined) return [];
    return [{ name: key, value: shownValueOf(key, raw), rule: `${meant}, if that is meant: closing positions does not guess it, so correct this or give ${meant} too`, source: ".env" as const }];
  });
}

/** The same sources with nothing else in them; flags stay. */
function only(sources: ConfigSources, isKept: (name: string) => boolean): ConfigSources {
  const kept = (given: Readonly<Record<string, unknown>>) => Object.entries(given).filter(([name]) => isKept(name));
  const isSaid = (entry: [string, unknown]): entry is [string, string] => Boolean(entry[1]);
  const said = [parseEnv(sources.dotEnvText), sources.env].flatMap((given) => kept(given).filter(isSaid));
  return { ...sources, env: { ...Object.fromEntries(said), ...noPorts }, dotEnvText: "", settingsFile: Object.fromEntries(kept(sources.settingsFile)) };
}
