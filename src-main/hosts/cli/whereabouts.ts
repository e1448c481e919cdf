import { parseEnv } from "node:util";
import { type ConfigSources, dataDirOf } from "../../system/config.ts";
import { flagOf, type SettingName } from "../../system/settings.ts";
import { simulatorDataDir } from "../compose.ts";

/** The folders that a running engine is looked for in. */
export interface Whereabouts {
  readonly dataDir: string;
  /** The embedded simulator's own, beside it; `null` where the data folder was named by hand. */
  readonly simulatorDir: string | null;
  /** A gateway is named, rightly or wrongly, or may be in a file that cannot be read. */
  readonly namesGateway: boolean;
}

/** Read off what was given, so that a setting which breaks its rule still says that it was meant. */
export function whereaboutsOf(sources: ConfigSources): Whereabouts {
  const dataDir = dataDirOf(sources);
  return {
    dataDir,
    simulatorDir: isGiven("DATA_DIR", sources) ? null : simulatorDataDir(dataDir),
    namesGateway: isGiven("GATEWAY_HOST", sources) || sources.unreadable.length > 0,
  };
}

/** The data folder may be named where nobody can read it. The settings file lies in that folder and cannot name it. */
export const mayHideFolder = (sources: ConfigSources): boolean => !isGiven("DATA_DIR", sources) && sources.unreadable.some(({ source }) => source === ".env");

/** Said anywhere, rightly or wrongly. An empty environment variable is how shells and compose files write "not set". */
export const isGiven = (name: SettingName, { flags, env, dotEnvText, settingsFile }: ConfigSources): boolean =>
  flags[flagOf(name)] !== undefined || Boolean(env[name]) || Boolean(parseEnv(dotEnvText)[name]) || settingsFile[name] !== undefined;
