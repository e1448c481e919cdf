import type { CallFailure } from "../../contract/api.ts";
import type { FlattenReport, KillPreview, KillRecord, KillScope } from "../../contract/kill.ts";
import { pause } from "../../engine/startup-gate.ts";
import { systemClock } from "../../system/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, print, type Io } from "../terminal.ts";
import { type Answer, type EngineAccess, sayNoAccess, withEngine } from "./engine-access.ts";
import { watchFlatten } from "./flatten-watch.ts";
import { loadForKill } from "./kill-config.ts";
import { locate, type CommonFlags } from "./setting-flags.ts";

export interface KillFlags extends CommonFlags {
  readonly reason: string;
  readonly scope: KillScope;
  readonly flatten?: boolean;
  readonly all?: boolean;
  /** Seconds. How long a gateway that is away is waited for when nobody else would go on with the flatten. */
  readonly waitS: number;
}

/** `holdfast kill`: with no engine running, it starts one of its own on the configured gateway. */
export async function kill(io: Io, flags: KillFlags): Promise<number> {
  const asJson = flags.json ?? false;
  const located = locate(io, flags, NOTHING_STOPPED);
  if (typeof located === "number") return located;
  const order: KillOrder = { io, asJson, request: { reason: flags.reason, scope: flags.scope, includeForeign: flags.all ?? false, source: "cli" }, patienceMs: flags.waitS * 1000 };
  const ended = await withEngine(io, located, (engine) => (flags.flatten ? flatten(order, engine) : block(order, engine)), (sources) => loadForKill(sources, flags.flatten ?? false));
  return typeof ended === "number" ? ended : sayNoAccess(io, flags, { ...ended, message: `${ended.message} ${NOTHING_STOPPED}` });
}

const NOTHING_STOPPED = "Nothing was stopped.";

interface KillOrder {
  readonly io: Io;
  readonly asJson: boolean;
  readonly request: { readonly reason: string; readonly scope: KillScope; readonly includeForeign: boolean; readonly source: "cli" };
  readonly patienceMs: number;
}

async function block(order: KillOrder, engine: EngineAccess): Promise<number> {
  const answer = await engine.call("kill", { ...order.request, flatten: false });
  if (!answer.ok) return notKilled(order, answer.failure);
  const { kill: record } = answer.value;
  say(order, inForce(record));
  return finish(order, engine, { kill: record, preview: null, report: null, failure: null, isOpen: false });
}

/**
 * Shows what will be closed before it is. But new orders do not wait for that: where it cannot be said at once, a kill
 * that only blocks goes ahead, and the one that closes follows.
 */
async function flatten(order: KillOrder, engine: EngineAccess): Promise<number> {
  const { io, request, patienceMs } = order;
  const known = await previewOf(order, engine);
  const blocked = known ? null : await engine.call("kill", { ...request, flatten: false });
  if (blocked && !blocked.ok) return notKilled(order, blocked.failure);
  if (blocked) say(order, inForce(blocked.value.kill));
  const preview = known ?? (await previewOfFirstTruth(order, engine));
  say(order, ...previewLines(preview));

  const answer = io.signal.aborted ? interrupted : await engine.call("kill", { ...request, flatten: true });
  if (!answer.ok) {
    if (!blocked) return notKilled(order, answer.failure);
    return finish(order, engine, { kill: blocked.value.kill, preview, report: null, failure: notFlattened(answer.failure), isOpen: true });
  }
  if (!blocked) say(order, inForce(answer.value.kill));
  const watched = await watchFlatten(engine, answer.value.kill, patienceMs, io.signal);
  return finish(order, engine, { ...watched, preview, isOpen: watched.report?.status !== "done" });
}

const interrupted = { ok: false, failure: { code: "UNAVAILABLE", message: "The command was interrupted." } } as const;

/** How long the first truth of an engine that has none yet is waited for, with the block in force. */
const FIRST_TRUTH_WAIT_MS = 5_000;
const LOOK_INTERVAL_MS = 100;

/** `null`: the engine does not say at once, or knows no truth yet. */
async function previewOf({ request: { scope, includeForeign } }: KillOrder, engine: EngineAccess): Promise<KillPreview | null> {
  const answer = await engine.call("killPreview", { scope, includeForeign });
  return answer.ok && answer.value.truthAtMs !== null ? answer.value : null;
}

async function previewOfFirstTruth(order: KillOrder, engine: EngineAccess): Promise<KillPreview | null> {
  const { signal } = order.io;
  const waitEndsMs = systemClock.monotonicMs() + FIRST_TRUTH_WAIT_MS;
  let preview = await previewOf(order, engine);
  while (preview === null && !signal.aborted && systemClock.monotonicMs() < waitEndsMs) {
    await pause(systemClock, LOOK_INTERVAL_MS, signal);
    preview = await previewOf(order, engine);
  }
  return preview;
}

interface KillEnd {
  readonly kill: KillRecord;
  readonly preview: KillPreview | null;
  readonly report: FlattenReport | null;
  readonly failure: CallFailure | null;
  /** Something that was to be closed may still be open. */
  readonly isOpen: boolean;
}

