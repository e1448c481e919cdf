import type { CallInput, CallName, CallResult } from "../../contract/api.ts";
import { pause } from "../../engine/startup-gate.ts";
import { readHolder } from "../../journal/lock.ts";
import { accessPath, readAccess } from "../../serve/tokens.ts";
import { systemClock } from "../../system/clock.ts";
import { createSettingsFile } from "../../system/settings-file.ts";
import { compose, simulatorDataDir, type StartFailure } from "../compose.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadConf } from "../headless/settings-store.ts";
import type { Io } from "../terminal.ts";
import type { Configured } from "./setting-flags.ts";

/** Calls on an engine, wherever it runs. */
export interface EngineAccess {
  /** `own`: started by this command, and gone with it. */
  readonly where: "running" | "own";
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<CallResult<C>>;
}

/** Why no engine can be asked. Only `NO_ENGINE` says that none is there. */
export interface NoAccess {
  readonly code: "NO_ENGINE" | StartFailure["code"];
  readonly message: string;
  /** 5 for `NO_ENGINE`, else 1. */
  readonly exitCode: number;
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: NoAccess };

/** An engine that lives answers in milliseconds, and a kill waits 2 s for the disk at most. What takes longer than this hangs. */
const CALL_TIMEOUT_MS = 5_000;
/** These end with a full sync, which may take tries × (timeouts + pause). */
const SYNC_CALL_TIMEOUT_MS = 120_000;
/** These read the journal, which may hold a million events. */
const HISTORY_CALL_TIMEOUT_MS = 60_000;
const timeoutsMs: Partial<Record<CallName, number>> = {
  rearm: SYNC_CALL_TIMEOUT_MS,
  retry: SYNC_CALL_TIMEOUT_MS,
  acceptDifferences: SYNC_CALL_TIMEOUT_MS,
  recover: SYNC_CALL_TIMEOUT_MS,
  applyCorrections: SYNC_CALL_TIMEOUT_MS,
  settleOrphan: SYNC_CALL_TIMEOUT_MS,
  confirmRecovery: SYNC_CALL_TIMEOUT_MS,
  recoveryPlan: HISTORY_CALL_TIMEOUT_MS,
  branchRecord: HISTORY_CALL_TIMEOUT_MS,
  takeSnapshot: HISTORY_CALL_TIMEOUT_MS,
  // Asked before a kill, which must not wait for it.
  killPreview: 1_000,
};

/** How long somebody who holds the folder and takes no commands is waited for. */
const HELD_PATIENCE_MS = 10_000;
const LOOK_INTERVAL_MS = 200;

/** The engine that runs on this data folder; with no gateway configured, else the one on the embedded simulator's beside it. */
export const findEngine = ({ signal }: Io, configured: Configured): Promise<Attempt<EngineAccess>> => patiently(signal, () => look(configured, signal));

/**
 * The running engine; with none running, one of this command's own for as long as `use` takes, on the configured
 * gateway. So a kill reaches the account even when the engine has died.
 */
export async function withEngine({ signal }: Io, configured: Configured, use: (engine: EngineAccess) => Promise<number>): Promise<number | NoAccess> {
  const reached = await patiently(signal, () => reach(configured, signal));
  if (!reached.ok) return reached.failure;
  const { engine, leave } = reached.value;
  try {
    return await use(engine);
  } finally {
    await leave();
  }
}

/** A folder is held for a moment by an engine that starts or stops, and by another command's own: that passes. */
async function patiently<T>(signal: AbortSignal, attempt: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  const patienceEndsMs = systemClock.monotonicMs() + HELD_PATIENCE_MS;
  for (;;) {
    const attempted = await attempt();
    const mayPass = !attempted.ok && attempted.failure.code === "LOCKED";
    if (!mayPass || signal.aborted || systemClock.monotonicMs() >= patienceEndsMs) return attempted;
    await pause(systemClock, LOOK_INTERVAL_MS, signal);
  }
}

