import type { KillRequest, KillScope } from "../contract/kill.ts";
import { AgentId } from "../contract/order.ts";
import { fault, type Fields, good, readFlag, type Reading, symbolFrom } from "./fields.ts";

/** What an agent asks to be stopped. */
export type Kill = Pick<KillRequest, "scope" | "reason" | "flatten">;

const SCOPE_RULE = '"self", "all", "symbol:" and a symbol, or "agent:" and the name of an agent';
/** A stop is not refused for its long explanation. */
const LONGEST_REASON = 400;

/**
 * A `KILL` as a request to the engine, or the first rule it breaks. Anybody may stop anything, since stopping is safe;
 * closing positions is not, so an agent may have only its own closed.
 */
export function readKill(fields: Fields, agentId: string): Reading<Kill> {
  const scope = readKillScope(fields, agentId);
  if (!scope.ok) return scope;
  const flatten = readFlag(fields, "flatten", false);
  if (!flatten.ok) return flatten;
  const isOwn = scope.value.kind === "agent" && scope.value.agentId === agentId;
  if (flatten.value && !isOwn) return { ok: false, fault: { code: "FLATTEN_NOT_ALLOWED", message: foreignFlatten(agentId) } };
  return good({ scope: scope.value, reason: readReason(fields), flatten: flatten.value });
}

const foreignFlatten = (agentId: string): string =>
  `flatten is true; it must be false for a scope other than "self": agent ${agentId} may stop others, and only a person may close their positions. Nothing was stopped; ask again without flatten`;

function readKillScope({ scope }: Fields, agentId: string): Reading<KillScope> {
  if (scope === undefined || scope === null || scope === "") return good({ kind: "agent", agentId });
  const [word = "", ...names] = typeof scope === "string" ? scope.split(":") : [];
  const kind = word.trim().toLowerCase();
  const name = names.join(":").trim();
  if (kind === "self" && names.length === 0) return good({ kind: "agent", agentId });
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
