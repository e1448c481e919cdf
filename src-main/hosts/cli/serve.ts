import { findRendererDir } from "../../system/paths.ts";
import { createSettingsFile } from "../../system/settings-file.ts";
import { withSimulatorFolder } from "../compose.ts";
import { exitCodes } from "../exit-codes.ts";
import { serve as serveHeadless } from "../headless/serve.ts";
import { loadConf } from "../headless/settings-store.ts";
import { fail, type Io } from "../terminal.ts";
import { NO_GATEWAY } from "./probe.ts";
import { configure, type CommonFlags } from "./setting-flags.ts";

/** `holdfast serve`: engine and console without a desktop, until Ctrl+C. */
export async function serve(io: Io, flags: CommonFlags & { readonly simulate?: boolean }, onOpen?: (consoleUrl: string) => void): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const simulate = flags.simulate ?? false;
  if (!simulate && configured.config.gatewayHost === null) return fail(io, asJson, exitCodes.usage, "NO_GATEWAY", `${NO_GATEWAY} For the embedded simulator: --simulate.`);
  const { config, sources } = configured;
  const composition = {
    host: "headless",
    config: simulate ? withSimulatorFolder(config) : config,
    sources,
    settingsFile: createSettingsFile(loadConf, config.dataDir),
    simulate,
  } as const;
  return serveHeadless({ ...composition, json: asJson, rendererDir: findRendererDir(), ...(onOpen ? { onOpen } : {}) }, io);
}
