import type { AgentRecord, Death } from "../domain/agent-record.ts";
import type { VersionedDocument } from "../domain/versioned-document.ts";
import type { KeepAnswer, Overseer } from "../engine/ports.ts";
import type { Fault } from "./fields.ts";
import { invalidDocument } from "./keeping-request.ts";
import { type EchoedUuid, failure, isoTime, type Reply } from "./replies.ts";

/** What became of one document of a request. */
export interface PartAnswer {
  readonly field: string;
  readonly version: number;
  readonly answer: KeepAnswer;
}

/** Both documents of one save, each with what became of it. `ok` only when all of them are kept. */
export function agentSaveReply(uuid: EchoedUuid, agentId: string, parts: readonly PartAnswer[], atMs: number): Reply {
  const each = Object.fromEntries(parts.map((part) => [part.field, { result: part.answer.kind, ...keptOf(part.answer), ...refusalOf(part) }]));
  const first = parts.find((part) => faultOf(part) !== null);
  const fault = first && faultOf(first);
  if (!first || !fault) return { uuid, status: "ok", agent_id: agentId, ...each };
  const message = parts.map(sentenceOf).join("; ");
  return { ...failure("", uuid, { code: fault.code, message }, atMs), agent_id: agentId, ...detailOf(first.answer), ...each };
}

export function documentSaveReply(uuid: EchoedUuid, what: Overseer, part: PartAnswer, atMs: number): Reply {
  const fault = faultOf(part);
  if (fault) return { ...failure("", uuid, fault, atMs), what, result: part.answer.kind, ...detailOf(part.answer) };
  return { uuid, status: "ok", what, result: part.answer.kind, ...keptOf(part.answer) };
}

export function deathReply(uuid: EchoedUuid, agentId: string, answer: KeepAnswer, death: Death | null, atMs: number): Reply {
  const fault = faultOf({ field: "death", version: 0, answer });
  if (fault) return { ...failure("", uuid, fault, atMs), agent_id: agentId, result: answer.kind };
  return { uuid, status: "ok", agent_id: agentId, result: answer.kind, death: death && deathRow(death) };
}

/** An agent whole. `found` is false when there is nothing to go on from, which is not an error. */
export const agentReply = (uuid: EchoedUuid, agentId: string, record: AgentRecord | null): Reply => ({
  uuid,
  status: "ok",
  what: "agent",
  agent_id: agentId,
  found: record !== null && (record.state ?? record.privateLedger ?? record.death) !== null,
  alive: record === null || record.death === null,
  death: record?.death ? deathRow(record.death) : null,
  magic: record?.magic ?? null,
  state: record?.state ? documentRow(record.state) : null,
  private_ledger: record?.privateLedger ? documentRow(record.privateLedger) : null,
});

export const overseerReply = (uuid: EchoedUuid, what: Overseer, kept: VersionedDocument | null): Reply => ({
  uuid,
  status: "ok",
  what,
  found: kept !== null,
  ...(kept === null ? { version: null, saved_at: null, document: null } : documentRow(kept)),
});

const documentRow = ({ version, savedAtMs, content }: VersionedDocument): Reply => ({ version, saved_at: isoTime(savedAtMs), document: content });

const deathRow = ({ atMs, reason }: Death): Reply => ({ at: isoTime(atMs), reason });

const keptOf = (answer: KeepAnswer): Reply => (answer.kind === "saved" || answer.kind === "repeated" ? { version: answer.version, saved_at: isoTime(answer.savedAtMs) } : {});

/** What a program needs beside code and sentence to go on. */
function detailOf(answer: KeepAnswer): Reply {
  if (answer.kind === "stale") return { kept_version: answer.keptVersion };
  return answer.kind === "dead" ? { death: deathRow(answer.death) } : {};
}

function refusalOf(part: PartAnswer): Reply {
  const fault = faultOf(part);
  return fault ? { error_code: fault.code, error_msg: fault.message, ...detailOf(part.answer) } : {};
}

function sentenceOf(part: PartAnswer): string {
  const fault = faultOf(part);
  return fault ? `${part.field} is not kept: ${fault.message}` : `${part.field} is kept`;
}

/** `null`: it is kept. */
function faultOf({ field, version, answer }: PartAnswer): Fault | null {
  switch (answer.kind) {
    case "saved":
    case "repeated":
      return null;
    case "stale":
      return { code: "STALE_VERSION", message: staleness(version, answer.keptVersion) };
    case "invalid":
      return invalidDocument(field, answer);
    case "dead":
      return { code: "AGENT_DEAD", message: `the agent died at ${isoTime(answer.death.atMs)} (${answer.death.reason ?? "no reason given"}) and stays as it is` };
    case "failed":
      return { code: answer.code, message: answer.message };
    default:
      return answer satisfies never;
  }
}

const staleness = (version: number, kept: number): string =>
  version === kept ? `version is ${version}, which is kept already with another content; it must be above ${kept}` : `version is ${version}; it must be above ${kept}, which is kept`;
