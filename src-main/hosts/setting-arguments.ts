import { parseArgs } from "node:util";
import { flagOf, settingNames } from "../system/settings.ts";

/**
 * The settings among a program's arguments, by flag name (`gateway-host`). Electron, Chromium and npm add flags of
 * their own, so what is unknown is passed over here; the command line proper refuses it.
 */
export function settingArguments(args: readonly string[]): Record<string, string> {
  const options = Object.fromEntries(settingNames.map((name) => [flagOf(name), { type: "string" as const }]));
  const { values } = parseArgs({ args: [...args], options, strict: false });
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[0] in options));
}
