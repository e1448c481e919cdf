import type { SettingRow } from "../contract/settings.ts";
import type { Result } from "../engine/ports.ts";
import { type Config, type ConfigSources, loadConfig, placesOf, shownSecret } from "./config.ts";
import { type Problem, shownValueOf } from "./problem.ts";
import type { SettingValue } from "./setting-kinds.ts";
import { isSettingName, type SettingName, settingNames, settings } from "./settings.ts";

/** The settings as the console lists them. `saved` is what the settings file holds now, which waits for the next start. */
export const settingRows = (config: Config, saved: Readonly<Record<string, unknown>>): SettingRow[] =>
  settingNames.map((name) => rowOf(name, config, saved));

function rowOf(name: SettingName, config: Config, saved: Readonly<Record<string, unknown>>): SettingRow {
  const { rule, unit, fallback, editable, secret, choices } = settings[name];
  const { value, source } = config.origins[name];
  const overridden = !editable || source === "flag" || source === "environment" || source === ".env";
  const next = overridden ? value : savedValue(name, saved);
  return { name, value, source, rule, unit, default: secret ? shownSecret(fallback) : fallback, pending: next === value ? null : next, overridden, choices: choices && [...choices] };
}

function savedValue(name: SettingName, saved: Readonly<Record<string, unknown>>): SettingValue {
  const parsed = settings[name].schema.safeParse(saved[name]);
  return parsed.success ? parsed.data : settings[name].fallback;
}

/** A value that may be saved: in the setting's own type, whatever was typed. */
export interface Saveable {
  readonly name: SettingName;
  readonly value: SettingValue;
}

/**
 * May this be saved? Yes only when the next start, with the same flags and environment and with what is saved already,
 * would accept it: a console must not be able to save what then keeps the engine from starting.
 */
export function checkSave(sources: ConfigSources, name: string, value: SettingValue): Result<Saveable, readonly Problem[]> {
  const refuse = (rule: string): Result<Saveable, readonly Problem[]> => ({
    ok: false,
    failure: [{ name, value: shownValueOf(name, value), rule, source: "settings file" }],
  });
  if (!isSettingName(name)) return refuse("the name of a setting");
  if (!settings[name].editable) return refuse(placesOf(name));
  const { [name]: _replaced, ...others } = sources.settingsFile;
  const parsed = settings[name].schema.nullable().safeParse(value);
  if (!parsed.success) return refuse(settings[name].rule);
  const next = loadConfig({ ...sources, settingsFile: parsed.data === null ? others : { ...others, [name]: parsed.data } });
  return next.ok ? { ok: true, value: { name, value: parsed.data } } : next;
}
