import { Command, Option } from "commander";
import { loadConfig, type Config, type ConfigSources } from "../../system/config.ts";
import { readConfigSources } from "../../system/config-sources.ts";
import { type Problem, problemText } from "../../system/problem.ts";
import { flagOf, settingNames, settings } from "../../system/settings.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../terminal.ts";
import { mayHideFolder, type Whereabouts, whereaboutsOf } from "./whereabouts.ts";

/** Flags that every command takes, besides its own. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly [flag: string]: unknown;
}

export interface Configured {
  readonly config: Config;
  readonly sources: ConfigSources;
}

/** What a command needs that goes to a running engine, whatever else is wrong with the configuration. */
export interface Located {
  readonly where: Whereabouts;
  readonly sources: ConfigSources;
  /** What is wrong and does not hinder that. */
  readonly problems: readonly Problem[];
}

/** A command with `--json`, `--host`, `--port`, and a flag for every setting but secrets: every list of processes shows flags. */
export function withSettings(command: Command): Command {
  command
    .option("--json", "answer in JSON")
    .option("--host <host>", "short for --gateway-host")
    .option("--port <port>", "short for --gateway-port");
  for (const name of settingNames) {
    const { doc, fallback, secret } = settings[name];
    if (secret) continue;
    const option = new Option(`--${flagOf(name)} <value>`, `${doc}${fallback === null ? "" : ` Default: ${fallback}.`}`);
    command.addOption(name === "DATA_DIR" || name === "CONSOLE_PORT" ? option : option.hideHelp());
  }
  return command;
}

/** Reads the configuration for a command that needs all of it; lists every problem and answers the exit code when there is one. */
export function configure(io: Io, given: CommonFlags): Configured | number {
  const sources = sourcesOf(given);
  const loaded = loadConfig(sources);
  return loaded.ok ? { config: loaded.value, sources } : refuseProblems(io, given, loaded.failure);
}

/**
 * Where a running engine is looked for. That one has its settings already: a wrong flag or data folder is refused, since
 * something else was meant, and any other problem must not stand between a person and the kill switch. `consequence`:
 * what a refusal says besides, in a sentence.
 */
export function locate(io: Io, given: CommonFlags, consequence = ""): Located | number {
  const sources = sourcesOf(given);
  const loaded = loadConfig(sources);
  const problems = [...(loaded.ok ? [] : loaded.failure), ...hiddenFolder(sources)];
  const isMisled = problems.some(({ name, source }) => source === "flag" || name === "DATA_DIR");
  return isMisled ? refuseProblems(io, given, problems, `${HAS_PROBLEMS} ${consequence}`.trim()) : { where: whereaboutsOf(sources), sources, problems };
}

/** In the system's own folder there may be an engine too, but not the one that is meant. */
function hiddenFolder(sources: ConfigSources): Problem[] {
  if (!mayHideFolder(sources)) return [];
  return [{ name: "DATA_DIR", value: sources.defaultDataDir, rule: "said by flag or environment, as .env may name another folder and cannot be read", source: "default" }];
}

/** Says what is wrong with the configuration and was passed over. On stderr also with `--json`, whose answer is another. */
export function warnOf(io: Io, { problems }: Located): void {
  for (const problem of problems) io.errorLine(`Warning: ${problemText(problem)}.`);
}

const HAS_PROBLEMS = "The configuration has problems.";

/** Lists what the command cannot go on with. `message`: the sentences above the list. */
export function refuseProblems(io: Io, { json = false }: CommonFlags, problems: readonly Problem[], message = HAS_PROBLEMS): number {
  if (json) io.line(JSON.stringify({ error: { code: "CONFIGURATION", message, problems } }));
  else for (const line of [message, ...problems.map((problem) => `  ${problemText(problem)}`)]) io.errorLine(line);
  return exitCodes.usage;
}

function sourcesOf(given: CommonFlags): ConfigSources {
  const { host, port } = given;
  const flags: Record<string, unknown> = {};
  for (const name of settingNames) {
    // Commander names its values in camel case; the launcher hands over flags as they were typed.
    const value = given[camelCase(flagOf(name))] ?? given[flagOf(name)];
    if (value !== undefined) flags[flagOf(name)] = value;
  }
  if (host !== undefined) flags["gateway-host"] = host;
  if (port !== undefined) flags["gateway-port"] = port;
  return readConfigSources(flags);
}

/** `gateway-host` → `gatewayHost`. */
const camelCase = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
