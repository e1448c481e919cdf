import type { Hero } from "../contract/agent-state.ts";
import type { JournalEntry } from "../contract/journal.ts";
import { type DocumentChange, isRecordEvent, type RecordEvent, recordEvents } from "../contract/record-events.ts";
import type { RecoveryReport } from "../contract/recovery.ts";
import { type AgentRecord, newAgent } from "./agent-record.ts";
import { withPrivateChange } from "./private-ledger.ts";
import { createPublicLedger, type PublicLedger } from "./public-ledger.ts";
import { diedAtMs } from "./valhalla.ts";
import { type VersionedDocument, withChange } from "./versioned-document.ts";

export type RecordEntry = Pick<JournalEntry, "seq" | "atMs" | "kind" | "body">;

/**
 * Everything that is kept for strategies and operator: a fold over the journal, one entry at a time. What it holds after
 * event N is a fold over the entries up to N, so any past moment is a fold over fewer (`record-branches.ts` says which).
 */
export interface Records {
  /** The last event folded, of any kind; 0 before the first. */
  readonly seq: number;
  readonly ledger: PublicLedger;
  /** Every agent ever registered or saved, the dead included. */
  readonly agents: ReadonlyMap<string, AgentRecord>;
  readonly heroes: ReadonlyMap<string, Hero>;
  /** What Valhalla says of itself, beside its heroes. */
  readonly valhalla: VersionedDocument | null;
  readonly supervisor: VersionedDocument | null;
  readonly mastermind: VersionedDocument | null;
  readonly lastReport: RecoveryReport | null;
  /** The newest save of any document (UTC, Unix ms); `null`: never. */
  readonly lastSaveAtMs: number | null;
  /** Takes every entry of the journal, in its order; those of other kinds only move `seq`. */
  fold(entry: RecordEntry): void;
}

/** What `Records` is made of, as a snapshot holds it. */
export interface RecordsContent {
  seq: number;
  readonly ledger: PublicLedger;
  readonly agents: Map<string, AgentRecord>;
  readonly heroes: Map<string, Hero>;
  valhalla: VersionedDocument | null;
  supervisor: VersionedDocument | null;
  mastermind: VersionedDocument | null;
  lastReport: RecoveryReport | null;
  lastSaveAtMs: number | null;
}

const nothing = (): RecordsContent => ({
  seq: 0,
  ledger: createPublicLedger(),
  agents: new Map(),
  heroes: new Map(),
  valhalla: null,
  supervisor: null,
  mastermind: null,
  lastReport: null,
  lastSaveAtMs: null,
});

/** Empty, or going on from what a snapshot held (`records-snapshot.ts`). */
export function createRecords(kept: RecordsContent = nothing()): Records {
  return {
    get seq() {
      return kept.seq;
    },
    ledger: kept.ledger,
    agents: kept.agents,
    heroes: kept.heroes,
    get valhalla() {
      return kept.valhalla;
    },
    get supervisor() {
      return kept.supervisor;
    },
    get mastermind() {
      return kept.mastermind;
    },
    get lastReport() {
      return kept.lastReport;
    },
    get lastSaveAtMs() {
      return kept.lastSaveAtMs;
    },
    fold: (entry) => {
      const before = kept.seq;
      kept.seq = entry.seq;
      if (isRecordEvent(entry.kind)) foldEvent(kept, eventOf(entry.kind, entry.body), entry.atMs, before);
    },
  };
}

/** The kind picks the schema, so the two belong together. */
const eventOf = (kind: RecordEvent["kind"], body: unknown): RecordEvent => ({ kind, body: recordEvents[kind].parse(body) }) as RecordEvent;

