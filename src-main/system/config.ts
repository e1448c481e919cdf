import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { SettingSource } from "../contract/settings.ts";
import type { Result } from "../engine/ports.ts";
import { conflicts } from "./config-conflicts.ts";
import { type Problem, shownValueOf } from "./problem.ts";
import { type Secret, secretOf } from "./secret.ts";
import type { SettingValue } from "./setting-kinds.ts";
import { flagOf, isSettingName, type SettingName, settingNames, settingOfFlag, settings, type SettingValues } from "./settings.ts";

/** What the whole system is told, once, at the start. Units are in the names; nothing here changes afterwards. */
export interface Config {
  /** `null`: no gateway is configured. */
  readonly gatewayHost: string | null;
  readonly gatewayPort: number;
  /** `null`: no ticks are listened for. */
  readonly gatewayTickPort: number | null;
  readonly allowRemoteGateway: boolean;
  readonly accountId: string;
  /** `null`: nobody said, so `live` is assumed. */
  readonly accountEnvironment: "live" | "demo" | null;
  readonly syncTimeoutMs: number;
  /** Tries altogether, the first included. */
  readonly syncRetryCount: number;
  readonly syncRetryIntervalMs: number;
  readonly magicNumber: number;
  readonly heartbeatIntervalMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly heartbeatMisses: number;
  readonly truthIntervalMs: number;
  readonly autoRelease: boolean;
  readonly orphanPolicy: SettingValues["ORPHAN_POLICY"];
  readonly orphanAgent: string;
  readonly confirmRecovery: SettingValues["CONFIRM_RECOVERY"];
  /** 0..1. */
  readonly stormShare: number;
  readonly reconcileIntervalMs: number;
  readonly snapshotIntervalMs: number;
  readonly snapshotsKept: number;
  readonly journalKeepDays: number;
  readonly journalArchiveBytes: number;
  readonly memoryLimitBytes: number;
  /** 0: any free port. */
  readonly strategyPort: number;
  readonly strategyDefaultAgent: SettingValues["STRATEGY_DEFAULT_AGENT"];
  /** Absolute. `null`: nobody named one, so the data folder is looked in. */
  readonly riskLimitsFile: string | null;
  /** `null`: risk signatures are v1. */
  readonly riskSignatureSecret: Secret | null;
  /** 0: any free port. */
  readonly consolePort: number;
  readonly logLevel: SettingValues["LOG_LEVEL"];
  /** Absolute. */
  readonly dataDir: string;
  /** Every setting as it was given, with who gave it; of a secret only whether it is set. */
  readonly origins: Readonly<Record<SettingName, Origin>>;
}

/** A setting's value in its own unit, and where it came from. */
export interface Origin {
  readonly value: SettingValue;
  readonly source: SettingSource;
}

/** Everything a configuration is made from, already read. First to last: flags, environment, `.env`, settings file. */
export interface ConfigSources {
  /** By flag name without hyphens in front: `{ "gateway-host": "10.0.0.5" }`. `undefined` counts as not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the `.env` file; empty when there is none. */
  readonly dotEnvText: string;
  /** What the settings file holds, by setting name. */
  readonly settingsFile: Readonly<Record<string, unknown>>;
  /** Files that are there and could not be read. They stop the start like any bad value. */
  readonly unreadable: readonly Problem[];
  readonly defaultDataDir: string;
  /** What relative paths are relative to. Absolute. */
  readonly workingDir: string;
}

interface Given {
  readonly raw: unknown;
  readonly source: SettingSource;
}

/**
 * The configuration, or every problem in it at once. Pure. Unknown flags and unknown keys of the settings file are
 * problems, because a misspelt setting is one that silently stays at its default; the environment and `.env` are
 * shared with other programs, so unknown names there are not.
 */
export function loadConfig(sources: ConfigSources): Result<Config, readonly Problem[]> {
  const problems = [...sources.unreadable, ...refusedFlags(sources.flags), ...misplacedKeys(sources.settingsFile)];
  const dotEnv = parseEnv(sources.dotEnvText);
  const origins: Partial<Record<SettingName, Origin>> = {};
  for (const name of settingNames) {
    const given = givenFor(name, sources, dotEnv);
    const value = valueOf(name, given);
    if (value === undefined) problems.push(broken(name, given, settings[name].rule));
    else origins[name] = { value, source: given.source };
  }
  problems.push(...conflicts(origins));
  if (problems.length > 0) return { ok: false, failure: problems };
  return { ok: true, value: configOf(origins as Record<SettingName, Origin>, sources) };
}

/** The folder that holds the settings file, before anything else is known: flags, environment and `.env` may name it. */
export function dataDirOf(sources: Omit<ConfigSources, "settingsFile" | "unreadable">): string {
  const given = givenFor("DATA_DIR", { ...sources, settingsFile: {} }, parseEnv(sources.dotEnvText));
  const parsed = settings.DATA_DIR.schema.safeParse(given.raw);
  return parsed.success ? resolve(sources.workingDir, parsed.data) : sources.defaultDataDir;
}

