import type { CallInput, CallName, CallResult } from "../../contract/api.ts";
import { readHolder } from "../../journal/lock.ts";
import { readAccess } from "../../serve/tokens.ts";
import { createSettingsFile } from "../../system/settings-file.ts";
import { compose, simulatorDataDir } from "../compose.ts";
import { loadConf } from "../headless/settings-store.ts";
import type { Configured } from "./setting-flags.ts";

/** Calls on an engine, wherever it runs. */
export interface EngineAccess {
  /** `own`: started by this command, and gone with it. */
  readonly where: "running" | "own";
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<CallResult<C>>;
}

export type Found = { readonly ok: true; readonly value: EngineAccess } | { readonly ok: false; readonly message: string };

/** An answer that takes longer than this is none: a retry of the startup gate may take tries × (timeouts + pause). */
const CALL_TIMEOUT_MS = 120_000;

/** The engine that runs on this data folder, or else on the embedded simulator's beside it. */
export async function findEngine({ config }: Configured): Promise<Found> {
  for (const dataDir of foldersToLookIn(config)) {
    if (readHolder(dataDir) === null) continue;
    const access = await readAccess(dataDir);
    if (!access.ok) return { ok: false, message: `An engine runs on ${dataDir}, but cannot be reached: ${access.failure.message} (${access.failure.path})` };
    const { url, tokens } = access.value;
    return { ok: true, value: { where: "running", call: (name, input) => post(url, tokens.command, name, input) } };
  }
  return { ok: false, message: `No engine is running on ${config.dataDir}.` };
}

const foldersToLookIn = ({ dataDir, origins }: Configured["config"]): string[] =>
  origins.DATA_DIR.source === "default" ? [dataDir, simulatorDataDir(dataDir)] : [dataDir];

async function post<C extends CallName>(url: string, token: string, name: C, input: CallInput<C>): Promise<CallResult<C>> {
  try {
    const response = await fetch(`${url}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return (await response.json()) as CallResult<C>;
  } catch (error) {
    return { ok: false, failure: { code: "UNAVAILABLE", message: `The engine at ${url} did not answer: ${(error as Error).message}` } };
  }
}

/**
 * The running engine; with none running, one of this command's own for as long as `use` takes, on the configured
 * gateway. So a kill reaches the account even when the engine has died.
 */
export async function withEngine(configured: Configured, use: (engine: EngineAccess) => Promise<number>): Promise<number | { readonly message: string }> {
  const found = await findEngine(configured);
  if (found.ok) return use(found.value);
  const { config, sources } = configured;
  if (config.gatewayHost === null) return { message: found.message };
  const settingsFile = createSettingsFile(loadConf, config.dataDir);
  const started = await compose({ host: "cli", config, sources, settingsFile, simulate: false });
  if (!started.ok) return { message: started.failure.message };
  const { dispatcher, stop } = started.value;
  try {
    return await use({ where: "own", call: async (name, input) => (await dispatcher.dispatch(name, input, { permission: "command", via: "http" })) as CallResult<typeof name> });
  } finally {
    await stop("command done");
  }
}
