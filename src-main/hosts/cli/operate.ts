import type { CallFailure, Status } from "../../contract/api.ts";
import { REARM_CONFIRMATION } from "../../contract/kill.ts";
import { exitCodes } from "../exit-codes.ts";
import { findEngine, type EngineAccess } from "./engine-access.ts";
import { fail, print, type Io } from "../terminal.ts";
import { configure, type CommonFlags } from "./setting-flags.ts";

/** `holdfast status` */
export async function status(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, async (engine, asJson) => {
    const answer = await engine.call("status", {});
    if (!answer.ok) return refused(io, asJson, answer.failure);
    const { value } = answer;
    return print(io, asJson, { exitCode: value.state === "ARMED" ? exitCodes.ok : exitCodes.failed, json: value, text: statusLines(value) });
  });
}

function statusLines(value: Status): string[] {
  const age = value.truthAgeMs === null ? "never read" : `read ${(value.truthAgeMs / 1000).toFixed(1)} s ago`;
  const last = value.heartbeat.lastMs === null ? "" : `  ${value.heartbeat.lastMs.toFixed(2)} ms`;
  return [
    `${value.state}  ${value.environment}  account ${value.accountId} at ${value.endpoint}`,
    `link ${value.link}${last}, ${value.heartbeat.missesInARow} misses in a row`,
    `truth ${age}, ${value.positions} positions`,
    ...value.reasons.map((reason) => `${reason.code}: ${reason.detail}`),
  ];
}

/** `holdfast rearm`: typing the command with name and reason is the deliberate act. */
export async function rearm(io: Io, flags: CommonFlags & { readonly name: string; readonly reason: string; readonly kill?: string }): Promise<number> {
  return onRunning(io, flags, async (engine, asJson) => {
    const { name, reason, kill: killId } = flags;
    const answer = await engine.call("rearm", { name, reason, confirmation: REARM_CONFIRMATION, ...(killId === undefined ? {} : { killId }) });
    if (!answer.ok) return refused(io, asJson, answer.failure);
    const { armed, state, sync } = answer.value;
    const why = sync.error ? `: ${sync.error.message}` : "";
    return print(io, asJson, { exitCode: armed ? exitCodes.ok : exitCodes.notClean, json: answer.value, text: [armed ? "ARMED" : `not armed, ${state}; the sync ended ${sync.outcome}${why}`] });
  });
}

/** `holdfast retry` */
export async function retry(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, async (engine, asJson) => {
    const answer = await engine.call("retry", {});
    if (!answer.ok) return refused(io, asJson, answer.failure);
    const { state, sync } = answer.value;
    const text = [`${state}; the sync ended ${sync.outcome} after ${sync.tries} tries${sync.error ? `: ${sync.error.message}` : ""}`];
    return print(io, asJson, { exitCode: state === "ARMED" ? exitCodes.ok : exitCodes.notClean, json: answer.value, text });
  });
}

async function onRunning(io: Io, flags: CommonFlags, use: (engine: EngineAccess, asJson: boolean) => Promise<number>): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const found = await findEngine(io, configured);
  return found.ok ? use(found.value, asJson) : fail(io, asJson, found.failure.exitCode, found.failure.code, found.failure.message);
}

const refused = (io: Io, asJson: boolean, failure: CallFailure): number => fail(io, asJson, exitCodes.failed, failure.code, failure.message);
