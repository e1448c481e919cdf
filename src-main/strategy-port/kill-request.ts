import type { KillRequest, KillScope } from "../contract/kill.ts";
import { AgentId } from "../contract/order.ts";
import { fault, type Fault, type Fields, good, isAbsent, readFlag, type Reading, symbolFrom } from "./fields.ts";

/** What is to be stopped for an agent that asks. */
export interface Kill {
  readonly request: Pick<KillRequest, "scope" | "reason" | "flatten">;
  /** In what it differs from what was asked; `null`: in nothing. */
  readonly difference: KillDifference | null;
}

/** `note`: all of what was asked is done, and more. `fault`: a part of it is not. */
export type KillDifference = { readonly kind: "note"; readonly message: string } | { readonly kind: "fault"; readonly fault: Fault };

/** Who asks. `isAnybody`: it said no name, and may be any of the agents that have one. */
export interface Asker {
  readonly agentId: string;
  readonly isAnybody: boolean;
}

const SCOPE_RULE = '"self", "all", "symbol:" and a symbol, or "agent:" and the name of an agent';
/** A stop is not refused for its long explanation. */
const LONGEST_REASON = 400;

/**
 * A `KILL` as a request to the engine, or the first rule it breaks. Anybody may stop anything, since stopping is safe;
 * closing positions is not, so an agent may have only its own closed.
 */
export function readKill(fields: Fields, { agentId, isAnybody }: Asker): Reading<Kill> {
  const scope = readKillScope(fields, agentId);
  if (!scope.ok) return scope;
  const flatten = readFlag(fields, "flatten", false);
  if (!flatten.ok) return flatten;
  if (isAnybody && isSelf(fields)) return good(stopOfAll(readReason(fields), flatten.value));
  const isOwn = scope.value.kind === "agent" && scope.value.agentId === agentId;
  if (flatten.value && !isOwn) return { ok: false, fault: { code: "FLATTEN_NOT_ALLOWED", message: foreignFlatten(agentId) } };
  return good({ request: { scope: scope.value, reason: readReason(fields), flatten: flatten.value }, difference: null });
}

/**
 * Somebody wants itself stopped and nobody can tell who that is: it lost its name with its line. To stop `default` in its
 * place would stop nobody, and say that it is done. Whose positions to close nobody can tell either, so none are.
 */
function stopOfAll(reason: string, wantsFlatten: boolean): Kill {
  const request = { scope: { kind: "all" }, reason: `for itself, without a name: ${reason}`, flatten: false } as const;
  if (!wantsFlatten) return { request, difference: { kind: "note", message: `${NAMELESS}: all agents are stopped. To stop one alone, send agent_id with KILL` } };
  const message = `${NAMELESS}: all agents are stopped, and no position was closed. To have your own closed, send KILL again with agent_id; to stop all on purpose, send scope "all" without flatten`;
  return { request, difference: { kind: "fault", fault: { code: "NOT_REGISTERED", message } } };
}

const NAMELESS = "agent_id is missing and this connection is not registered, so nobody can tell which agent asks";

const foreignFlatten = (agentId: string): string =>
  `flatten is true; it must be false for a scope other than "self": agent ${agentId} may stop others, and only a person may close their positions. Nothing was stopped; ask again without flatten`;

/** In so many words, or by saying nothing. */
const isSelf = ({ scope }: Fields): boolean => isAbsent(scope) || (typeof scope === "string" && scope.trim().toLowerCase() === "self");

function readKillScope(fields: Fields, agentId: string): Reading<KillScope> {
  const { scope } = fields;
  if (isSelf(fields)) return good({ kind: "agent", agentId });
  const [word = "", ...names] = typeof scope === "string" ? scope.split(":") : [];
  const kind = word.trim().toLowerCase();
  const name = names.join(":").trim();
  if (kind === "all" && names.length === 0) return good({ kind: "all" });
  if (kind === "symbol") {
    const symbol = symbolFrom(name);
    if (symbol.ok) return good({ kind: "symbol", symbol: symbol.value });
  }
  if (kind === "agent") {
    const agent = AgentId.safeParse(name);
    if (agent.success) return good({ kind: "agent", agentId: agent.data });
  }
  return fault("INVALID_SCOPE", "scope", scope, SCOPE_RULE);
}

function readReason({ reason }: Fields): string {
  const text = typeof reason === "string" || typeof reason === "number" ? String(reason).trim() : "";
  return text === "" ? "no reason given" : text.slice(0, LONGEST_REASON);
}
