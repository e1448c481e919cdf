import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Result } from "../engine/ports.ts";
import { SETTINGS_NAME, settingsPath } from "./paths.ts";
import type { SettingValue } from "./setting-kinds.ts";
import type { SettingName } from "./settings.ts";

/** Why the settings file cannot be used: where it is, and what it would have to be. */
export interface SettingsFailure {
  readonly path: string;
  readonly rule: string;
}

/** The settings a person saved, by setting name: one JSON object in the data folder. */
export interface SettingsFile {
  readonly path: string;
  /** What it holds now; an empty object while there is no file. */
  read(): Result<Readonly<Record<string, unknown>>, SettingsFailure>;
  /** Writes one value, or takes it out with `null`, and keeps all others. A file that is broken is left as it is. */
  save(name: SettingName, value: SettingValue): Promise<Result<null, SettingsFailure>>;
}

/** The part of `conf` that is used, which electron-store inherits from it. */
interface Store {
  set(key: string, value: unknown): void;
  delete(key: string): void;
}

interface StoreOptions {
  readonly cwd: string;
  /** `conf` reads this one, */
  readonly configName: string;
  /** and electron-store this one. */
  readonly name: string;
  readonly accessPropertiesByDotNotation: false;
  readonly clearInvalidConfig: false;
}

export type StoreClass = new (options: StoreOptions) => Store;

/** Loads the store when somebody saves: it brings a schema validator along that costs more memory than the journal. */
export type LoadStore = () => Promise<StoreClass>;

/**
 * The settings file of a data folder, kept by `conf` (headless) or electron-store (desktop): the same file, the same
 * format. The store is opened for each save, which a person does now and then, so that what another program wrote in
 * between is never lost.
 */
export function createSettingsFile(loadStore: LoadStore, dataDir: string): SettingsFile {
  const path = settingsPath(dataDir);
  const read: SettingsFile["read"] = () => readSettings(path);
  return {
    path,
    read,
    save: async (name, value) => {
      const before = read();
      if (!before.ok) return before;
      try {
        const StoreOf = await loadStore();
        const store = new StoreOf({
          cwd: dirname(path),
          configName: SETTINGS_NAME,
          name: SETTINGS_NAME,
          accessPropertiesByDotNotation: false,
          clearInvalidConfig: false,
        });
        if (value === null) store.delete(name);
        else store.set(name, value);
        return { ok: true, value: null };
      } catch (error) {
        return { ok: false, failure: { path, rule: `a file that can be written (${reasonOf(error)})` } };
      }
    },
  };
}

/** Reads a settings file without a store, because stores take an array or a bare text for an empty one. */
export function readSettings(path: string): Result<Readonly<Record<string, unknown>>, SettingsFailure> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ok: true, value: value as Record<string, unknown> };
    return { ok: false, failure: { path, rule: "one JSON object with the settings by name" } };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { ok: true, value: {} };
    const rule = error instanceof SyntaxError ? `valid JSON (${error.message})` : `a file that can be read (${reasonOf(error)})`;
    return { ok: false, failure: { path, rule } };
  }
}

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