/** An empty environment variable is how shells and compose files write "not set". */
function givenFor(name: SettingName, sources: Omit<ConfigSources, "unreadable">, dotEnv: NodeJS.Dict<string>): Given {
  const flag = settings[name].secret ? undefined : sources.flags[flagOf(name)];
  if (flag !== undefined) return { raw: flag, source: "flag" };
  if (sources.env[name]) return { raw: sources.env[name], source: "environment" };
  if (dotEnv[name]) return { raw: dotEnv[name], source: ".env" };
  const saved = settings[name].editable ? sources.settingsFile[name] : undefined;
  return saved === undefined ? { raw: undefined, source: "default" } : { raw: saved, source: "settings file" };
}

/** The value, or `undefined` when it breaks the setting's rule. */
function valueOf(name: SettingName, given: Given): SettingValue | undefined {
  if (given.source === "default") return settings[name].fallback;
  const parsed = settings[name].schema.safeParse(given.raw);
  return parsed.success ? parsed.data : undefined;
}

const broken = (name: string, given: Given, rule: string): Problem => ({ name, value: shownValueOf(name, given.raw), rule, source: given.source });

/** Flags that do not exist, and secrets given by flag, where every list of processes would show them. */
const refusedFlags = (flags: ConfigSources["flags"]): Problem[] =>
  Object.entries(flags).flatMap(([flag, raw]) => {
    const name = settingOfFlag(flag);
    if (raw === undefined || (name !== undefined && !settings[name].secret)) return [];
    return [broken(`--${flag}`, { raw, source: "flag" }, name === undefined ? "a flag that exists" : placesOf(name))];
  });

/** Where a setting may be said that the settings file may not say. */
export const placesOf = (name: SettingName): string =>
  settings[name].secret ? "given by environment or .env, never by flag or in the settings file" : "given by flag, environment or .env, not in the settings file";

function misplacedKeys(file: ConfigSources["settingsFile"]): Problem[] {
  return Object.entries(file).flatMap(([key, raw]) => {
    const given: Given = { raw, source: "settings file" };
    if (!isSettingName(key)) return [broken(key, given, "the name of a setting")];
    return settings[key].editable ? [] : [broken(key, given, placesOf(key))];
  });
}

function configOf(origins: Record<SettingName, Origin>, sources: ConfigSources): Config {
  const values = Object.fromEntries(settingNames.map((name) => [name, origins[name].value])) as SettingValues;
  return Object.freeze({
    gatewayHost: values.GATEWAY_HOST,
    gatewayPort: values.GATEWAY_PORT,
    gatewayTickPort: values.GATEWAY_TICK_PORT === 0 ? null : values.GATEWAY_TICK_PORT,
    allowRemoteGateway: values.ALLOW_REMOTE_GATEWAY,
    accountId: values.ACCOUNT_ID,
    accountEnvironment: values.ACCOUNT_ENVIRONMENT,
    syncTimeoutMs: msOf(values.SYNC_TIMEOUT_S),
    syncRetryCount: values.SYNC_RETRY_COUNT,
    syncRetryIntervalMs: msOf(values.SYNC_RETRY_INTERVAL_S),
    magicNumber: values.MAGIC_NUMBER,
    heartbeatIntervalMs: msOf(values.HEARTBEAT_INTERVAL_S),
    heartbeatTimeoutMs: msOf(values.HEARTBEAT_TIMEOUT_S),
    heartbeatMisses: values.HEARTBEAT_MISSES,
    truthIntervalMs: msOf(values.TRUTH_INTERVAL_S),
    autoRelease: values.AUTO_RELEASE,
    orphanPolicy: values.ORPHAN_POLICY,
    orphanAgent: values.ORPHAN_AGENT,
    confirmRecovery: values.CONFIRM_RECOVERY,
    stormShare: values.STORM_PERCENT / 100,
    reconcileIntervalMs: msOf(values.RECONCILE_INTERVAL_S),
    snapshotIntervalMs: msOf(values.SNAPSHOT_INTERVAL_S),
    snapshotsKept: values.SNAPSHOTS_KEPT,
    journalKeepDays: values.JOURNAL_KEEP_DAYS,
    journalArchiveBytes: values.JOURNAL_ARCHIVE_MB * 1_000_000,
    memoryLimitBytes: values.MEMORY_LIMIT_MB * 1_000_000,
    strategyPort: values.STRATEGY_PORT,
    strategyDefaultAgent: values.STRATEGY_DEFAULT_AGENT,
    riskLimitsFile: values.RISK_LIMITS_FILE === null ? null : resolve(sources.workingDir, values.RISK_LIMITS_FILE),
    riskSignatureSecret: values.RISK_SIGNATURE_SECRET === null ? null : secretOf(values.RISK_SIGNATURE_SECRET),
    consolePort: values.CONSOLE_PORT,
    logLevel: values.LOG_LEVEL,
    dataDir: values.DATA_DIR === null ? sources.defaultDataDir : resolve(sources.workingDir, values.DATA_DIR),
    origins: Object.freeze(withoutSecrets(origins)),
  });
}

/** Of a secret, what may be shown of it: whether it is set. */
export const shownSecret = (value: SettingValue): string => (value === null ? "not set" : "set");

function withoutSecrets(origins: Record<SettingName, Origin>): Record<SettingName, Origin> {
  const shown = settingNames.map((name) => [name, settings[name].secret ? { ...origins[name], value: shownSecret(origins[name].value) } : origins[name]]);
  return Object.fromEntries(shown) as Record<SettingName, Origin>;
}

/** Whole milliseconds: 0.07 s is 70, not 70.00000000000001. */
const msOf = (seconds: number): number => Math.round(seconds * 1000);
