import { Mastermind, Supervisor, Valhalla } from "../contract/agent-state.ts";
import type { RecordEvent } from "../contract/record-events.ts";
import { type AgentRecord, type AgentSaveResult, newAgent, savePrivateLedger, saveState } from "../domain/agent-record.ts";
import type { Records } from "../domain/records.ts";
import { saveDocument, sameJson, type DocumentSave, type VersionedDocument } from "../domain/versioned-document.ts";
import type { FamilyContent, FamilyDocument } from "./family-content.ts";
import type { OurNotes } from "./our-notes.ts";
import { tradeEvents } from "./trade-events.ts";

/** Something that was found and stays out, because the record says something else of it. */
export interface PassedOver {
  readonly what: string;
  readonly why: string;
}

export interface ImportEvents {
  /** In the order in which they have to be written down. */
  readonly events: readonly RecordEvent[];
  readonly passedOver: readonly PassedOver[];
}

const WHY = "imported from the family's files";

type Saved = Extract<AgentSaveResult, { kind: "saved" }>;
type AgentNotes = OurNotes["agents"][string];

/**
 * The events that bring this content into the record. What the record holds stays: nothing is overwritten but documents
 * whose file is newer, so that importing the same folder again changes nothing.
 */
export function importEvents(content: FamilyContent, into: Records, nowMs: number): ImportEvents {
  const passedOver: PassedOver[] = [];
  const agentIds = [...new Set([...Object.keys(content.notes?.agents ?? {}), ...content.states.keys(), ...content.privateLedgers.keys()])].toSorted();
  const agents = agentIds.map((agentId) => agentEvents(content, into, agentId, nowMs, passedOver));
  return {
    events: [
      ...agents.flatMap(({ before }) => before),
      ...content.trades.flatMap((trade) => {
        const known = into.ledger.trades.get(trade.ticket);
        if (known === undefined) return tradeEvents(trade, WHY);
        if (!sameJson(known, trade)) passedOver.push({ what: `trade ${trade.ticket}`, why: "the record knows it, and tells it differently" });
        return [];
      }),
      ...agents.flatMap(({ after }) => after),
      ...overseerEvents(content, into, nowMs, passedOver),
      ...content.heroes.flatMap((hero): RecordEvent[] => {
        const known = into.heroes.get(hero.agent_id);
        if (known === undefined) return [{ kind: "AGENT_DIED", body: { agentId: hero.agent_id, hero } }];
        if (!sameJson(known, hero)) passedOver.push({ what: `hero ${hero.agent_id}`, why: "the record knows its death, and tells it differently" });
        return [];
      }),
      ...(content.notes?.held_tickets ?? []).filter((ticket) => !into.ledger.isHeld(ticket)).map((ticket): RecordEvent => ({ kind: "ORPHAN_HELD", body: { ticket, by: "import", reason: WHY } })),
    ],
    passedOver,
  };
}

interface AgentEvents {
  /** Before its trades, and after them. */
  readonly before: readonly RecordEvent[];
  readonly after: readonly RecordEvent[];
}

function agentEvents(content: FamilyContent, into: Records, agentId: string, nowMs: number, passedOver: PassedOver[]): AgentEvents {
  const known = into.agents.get(agentId);
  const agent = known ?? newAgent(agentId);
  const notes = content.notes?.agents[agentId];
  const keep = (what: string, document: FamilyDocument | undefined, kept: VersionedDocument | null, version: number | null | undefined, save: (wish: DocumentSave) => AgentSaveResult): Saved[] =>
    document === undefined ? [] : saved(`${what} of ${agentId}`, kept, document, version, save, passedOver);
  const states = keep("state", content.states.get(agentId), agent.state, notes?.state_version, (wish) => saveState(agent, wish, nowMs));
  const ledgers = keep("private ledger", content.privateLedgers.get(agentId), agent.privateLedger, notes?.private_ledger_version, (wish) => savePrivateLedger(agent, wish, nowMs));
  const magic = notes?.magic ?? agent.magic;
  const isNews = known === undefined || magic !== agent.magic;
  return {
    before: [...(isNews ? [{ kind: "AGENT_REGISTERED" as const, body: { agentId, magic } }] : []), ...capitalBefore(agent, notes)],
    after: [
      ...states.map(({ change }): RecordEvent => ({ kind: "AGENT_STATE_SAVED", body: { agentId, ...change } })),
      ...ledgers.map(({ change }): RecordEvent => ({ kind: "PRIVATE_LEDGER_SAVED", body: { agentId, ...change } })),
      ...capitalAfter(agent, notes),
    ],
  };
}

/** Agreed before trades whose result nobody knows, a capital is lost with them: so it stays lost. */
const capitalBefore = ({ agentId, capitalBase }: AgentRecord, notes: AgentNotes | undefined): RecordEvent[] =>
  capitalBase === null && notes?.virtual_capital === "unknown" ? [{ kind: "CAPITAL_AGREED", body: { agentId, capital: 0 } }] : [];

const capitalAfter = ({ agentId, capitalBase }: AgentRecord, notes: AgentNotes | undefined): RecordEvent[] =>
  capitalBase === null && typeof notes?.virtual_capital === "number" ? [{ kind: "CAPITAL_AGREED", body: { agentId, capital: notes.virtual_capital } }] : [];

function overseerEvents({ supervisor, mastermind, valhalla, notes }: FamilyContent, into: Records, nowMs: number, passedOver: PassedOver[]): RecordEvent[] {
  const overseers = [
    { kind: "SUPERVISOR_SAVED", what: "Supervisor", document: supervisor, kept: into.supervisor, version: notes?.supervisor_version, schema: Supervisor },
    { kind: "MASTERMIND_SAVED", what: "Mastermind", document: mastermind, kept: into.mastermind, version: notes?.mastermind_version, schema: Mastermind },
    { kind: "VALHALLA_SAVED", what: "Valhalla", document: valhalla, kept: into.valhalla, version: notes?.valhalla_version, schema: Valhalla },
  ] as const;
  return overseers.flatMap(({ kind, what, document, kept, version, schema }) =>
    document === null ? [] : saved(what, kept, document, version, (wish) => saveDocument(kept, wish, schema, nowMs), passedOver).map(({ change }): RecordEvent => ({ kind, body: change })),
  );
}

/** The save, when it changes anything. */
function saved(what: string, kept: VersionedDocument | null, { fields }: FamilyDocument, version: number | null | undefined, save: (wish: DocumentSave) => AgentSaveResult, passedOver: PassedOver[]): Saved[] {
  if (kept !== null && sameJson(kept.content, fields)) return [];
  const result = save({ version: version ?? (kept?.version ?? 0) + 1, whole: true, fields, removed: [] });
  if (result.kind === "saved") return [result];
  if (result.kind !== "repeated") passedOver.push({ what, why: whyNot(result) });
  return [];
}

function whyNot(result: Exclude<AgentSaveResult, { kind: "saved" | "repeated" }>): string {
  switch (result.kind) {
    case "stale":
      return `the record holds version ${result.keptVersion}, which is not older`;
    case "dead":
      return "it is dead in the record, and kept as it was";
    case "invalid":
      return `${result.field} ${result.rule}`;
  }
}