async function look({ config }: Configured, signal: AbortSignal): Promise<Attempt<EngineAccess>> {
  for (const dataDir of foldersToLookIn(config)) {
    const holder = readHolder(dataDir);
    if (holder === null) continue;
    const access = await readAccess(dataDir);
    // The file that a killed engine left behind says nothing about the one that is there now.
    if (!access.ok || access.value.pid !== holder.pid) {
      return without("LOCKED", `${dataDir} is held by the ${holder.host} engine, process ${holder.pid}, which takes no commands (${accessPath(dataDir)} is not its own).`);
    }
    const { url, tokens, pid } = access.value;
    return { ok: true, value: { where: "running", call: (name, input) => post({ url, token: tokens.command, pid, signal }, name, input) } };
  }
  return without("NO_ENGINE", `No engine is running on ${config.dataDir}.${simulatorHint(config)}`);
}

/**
 * A simulated engine beside a real account is never meant by a command that names a gateway: a kill that stopped the
 * game would leave the real positions open and say that all is well.
 */
const foldersToLookIn = (config: Configured["config"]): string[] =>
  hasSimulatorFolder(config) && config.gatewayHost === null ? [config.dataDir, simulatorDataDir(config.dataDir)] : [config.dataDir];

const hasSimulatorFolder = ({ origins }: Configured["config"]): boolean => origins.DATA_DIR.source === "default";

function simulatorHint(config: Configured["config"]): string {
  const simulated = simulatorDataDir(config.dataDir);
  const isBeside = hasSimulatorFolder(config) && config.gatewayHost !== null && readHolder(simulated) !== null;
  return isBeside ? ` One runs on the embedded simulator, which is not the configured gateway; --data-dir ${simulated} reaches it.` : "";
}

interface RunningDoor {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly signal: AbortSignal;
}

async function post<C extends CallName>({ url, token, pid, signal }: RunningDoor, name: C, input: CallInput<C>): Promise<CallResult<C>> {
  const timeoutMs = timeoutsMs[name] ?? CALL_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(input),
      signal: AbortSignal.any([signal, timeout]),
    });
    return (await response.json()) as CallResult<C>;
  } catch (error) {
    const why = signal.aborted ? `was not waited for (${String(signal.reason)})` : timeout.aborted ? `did not answer within ${timeoutMs / 1000} s` : `cannot be reached (${reasonOf(error)})`;
    return { ok: false, failure: { code: "UNAVAILABLE", message: `The engine at ${url}, process ${pid}, ${why}.` } };
  }
}

/** `fetch` itself says only that it failed; why stands in the cause. */
const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
};

interface Reached {
  readonly engine: EngineAccess;
  leave(): Promise<void>;
}

async function reach(configured: Configured, signal: AbortSignal): Promise<Attempt<Reached>> {
  const found = await look(configured, signal);
  if (found.ok) return { ok: true, value: { engine: found.value, leave: () => Promise.resolve() } };
  const { config, sources } = configured;
  if (found.failure.code !== "NO_ENGINE" || config.gatewayHost === null) return found;
  const settingsFile = createSettingsFile(loadConf, config.dataDir);
  const started = await compose({ host: "cli", config, sources, settingsFile, simulate: false });
  if (!started.ok) return without(started.failure.code, started.failure.message);
  const { dispatcher, stop } = started.value;
  const call: EngineAccess["call"] = async (name, input) => (await dispatcher.dispatch(name, input, { permission: "command", via: "http" })) as CallResult<typeof name>;
  return { ok: true, value: { engine: { where: "own", call }, leave: () => stop("command done") } };
}

const without = (code: NoAccess["code"], message: string): { readonly ok: false; readonly failure: NoAccess } => ({
  ok: false,
  failure: { code, message, exitCode: code === "NO_ENGINE" ? exitCodes.noEngine : exitCodes.failed },
});
