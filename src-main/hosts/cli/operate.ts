import type { CallFailure } from "../../contract/api.ts";
import { REARM_CONFIRMATION, type FlattenReport, type KillPreview, type KillScope } from "../../contract/kill.ts";
import type { Status } from "../../contract/api.ts";
import { exitCodes } from "../exit-codes.ts";
import { findEngine, withEngine, type EngineAccess } from "./engine-access.ts";
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

export interface KillFlags extends CommonFlags {
  readonly reason: string;
  readonly scope: KillScope;
  readonly flatten?: boolean;
  readonly all?: boolean;
}

/** `holdfast kill`: with no engine running, it starts one of its own on the configured gateway. */
export async function kill(io: Io, flags: KillFlags): Promise<number> {
  const asJson = flags.json ?? false;
  const configured = configure(io, flags);
  if (typeof configured === "number") return configured;
  const { scope, reason, flatten = false, all: includeForeign = false } = flags;
  const ended = await withEngine(configured, async (engine) => {
    const preview = flatten ? await engine.call("killPreview", { scope, includeForeign }) : null;
    if (preview?.ok && !asJson) for (const line of previewLines(preview.value)) io.line(line);
    const answer = await engine.call("kill", { reason, scope, flatten, includeForeign, source: "cli" });
    if (!answer.ok) return refused(io, asJson, answer.failure);
    const { kill: record } = answer.value;
    if (!asJson) io.line(`kill in force (${record.durable ? "and durable" : "NOT durable: it would not survive a restart"})`);
    const report = flatten ? await flattenEnded(io, engine, record.id) : null;
    if (report?.status === "waiting" && !asJson) io.line(WAITING[engine.where]);
    return print(io, asJson, { exitCode: exitAfter(flatten, report), json: { kill: record, flatten: report }, text: report ? flattenLines(report) : [] });
  });
  return typeof ended === "number" ? ended : fail(io, asJson, exitCodes.noEngine, "NO_ENGINE", ended.message);
}

const exitAfter = (flatten: boolean, report: FlattenReport | null): number => (!flatten || report?.status === "done" ? exitCodes.ok : exitCodes.notClean);

const POLL_MS = 200;
/** How long a gateway that is away is waited for when nobody else would go on with the flatten. */
const OWN_ENGINE_WAIT_MS = 60_000;

const WAITING = {
  running: "The gateway is away. The engine goes on with the flatten by itself when it is back.",
  own: "The gateway is away. The block stays in force; the next start goes on with the flatten.",
} as const;

/** Waits until this kill's flatten is over; for a gateway that is away only where nobody else waits for it. */
async function flattenEnded(io: Io, engine: EngineAccess, killId: string): Promise<FlattenReport | null> {
  let report: FlattenReport | null = null;
  const patience = performance.now() + OWN_ENGINE_WAIT_MS;
  while (!io.signal.aborted) {
    const answer = await engine.call("kills", {});
    if (!answer.ok) return report;
    if (answer.value.flatten?.killId === killId) report = answer.value.flatten;
    const mayWait = report?.status === "waiting" && engine.where === "own" && performance.now() < patience;
    if (report && report.status !== "running" && !mayWait) return report;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return report;
}

function previewLines({ close, leave }: KillPreview): string[] {
  const row = (position: KillPreview["close"][number]): string => `  ${position.ticket}  ${position.side} ${position.volumeLots} ${position.symbol}`;
  return [`closing ${close.length} positions`, ...close.map(row), ...(leave.length > 0 ? [`leaving ${leave.length} of another magic number`, ...leave.map(row)] : [])];
}

function flattenLines(report: FlattenReport): string[] {
  const open = report.items.filter((item) => item.status !== "closed" && item.status !== "already-closed");
  return [
    `flatten ${report.status}: ${report.closed} closed, ${report.alreadyClosed} already closed, ${report.stillOpen} still open`,
    ...open.map((item) => `  still open ${item.ticket} ${item.symbol}: ${item.why ?? "not closed yet"}`),
    ...(report.note ? [report.note] : []),
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
  const found = await findEngine(configured);
  return found.ok ? use(found.value, asJson) : fail(io, asJson, exitCodes.noEngine, "NO_ENGINE", found.message);
}

const refused = (io: Io, asJson: boolean, failure: CallFailure): number => fail(io, asJson, exitCodes.failed, failure.code, failure.message);
