import type { CallResult } from "../contract/api.ts";
import type { SettingRow } from "../contract/settings.ts";
import { done, refuse } from "../serve/dispatcher.ts";
import type { Config, ConfigSources } from "../system/config.ts";
import { checkSave, settingRows } from "../system/setting-rows.ts";
import { shownValue } from "../system/problem.ts";
import type { SettingValue } from "../system/setting-kinds.ts";
import type { SettingsFile } from "../system/settings-file.ts";

/** The settings as people see and save them. What is saved is in force at the next start. */
export interface SettingsDesk {
  rows(): SettingRow[];
  save(name: string, value: SettingValue): Promise<CallResult<"saveSetting">>;
}

/** `onSaved` is told what changed, for the journal. */
export function createSettingsDesk(
  config: Config,
  sources: ConfigSources,
  file: SettingsFile,
  onSaved: (name: string, from: string, to: string) => void,
): SettingsDesk {
  const savedNow = (): Readonly<Record<string, unknown>> => {
    const read = file.read();
    return read.ok ? read.value : {};
  };
  const rows = (): SettingRow[] => settingRows(config, savedNow());
  return {
    rows,
    save: async (name, value) => {
      const before = savedNow();
      const checked = checkSave({ ...sources, settingsFile: before }, name, value);
      if (!checked.ok) {
        const problems = checked.failure.map((problem) => ({ field: problem.name, value: problem.value, rule: problem.rule }));
        return { ok: false, failure: { code: "BAD_INPUT", message: `${name} was not saved.`, problems } };
      }
      const saved = await file.save(checked.value.name, checked.value.value);
      if (!saved.ok) return refuse("UNAVAILABLE", `${saved.failure.path} must be ${saved.failure.rule}`);
      onSaved(name, shownValue(before[name] ?? "default"), shownValue(value ?? "default"));
      return done(rows());
    },
  };
}
