import type { Status } from "../../contract/api.ts";
import { REARM_CONFIRMATION } from "../../contract/kill.ts";
import { exitCodes } from "../exit-codes.ts";
import { print, type Io } from "../terminal.ts";
import { asked, onRunning } from "./running-engine.ts";
import type { CommonFlags } from "./setting-flags.ts";

/** `holdfast status` */
export async function status(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "status", {}, async (value) => {
      const doubts = await asking.engine.call("inDoubt", {});
      const inDoubt = doubts.ok ? doubts.value.length : null;
      return print(io, asking.asJson, { exitCode: value.state === "ARMED" ? exitCodes.ok : exitCodes.failed, json: { ...value, inDoubt }, text: statusLines(value, inDoubt) });
    }),
  );
}

function statusLines(value: Status, inDoubt: number | null): string[] {
  const age = value.truthAgeMs === null ? "never read" : `read ${(value.truthAgeMs / 1000).toFixed(1)} s ago`;
  const last = value.heartbeat.lastMs === null ? "" : `  ${value.heartbeat.lastMs.toFixed(2)} ms`;
  return [
    `${value.state}  ${value.environment}  account ${value.accountId} at ${value.endpoint}`,
    `link ${value.link}${last}, ${value.heartbeat.missesInARow} misses in a row`,
    `truth ${age}, ${value.positions} positions`,
    ...doubtLines(inDoubt),
    ...value.reasons.map((reason) => `${reason.code}: ${reason.detail}`),
  ];
}

function doubtLines(inDoubt: number | null): string[] {
  if (inDoubt === null) return ["orders in doubt: not told"];
  return inDoubt === 0 ? [] : [`${inDoubt} ${inDoubt === 1 ? "order" : "orders"} in doubt: holdfast doubts`];
}

/** `holdfast rearm`: typing the command with name and reason is the deliberate act. */
export async function rearm(io: Io, flags: CommonFlags & { readonly name: string; readonly reason: string; readonly kill?: string }): Promise<number> {
  const { name, reason, kill: killId } = flags;
  return onRunning(io, flags, (asking) =>
    asked(asking, "rearm", { name, reason, confirmation: REARM_CONFIRMATION, ...(killId === undefined ? {} : { killId }) }, (value) => {
      const { armed, state, sync } = value;
      const why = sync.error ? `: ${sync.error.message}` : "";
      return print(io, asking.asJson, { exitCode: armed ? exitCodes.ok : exitCodes.notClean, json: value, text: [armed ? "ARMED" : `not armed, ${state}; the sync ended ${sync.outcome}${why}`] });
    }),
  );
}

/** `holdfast retry` */
export async function retry(io: Io, flags: CommonFlags): Promise<number> {
  return onRunning(io, flags, (asking) =>
    asked(asking, "retry", {}, (value) => {
      const { state, sync } = value;
      const text = [`${state}; the sync ended ${sync.outcome} after ${sync.tries} tries${sync.error ? `: ${sync.error.message}` : ""}`];
      return print(io, asking.asJson, { exitCode: state === "ARMED" ? exitCodes.ok : exitCodes.notClean, json: value, text });
    }),
  );
}
