import type { CallFailure, CallInput, CallName, CallResult } from "../../contract/api.ts";
import { pause } from "../../engine/startup-gate.ts";
import { readHolder } from "../../journal/lock.ts";
import { accessPath, readAccess } from "../../serve/tokens.ts";
import { systemClock } from "../../system/clock.ts";
import { loadConfig } from "../../system/config.ts";
import type { Problem } from "../../system/problem.ts";
import { createSettingsFile } from "../../system/settings-file.ts";
import { compose, type StartFailure } from "../compose.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadConf } from "../headless/settings-store.ts";
import { fail, type Io } from "../terminal.ts";
import { refuseProblems, warnOf, type CommonFlags, type Located } from "./setting-flags.ts";
import type { Whereabouts } from "./whereabouts.ts";

/** Calls on an engine, wherever it runs. */
export interface EngineAccess {
  /** `own`: started by this command, and gone with it. */
  readonly where: "running" | "own";
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Answer<C>>;
}

export type Answer<C extends CallName> = Extract<CallResult<C>, { ok: true }> | { readonly ok: false; readonly failure: CallFailure & Unanswered };

/** `because` is there when no answer came: the line broke or never stood, time ran out, or the command was interrupted. */
interface Unanswered {
  readonly because?: "no line" | "too late" | "interrupted";
}

/** Why no engine can be asked. Only `NO_ENGINE` says that none is there. */
export interface NoAccess {
  readonly code: "NO_ENGINE" | "CONFIGURATION" | StartFailure["code"];
  readonly message: string;
  /** With `CONFIGURATION`: what is wrong in it. */
  readonly problems: readonly Problem[];
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

/** The engine that runs on this data folder; with no gateway named, else the one on the embedded simulator's beside it. */
export const findEngine = ({ signal }: Io, { where }: Located): Promise<Attempt<EngineAccess>> => patiently(signal, () => look(where, signal));

/**
 * The running engine; with none running, one of this command's own for as long as `use` takes, on the configured
 * gateway. So a kill reaches the account even when the engine has died. `load` says what of the configuration that
 * engine insists on.
 */
export async function withEngine(io: Io, located: Located, use: (engine: EngineAccess) => Promise<number>, load: typeof loadConfig = loadConfig): Promise<number | NoAccess> {
  const reached = await patiently(io.signal, () => reach(located, load, io.signal));
  if (!reached.ok) return reached.failure;
  warnOf(io, located);
  const { engine, leave } = reached.value;
  try {
    return await use(engine);
  } finally {
    await leave();
  }
}

/** Says why there is none, and answers the exit code: 64 for a wrong configuration, 5 for `NO_ENGINE`, else 1. */
export function sayNoAccess(io: Io, flags: CommonFlags, { code, message, problems }: NoAccess): number {
  if (code === "CONFIGURATION") return refuseProblems(io, flags, problems, message);
  return fail(io, flags.json ?? false, code === "NO_ENGINE" ? exitCodes.noEngine : exitCodes.failed, code, message);
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

async function look(where: Whereabouts, signal: AbortSignal): Promise<Attempt<EngineAccess>> {
  for (const dataDir of foldersToLookIn(where)) {
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
  return without("NO_ENGINE", `No engine is running on ${where.dataDir}.${simulatorHint(where)}`);
}

/**
 * A simulated engine beside a real account is never meant by a command that names a gateway: a kill that stopped the
 * game would leave the real positions open and say that all is well.
 */
const foldersToLookIn = ({ dataDir, simulatorDir, namesGateway }: Whereabouts): string[] => (simulatorDir === null || namesGateway ? [dataDir] : [dataDir, simulatorDir]);

function simulatorHint({ simulatorDir, namesGateway }: Whereabouts): string {
  const isBeside = simulatorDir !== null && namesGateway && readHolder(simulatorDir) !== null;
  return isBeside ? ` One runs on the embedded simulator, which is not the configured gateway; --data-dir ${simulatorDir} reaches it.` : "";
}

interface RunningDoor {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly signal: AbortSignal;
}

async function post<C extends CallName>({ url, token, pid, signal }: RunningDoor, name: C, input: CallInput<C>): Promise<Answer<C>> {
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
    const because = signal.aborted ? "interrupted" : timeout.aborted ? "too late" : "no line";
    const why = { interrupted: `was not waited for (${String(signal.reason)})`, "too late": `did not answer within ${timeoutMs / 1000} s`, "no line": `cannot be reached (${reasonOf(error)})` };
    return { ok: false, failure: { code: "UNAVAILABLE", message: `The engine at ${url}, process ${pid}, ${why[because]}.`, because } };
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

async function reach({ where, sources }: Located, load: typeof loadConfig, signal: AbortSignal): Promise<Attempt<Reached>> {
  const found = await look(where, signal);
  if (found.ok) return { ok: true, value: { engine: found.value, leave: () => Promise.resolve() } };
  if (found.failure.code !== "NO_ENGINE") return found;
  const loaded = load(sources);
  if (!loaded.ok) return without("CONFIGURATION", "The configuration has problems.", loaded.failure);
  const config = loaded.value;
  if (config.gatewayHost === null) return found;
  const settingsFile = createSettingsFile(loadConf, config.dataDir);
  const started = await compose({ host: "cli", config, sources, settingsFile, simulate: false });
  if (!started.ok) return without(started.failure.code, started.failure.message);
  const { dispatcher, stop } = started.value;
  const call: EngineAccess["call"] = async (name, input) => (await dispatcher.dispatch(name, input, { permission: "command", via: "http" })) as CallResult<typeof name>;
  return { ok: true, value: { engine: { where: "own", call }, leave: () => stop("command done") } };
}

const without = (code: NoAccess["code"], message: string, problems: readonly Problem[] = []): { readonly ok: false; readonly failure: NoAccess } => ({ ok: false, failure: { code, message, problems } });
