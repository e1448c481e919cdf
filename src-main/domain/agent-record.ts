import { AgentState, PrivateLedger } from "../contract/agent-state.ts";
import { type DocumentSave, type InvalidSave, saveDocument, type SaveResult, type VersionedDocument } from "./versioned-document.ts";

/** An agent's virtual capital as our own record counts it from here on: the results of its trades come on top. */
export interface CapitalBase {
  readonly capital: number;
  /** Of the agent's statistics at that moment. */
  readonly profit: number;
  readonly unknown: number;
}

export interface Death {
  /** UTC, Unix ms. */
  readonly atMs: number;
  readonly reason: string | null;
}

/** One agent as it is kept, alive or dead. */
export interface AgentRecord {
  readonly agentId: string;
  /** The magic number that its orders carry; `null`: the account's. */
  readonly magic: number | null;
  readonly state: VersionedDocument | null;
  readonly privateLedger: VersionedDocument | null;
  /** `null` until the agent first said what capital it has. */
  readonly capitalBase: CapitalBase | null;
  /** `null`: alive. */
  readonly death: Death | null;
}

/** `dead`: a dead agent is kept as it was and takes no more saves. */
export type AgentSaveResult = SaveResult | { readonly kind: "dead"; readonly death: Death };

export const newAgent = (agentId: string): AgentRecord => ({ agentId, magic: null, state: null, privateLedger: null, capitalBase: null, death: null });

/** What saving this agent's state comes to. `atMs` is UTC, Unix ms. */
export const saveState = (record: AgentRecord, save: DocumentSave, atMs: number): AgentSaveResult => saveOf(record, record.state, save, AgentState, atMs);

/** What saving this agent's private ledger comes to; its versions are counted apart from the state's. */
export const savePrivateLedger = (record: AgentRecord, save: DocumentSave, atMs: number): AgentSaveResult => saveOf(record, record.privateLedger, save, PrivateLedger, atMs);

/** The newest of both documents; `null` when the agent never saved anything. */
export function savedAtMs({ state, privateLedger }: AgentRecord): number | null {
  if (!state || !privateLedger) return (state ?? privateLedger)?.savedAtMs ?? null;
  return Math.max(state.savedAtMs, privateLedger.savedAtMs);
}

function saveOf(record: AgentRecord, kept: VersionedDocument | null, save: DocumentSave, schema: typeof AgentState | typeof PrivateLedger, atMs: number): AgentSaveResult {
  if (record.death) return { kind: "dead", death: record.death };
  return anothersDocument(record.agentId, save.fields) ?? saveDocument(kept, save, schema, atMs);
}

function anothersDocument(agentId: string, fields: unknown): InvalidSave | null {
  const named = typeof fields === "object" && fields !== null && "agent_id" in fields ? fields.agent_id : undefined;
  return named === undefined || named === agentId ? null : { kind: "invalid", field: "agent_id", value: typeof named === "string" ? named.slice(0, 100) : typeof named, rule: `must be ${agentId}, whose save this is` };
}