async function finish(order: KillOrder, engine: EngineAccess, { kill: record, preview, report, failure, isOpen }: KillEnd): Promise<number> {
  const { io, asJson } = order;
  const error = failure ?? (record.durable ? null : { code: "NOT_DURABLE", message: NOT_DURABLE[engine.where] });
  const warning = await strangerOf(order, engine);
  if (!asJson) for (const trouble of [error, warning]) if (trouble) io.errorLine(trouble.message);
  return print(io, asJson, {
    exitCode: isOpen ? exitCodes.notClean : error ? exitCodes.failed : exitCodes.ok,
    json: { kill: record, preview, flatten: report, ...(error ? { error } : {}), ...(warning ? { warning } : {}) },
    text: report ? [...flattenLines(report), ...goesOnLines(report, record, engine)] : [],
  });
}

const NOT_DURABLE = {
  running: "The kill is in force, but it could not be written down: it would not survive a restart of the engine.",
  own: "The kill could not be written down, and it ends with this command: the next start knows nothing of it.",
} as const;

const NAMES_SHOWN = 10;

/** A name that nobody here goes by is most likely misspelt: the kill is in force, and stops none of those that trade. */
async function strangerOf({ request }: KillOrder, engine: EngineAccess): Promise<{ readonly code: "UNKNOWN_AGENT"; readonly message: string; readonly known: readonly string[] } | null> {
  const { scope, includeForeign } = request;
  if (scope.kind !== "agent") return null;
  const [present, recorded, preview] = await Promise.all([engine.call("agents", {}), engine.call("agentLives", {}), engine.call("killPreview", { scope, includeForeign })]);
  if (!present.ok || !recorded.ok) return null;
  const known = [...new Set([...present.value, ...recorded.value].map(({ agentId }) => agentId))].toSorted();
  if (known.includes(scope.agentId) || (preview.ok && preview.value.close.length > 0)) return null;
  const left = known.length - NAMES_SHOWN;
  const names = `${known.slice(0, NAMES_SHOWN).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  return { code: "UNKNOWN_AGENT", message: `No agent ${scope.agentId} is known here. ${known.length === 0 ? "None is known yet." : `Known: ${names}.`}`, known: known.slice(0, NAMES_SHOWN) };
}

type Unkilled = Extract<Answer<"kill">, { ok: false }>["failure"];

/**
 * What to do where nobody knows what became of a kill; `null`: it was not taken. Without an answer it may have been, and so
 * it may where the engine broke, as a kill is in force before its answer is made. An engine that only could not be reached
 * may be sound.
 */
function adviceOn({ code, because }: Unkilled): string | null {
  if (because === "too late") return "End that process and run this command again: with no engine running it acts on the gateway by itself.";
  if (because === "interrupted") return "holdfast status tells.";
  return because === "no line" || code === "INTERNAL" ? "Run this command again." : null;
}

function notKilled({ io, asJson }: KillOrder, failure: Unkilled): number {
  const advice = adviceOn(failure);
  return fail(io, asJson, exitCodes.failed, failure.code, `${failure.message} ${advice === null ? NOTHING_STOPPED : `Whether the kill is in force is unknown. ${advice}`}`);
}

/** The block is in force; the kill that was to close positions got no yes. */
function notFlattened(failure: Unkilled): CallFailure {
  const advice = adviceOn(failure);
  const message = advice === null ? `New orders are blocked, but the flatten was not begun. ${failure.message}` : `New orders are blocked; whether the flatten was begun is not known. ${failure.message} ${advice}`;
  return { code: failure.code, message };
}

function say({ io, asJson }: KillOrder, ...lines: readonly string[]): void {
  if (!asJson) for (const line of lines) io.line(line);
}

const inForce = ({ durable }: KillRecord): string => `kill in force (${durable ? "and durable" : "NOT durable: it would not survive a restart"})`;

function previewLines(preview: KillPreview | null): string[] {
  if (preview === null) return ["What is open could not be read yet: the flatten closes what the gateway lists as ours when it answers."];
  const { close, leave, truthAtMs } = preview;
  const row = (position: KillPreview["close"][number]): string => `  ${position.ticket}  ${position.side} ${position.volumeLots} ${position.symbol}`;
  const readAt = truthAtMs === null ? "" : `, by the truth read at ${new Date(truthAtMs).toISOString()}`;
  return [`closing ${close.length} positions${readAt}`, ...close.map(row), ...(leave.length > 0 ? [`leaving ${leave.length} of another magic number`, ...leave.map(row)] : [])];
}

function flattenLines(report: FlattenReport): string[] {
  const open = report.items.filter((item) => item.status !== "closed" && item.status !== "already-closed");
  return [
    `flatten ${report.status}: ${report.closed} closed, ${report.alreadyClosed} already closed, ${report.stillOpen} still open`,
    ...open.map((item) => `  still open ${item.ticket} ${item.symbol}: ${item.why ?? "not closed yet"}`),
    ...(report.note ? [report.note] : []),
  ];
}

/** Who goes on with a flatten that is not over; for a kill that nobody will remember, nobody does. */
function goesOnLines({ status }: FlattenReport, { durable }: KillRecord, { where }: EngineAccess): string[] {
  if (status === "done" || status === "incomplete" || (where === "own" && !durable)) return [];
  const away = status === "waiting" ? "The gateway is away. " : "";
  return [away + (where === "running" ? "The engine goes on with the flatten by itself." : "The block stays in force; the next start goes on with the flatten.")];
}
