import { Hero, Mastermind, Supervisor, Valhalla } from "../contract/agent-state.ts";
import { newAgent, savePrivateLedger, saveState, type AgentSaveResult } from "../domain/agent-record.ts";
import { rankAgents } from "../domain/trade-ranking.ts";
import { heroOf } from "../domain/valhalla.ts";
import { saveDocument, type VersionedDocument } from "../domain/versioned-document.ts";
import type { JournalEvent } from "./journal-events.ts";
import type { Clock, KeepAnswer, Overseer, StrategyDoor } from "./ports.ts";
import type { RecordKeeper } from "./record-keeper.ts";
import type { Recorder } from "./recorder.ts";

/** Keeps what strategies say of themselves, and gives it back. */
export type RecordDesk = Pick<StrategyDoor, "save" | "saveOverseer" | "reportDeath" | "restore" | "restoreOverseer" | "ledger" | "ranking">;

export interface RecordDeskWorld {
  readonly clock: Clock;
  readonly keeper: RecordKeeper;
  readonly recorder: Recorder;
  /** An agent saved, died, or is new. */
  onChange(): void;
}

const overseers = {
  supervisor: { schema: Supervisor, kind: "SUPERVISOR_SAVED" },
  mastermind: { schema: Mastermind, kind: "MASTERMIND_SAVED" },
  valhalla: { schema: Valhalla, kind: "VALHALLA_SAVED" },
} as const;

/** Ranks by fewer trades than this are luck. */
const RANKED_FROM_TRADES = 1;

export function createRecordDesk({ clock, keeper, recorder, onChange }: RecordDeskWorld): RecordDesk {
  /** Saves of one document, one after the other: each is compared with what the one before left. */
  const turns = new Map<string, Promise<unknown>>();

  const inTurn = <T>(document: string, run: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(document) ?? Promise.resolve()).then(run);
    turns.set(document, turn);
    void turn.finally(() => {
      if (turns.get(document) === turn) turns.delete(document);
    });
    return turn;
  };

  const agentOf = (agentId: string) => keeper.records.agents.get(agentId) ?? newAgent(agentId);

  /** `kept` finds the document as it is once the event was folded. */
  const keep = async (result: AgentSaveResult, event: (change: Extract<AgentSaveResult, { kind: "saved" }>["change"]) => JournalEvent): Promise<KeepAnswer> => {
    if (result.kind === "repeated") return { kind: "repeated", version: result.document.version, savedAtMs: result.document.savedAtMs };
    if (result.kind !== "saved") return result;
    if (!(await recorder.record(event(result.change)))) return { kind: "failed", code: "JOURNAL_UNWRITABLE", message: "It could not be written down, so it is not kept." };
    onChange();
    return { kind: "saved", version: result.document.version, savedAtMs: result.document.savedAtMs };
  };

  return {
    save: (agentId, which, save) =>
      inTurn(`${which} ${agentId}`, () => {
        const agent = agentOf(agentId);
        return which === "state"
          ? keep(saveState(agent, save, clock.wallMs()), (change) => ({ kind: "AGENT_STATE_SAVED", body: { agentId, ...change } }))
          : keep(savePrivateLedger(agent, save, clock.wallMs()), (change) => ({ kind: "PRIVATE_LEDGER_SAVED", body: { agentId, ...change } }));
      }),
    saveOverseer: (which, save) =>
      inTurn(which, () => {
        const { schema, kind } = overseers[which];
        return keep(saveDocument(keeper.records[which], save, schema, clock.wallMs()), (change) => ({ kind, body: change }));
      }),
    reportDeath: (agentId, report) =>
      inTurn(`state ${agentId}`, async () => {
        const agent = agentOf(agentId);
        if (agent.death) return { kind: "repeated", version: agent.state?.version ?? 0, savedAtMs: agent.death.atMs };
        const nowMs = clock.wallMs();
        const hero = Hero.safeParse(heroOf(agent, report, keeper.records.ledger.statisticsOf(agentId), nowMs));
        if (!hero.success) {
          const [issue] = hero.error.issues;
          return { kind: "invalid", field: issue?.path.map(String).join(".") ?? "", value: "", rule: issue?.message ?? "must fit its schema" };
        }
        if (!(await recorder.record({ kind: "AGENT_DIED", body: { agentId, hero: hero.data } }))) return { kind: "failed", code: "JOURNAL_UNWRITABLE", message: "It could not be written down." };
        onChange();
        return { kind: "saved", version: agent.state?.version ?? 0, savedAtMs: nowMs };
      }),
    restore: (agentId) => keeper.records.agents.get(agentId) ?? null,
    restoreOverseer: (which: Overseer): VersionedDocument | null => keeper.records[which],
    ledger: (agentId, closedMax) => {
      const { ledger } = keeper.records;
      return { statistics: ledger.statisticsOf(agentId), open: ledger.openOf(agentId), closed: closedMax === 0 ? [] : ledger.closedOf(agentId).slice(-closedMax).toReversed() };
    },
    ranking: (by, sinceMs) => rankAgents(keeper.records.ledger, { by: by === "profit" ? by : "win rate", sinceMs, minTrades: RANKED_FROM_TRADES }),
  };
}
