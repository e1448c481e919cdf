import { Command, Option } from "commander";
import { loadConfig, type Config, type ConfigSources } from "../../system/config.ts";
import { readConfigSources } from "../../system/config-sources.ts";
import { problemText } from "../../system/problem.ts";
import { flagOf, settingNames, settings } from "../../system/settings.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../terminal.ts";

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

/** Reads the configuration for a command; lists every problem and answers the exit code when there is one. */
export function configure(io: Io, given: CommonFlags): Configured | number {
  const { json = false, host, port } = given;
  const flags: Record<string, unknown> = {};
  for (const name of settingNames) {
    // Commander names its values in camel case; the launcher hands over flags as they were typed.
    const value = given[camelCase(flagOf(name))] ?? given[flagOf(name)];
    if (value !== undefined) flags[flagOf(name)] = value;
  }
  if (host !== undefined) flags["gateway-host"] = host;
  if (port !== undefined) flags["gateway-port"] = port;
  const sources = readConfigSources(flags);
  const loaded = loadConfig(sources);
  if (loaded.ok) return { config: loaded.value, sources };
  if (json) io.line(JSON.stringify({ error: { code: "CONFIGURATION", message: "The configuration has problems.", problems: loaded.failure } }));
  else for (const line of ["The configuration has problems:", ...loaded.failure.map((problem) => `  ${problemText(problem)}`)]) io.errorLine(line);
  return exitCodes.usage;
}

/** `gateway-host` → `gatewayHost`. */
const camelCase = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