function foldEvent(kept: RecordsContent, { kind, body }: RecordEvent, atMs: number, seqBefore: number): void {
  switch (kind) {
    case "AGENT_REGISTERED":
      return change(kept, body.agentId, (agent) => ({ ...agent, magic: body.magic }));
    case "AGENT_STATE_SAVED":
      return change(kept, body.agentId, (agent) => ({ ...agent, state: saved(kept, agent.state, body, atMs) }));
    case "PRIVATE_LEDGER_SAVED":
      return change(kept, body.agentId, (agent) => withFirstCapital(kept, { ...agent, privateLedger: saved(kept, agent.privateLedger, body, atMs) }));
    case "PRIVATE_LEDGER_CORRECTED":
      return change(kept, body.agentId, (agent) => ({ ...agent, privateLedger: agent.privateLedger && { ...agent.privateLedger, content: withPrivateChange(agent.privateLedger.content, body.change) } }));
    case "CAPITAL_AGREED":
      return change(kept, body.agentId, (agent) => withCapital(kept, agent, body.capital));
    case "AGENT_DIED":
      return bury(kept, body.agentId, body.hero, atMs);
    case "VALHALLA_SAVED":
      kept.valhalla = saved(kept, kept.valhalla, body, atMs);
      return;
    case "SUPERVISOR_SAVED":
      kept.supervisor = saved(kept, kept.supervisor, body, atMs);
      return;
    case "MASTERMIND_SAVED":
      kept.mastermind = saved(kept, kept.mastermind, body, atMs);
      return;
    case "TRADE_OPENED":
      return kept.ledger.opened(body.trade, atMs);
    case "TRADE_CLOSED":
      return kept.ledger.closed(body.closing, atMs);
    case "TRADE_CORRECTED":
      return kept.ledger.corrected(body.ticket, body.change, atMs);
    case "ORPHAN_ADOPTED":
      return kept.ledger.corrected(body.ticket, { agentId: body.agentId }, atMs);
    case "ORPHAN_HELD":
      return kept.ledger.held(body.ticket);
    case "ORPHAN_FLATTENED":
      return kept.ledger.condemned(body.ticket);
    case "RECOVERY_REPORTED":
      kept.lastReport = body.report;
      return;
    case "CORRECTION_APPLIED":
      return;
    case "RECORD_BRANCHED":
      return expectOnBranch(seqBefore, body.atSeq);
  }
}

function change(kept: RecordsContent, agentId: string, to: (agent: AgentRecord) => AgentRecord): void {
  kept.agents.set(agentId, to(kept.agents.get(agentId) ?? newAgent(agentId)));
}

function saved(kept: RecordsContent, document: VersionedDocument | null, change: DocumentChange, atMs: number): VersionedDocument {
  kept.lastSaveAtMs = atMs;
  return withChange(document, change, atMs);
}

/** The first capital an agent tells is where our own count of it begins. */
function withFirstCapital(kept: RecordsContent, agent: AgentRecord): AgentRecord {
  const capital = agent.privateLedger?.content["capital"];
  return agent.capitalBase === null && typeof capital === "number" ? withCapital(kept, agent, capital) : agent;
}

function withCapital(kept: RecordsContent, agent: AgentRecord, capital: number): AgentRecord {
  const { profit, unknown } = kept.ledger.statisticsOf(agent.agentId);
  return { ...agent, capitalBase: { capital, profit, unknown } };
}

/** An agent dies once: what is said of it later changes nothing. */
function bury(kept: RecordsContent, agentId: string, hero: Hero, atMs: number): void {
  if (kept.heroes.has(agentId)) return;
  kept.heroes.set(agentId, hero);
  change(kept, agentId, (agent) => ({ ...agent, death: { atMs: diedAtMs(hero, atMs), reason: hero.death_reason ?? null } }));
}

/** Folding on over a branch what the branch left behind would be a record that never was: a mistake of ours. */
function expectOnBranch(seqBefore: number, atSeq: number): void {
  if (seqBefore > atSeq) throw new Error(`The record branches after event ${atSeq}, and event ${seqBefore} was folded: fold the living entries only.`);
}
